import type { KubeObject } from '../../model/index.ts';
import type { Controller } from '../runtime/index.ts';
import type { FleetInstance, InstanceFleet } from '../seams.ts';
import { stamp } from './pod-status.ts';

/** From a running instance until its kubelet has registered and the CNI is up. */
const JOIN_MS = 15_000;

/** Instances become nodes, and nodes go with their instances. */
export function nodeRegistration(o: {
  readonly fleet: InstanceFleet;
  readonly kubeletVersion: string;
}): Controller {
  let listening = false;
  const joining = new Set<string>();
  return {
    name: 'node-registration',
    watches: {
      'v1/Node': (c) => {
        if (!listening) {
          listening = true;
          const all = (): void => {
            for (const i of o.fleet.instances()) c.enqueue(i.id);
          };
          o.fleet.onChanged(all);
          all();
        }
        return () => undefined;
      },
    },
    async reconcile(c, id) {
      const instance = o.fleet.instances().find((i) => i.id === id);
      const name = instance?.privateDnsName;
      if (!instance || name === undefined) return;
      const there = c.informer('v1/Node').get(undefined, name);
      if (instance.state === 'running' && !there) {
        if (!joining.has(id)) {
          joining.add(id);
          c.enqueueAfter(id, JOIN_MS);
        } else {
          joining.delete(id);
          await c.api.create(nodeOf(instance, o.kubeletVersion, c.clock.now()));
        }
      } else if ((instance.state === 'terminated' || instance.state === 'shutting-down') && there)
        await c.api.delete({ apiVersion: 'v1', kind: 'Node', name });
    },
  };
}

/** Nodes that have long joined when a twin begins. */
export const joinedNodes = (
  fleet: InstanceFleet,
  kubeletVersion: string,
  now: number,
): readonly KubeObject[] =>
  fleet
    .instances()
    .filter((i) => i.state === 'running')
    .map((i) => nodeOf(i, kubeletVersion, now));

function nodeOf(i: FleetInstance, kubeletVersion: string, now: number): KubeObject {
  const at = stamp(now);
  const condition = (type: string, status: string, reason: string, message: string) => ({
    type, status, reason, message, lastHeartbeatTime: at, lastTransitionTime: at,
  }); // prettier-ignore
  const resources = (milliCpu: number, memoryMiB: number) => ({
    cpu: milliCpu % 1000 === 0 ? String(milliCpu / 1000) : `${milliCpu}m`,
    memory: `${memoryMiB * 1024}Ki`,
    'ephemeral-storage': '20893676Ki',
    'hugepages-1Gi': '0',
    'hugepages-2Mi': '0',
    pods: String(i.maxPods),
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: i.privateDnsName,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'beta.kubernetes.io/instance-type': i.type,
        'beta.kubernetes.io/os': 'linux',
        'eks.amazonaws.com/capacityType': i.capacityType,
        ...(i.nodegroup === null ? {} : { 'eks.amazonaws.com/nodegroup': i.nodegroup }),
        'failure-domain.beta.kubernetes.io/region': i.region,
        'failure-domain.beta.kubernetes.io/zone': i.zone,
        'k8s.io/cloud-provider-aws': '0a1b2c3d4e5f60718293a4b5c6d7e8f9',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': i.privateDnsName,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': i.type,
        'topology.k8s.aws/zone-id': i.zoneId,
        'topology.kubernetes.io/region': i.region,
        'topology.kubernetes.io/zone': i.zone,
        ...i.labels,
      },
    },
    spec: {
      providerID: `aws:///${i.zone}/${i.id}`,
      ...(i.taints.length === 0 ? {} : { taints: i.taints.map((t) => ({ ...t })) }),
    },
    status: {
      addresses: [
        { type: 'InternalIP', address: i.ip },
        { type: 'InternalDNS', address: i.privateDnsName },
        { type: 'Hostname', address: i.privateDnsName },
      ],
      capacity: resources(i.vcpu * 1000, i.memoryMiB),
      allocatable: resources(i.allocatableMilliCpu, i.allocatableMemoryMiB),
      conditions: [
        condition(
          'MemoryPressure',
          'False',
          'KubeletHasSufficientMemory',
          'kubelet has sufficient memory available',
        ),
        condition(
          'DiskPressure',
          'False',
          'KubeletHasNoDiskPressure',
          'kubelet has no disk pressure',
        ),
        condition(
          'PIDPressure',
          'False',
          'KubeletHasSufficientPID',
          'kubelet has sufficient PID available',
        ),
        condition('Ready', 'True', 'KubeletReady', 'kubelet is posting ready status'),
      ],
      daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
      nodeInfo: {
        architecture: 'amd64',
        bootID: i.id,
        containerRuntimeVersion: 'containerd://2.1.5',
        kernelVersion: '6.12.53-69.119.amzn2023.x86_64',
        kubeProxyVersion: '',
        kubeletVersion,
        machineID: i.id,
        operatingSystem: 'linux',
        osImage: 'Amazon Linux 2023.9.20251117',
        systemUUID: i.id,
      },
    },
  };
}
