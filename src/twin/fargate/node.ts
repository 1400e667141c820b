import {
  meetsRequirement,
  COMPUTE_TYPE,
  type FargateSize,
  type KubeObject,
  type NodeSelectorTerm,
  type PodSpec,
} from '../../model/index.ts';

export interface Placed {
  readonly ip: string;
  readonly zone: string;
  readonly region: string;
}

/** `fargate-ip-10-6-70-12.ap-northeast-2.compute.internal`; us-east-1 has its own domain. */
export function nodeName({ ip, region }: Placed): string {
  const domain = region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`;
  return `fargate-ip-${ip.replaceAll('.', '-')}.${domain}`;
}

/** Labels that a Fargate node will have: what node selectors and required affinity are held against. */
export const nodeLabels = (placed: Placed): Readonly<Record<string, string>> => ({
  [COMPUTE_TYPE]: 'fargate',
  'beta.kubernetes.io/arch': 'amd64',
  'beta.kubernetes.io/os': 'linux',
  'failure-domain.beta.kubernetes.io/region': placed.region,
  'failure-domain.beta.kubernetes.io/zone': placed.zone,
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/hostname': nodeName(placed).replace(/^fargate-/, ''),
  'kubernetes.io/os': 'linux',
  'topology.kubernetes.io/region': placed.region,
  'topology.kubernetes.io/zone': placed.zone,
});

/** The node of one pod. Its capacity is larger than the pod's size and says nothing about the bill. */
export function fargateNode(
  placed: Placed,
  size: FargateSize,
  o: { readonly kubelet: string; readonly time: string; readonly id: string },
): KubeObject {
  const name = nodeName(placed);
  const capacity = {
    cpu: String(Math.max(2, Math.ceil(size.vcpu))),
    memory: `${Math.ceil(size.memoryGB * 1024 * 1024 * 1.9 + 2_000_000)}Ki`,
    'ephemeral-storage': `${Math.ceil((size.ephemeralGiB * 1.1 + 5) * 1024 * 1024)}Ki`,
    pods: '1',
  };
  const condition = (type: string, status: string, reason: string): Record<string, unknown> => ({
    type,
    status,
    reason,
    lastHeartbeatTime: o.time,
    lastTransitionTime: o.time,
  });
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: nodeLabels(placed) },
    spec: {
      providerID: `aws:///${placed.zone}/${o.id}/${name}`,
      taints: [{ key: COMPUTE_TYPE, value: 'fargate', effect: 'NoSchedule' }],
    },
    status: {
      capacity,
      allocatable: capacity,
      addresses: [
        { type: 'InternalIP', address: placed.ip },
        { type: 'InternalDNS', address: name.replace(/^fargate-/, '') },
        { type: 'Hostname', address: name.replace(/^fargate-/, '') },
      ],
      conditions: [
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
        condition('Ready', 'True', 'KubeletReady'),
      ],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        osImage: 'Amazon Linux 2',
        kernelVersion: '5.10.234-225.910.amzn2.x86_64',
        containerRuntimeVersion: 'containerd://1.7.25',
        kubeletVersion: o.kubelet,
        kubeProxyVersion: o.kubelet,
        machineID: '',
        systemUUID: '',
        bootID: '',
      },
    },
  };
}

/**
 * Whether a pod's node selector and required affinity can be met by a Fargate node in some zone:
 * the zones that can, or `undefined` when none can. @source facts 3.2 "nodeSelector / required nodeAffinity"
 */
export function acceptableZones(
  spec: PodSpec,
  zones: readonly string[],
  region: string,
): readonly string[] | undefined {
  const good = zones.filter((zone) => {
    const labels = nodeLabels({ ip: '0.0.0.0', zone, region });
    return accepts(spec, labels);
  });
  return good.length === 0 ? undefined : good;
}

function accepts(spec: PodSpec, labels: Readonly<Record<string, string>>): boolean {
  const selected = Object.entries(spec.nodeSelector ?? {}).every(([k, v]) =>
    k === 'kubernetes.io/hostname' ? false : labels[k] === v,
  );
  const terms =
    spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return selected && (terms === undefined || terms.some((t) => termMatches(t, labels)));
}

function termMatches(term: NodeSelectorTerm, labels: Readonly<Record<string, string>>): boolean {
  if ((term.matchFields ?? []).length > 0) return false;
  return (term.matchExpressions ?? []).every(({ key, operator, values = [] }) =>
    meetsRequirement(operator, values, labels[key]),
  );
}
