import type { FleetInstance, InstanceFleet } from '../../seams.ts';
import { after, digest, isoNow, type AwsContext } from '../context.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { instanceTypeOf, maxPodsOf, type InstanceType } from './instance-types.ts';
import type { Network, Tags } from './network.ts';

export interface InstanceRecord {
  readonly id: string;
  readonly type: InstanceType;
  state: FleetInstance['state'];
  /** The Auto Scaling word: Pending, InService, Terminating:Wait, Terminating:Proceed, Terminated. */
  lifecycle: string;
  readonly zone: string;
  readonly subnetId: string;
  readonly interfaceIds: readonly string[];
  readonly ip: string;
  readonly podIps: readonly string[];
  readonly privateDnsName: string;
  readonly group: GroupRecord;
  readonly launchedAt: string;
}

/** One Auto Scaling group; EKS makes one for each managed node group. */
export interface GroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly nodegroup: string;
  minSize: number;
  maxSize: number;
  desiredCapacity: number;
  readonly createdAt: string;
  readonly subnets: readonly string[];
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  readonly launchTemplate: { readonly id: string; readonly name: string; readonly version: string };
  readonly securityGroups: readonly string[];
  labels: Readonly<Record<string, string>>;
  taints: FleetInstance['taints'];
  readonly tags: Tags;
  /** EKS' patience when this group shrinks. */
  drainSeconds: readonly [number, number];
}

/** The instances and groups behind the fleet seam, with what the Auto Scaling and EKS APIs need. */
export interface Fleet extends InstanceFleet {
  readonly records: ReadonlyMap<string, InstanceRecord>;
  readonly groupRecords: Map<string, GroupRecord>;
  addGroup(
    group: Omit<GroupRecord, 'arn' | 'createdAt'>,
    known: ResolvedSeed['nodegroups'][number]['instances'],
    /** Seeds are there from the start; a created group launches on the clock. */
    existing: boolean,
  ): GroupRecord;
  /** Size changes take hold at once; instances follow. */
  resize(group: GroupRecord): void;
  terminate(instanceId: string): void;
  /** Instances that are not terminated yet. */
  membersOf(group: GroupRecord): readonly InstanceRecord[];
  removeGroup(name: string): void;
}

/** EC2 shows terminated instances for about an hour. */
const TERMINATED_VISIBLE: readonly [number, number] = [3600, 3600];
const RETRY_LAUNCH: readonly [number, number] = [30, 30];

/** `ip-10-6-64-17.ap-northeast-2.compute.internal`, or `….ec2.internal` in us-east-1. */
export const privateDnsName = (region: string, ip: string): string =>
  `ip-${ip.replaceAll('.', '-')}.${region === 'us-east-1' ? 'ec2.internal' : `${region}.compute.internal`}`;

const isLeaving = (record: InstanceRecord): boolean => record.lifecycle.startsWith('Terminat');

export function createFleet(context: AwsContext, seed: ResolvedSeed, network: Network): Fleet {
  const records = new Map<string, InstanceRecord>();
  const groups = new Map<string, GroupRecord>();
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const membersOf = (group: GroupRecord): InstanceRecord[] =>
    [...records.values()].filter((r) => r.group === group && r.state !== 'terminated');
  const staying = (group: GroupRecord): InstanceRecord[] =>
    membersOf(group).filter((r) => !isLeaving(r));

  const launch = (
    group: GroupRecord,
    known: ResolvedSeed['nodegroups'][number]['instances'][number] | undefined,
    existing: boolean,
  ): InstanceRecord | undefined => {
    const subnetId = known?.subnet ?? leastUsedSubnet(group, staying(group));
    const type = instanceTypeOf(seed, known?.type ?? group.instanceTypes[0] ?? '');
    if (subnetId === undefined || !type) return undefined;
    const id = known?.id ?? (existing ? seededId(group, records.size) : context.ids.resource('i'));
    const interfaces = attachInterfaces(network, {
      group,
      type,
      subnetId,
      instanceId: id,
      ip: known?.ip,
    });
    const primary = interfaces[0];
    if (!primary) return undefined;
    const record: InstanceRecord = {
      id,
      type,
      state: existing ? 'running' : 'pending',
      lifecycle: existing ? 'InService' : 'Pending',
      zone: network.subnets.get(subnetId)?.zone ?? '',
      subnetId,
      interfaceIds: interfaces.map((i) => i.id),
      ip: primary.ip,
      podIps: interfaces.flatMap((i) => i.secondaryIps),
      privateDnsName: privateDnsName(context.region, primary.ip),
      group,
      launchedAt: existing ? seed.cluster.createdAt : isoNow(context),
    };
    records.set(id, record);
    if (!existing)
      after(context, context.seconds.instanceStart, () => {
        if (record.state !== 'pending') return;
        record.state = 'running';
        if (record.lifecycle === 'Pending') record.lifecycle = 'InService';
        changed();
      });
    return record;
  };

  const stop = async (record: InstanceRecord): Promise<void> => {
    const [, timeout] = record.group.drainSeconds;
    if (record.state === 'running') {
      record.lifecycle = 'Terminating:Wait';
      try {
        await context
          .hooks()
          .drainNode(toFleetInstance(context, network, record), { timeoutMs: timeout * 1000 });
      } catch {
        // A drain that fails does not save the instance: Auto Scaling goes on after its patience.
      }
    }
    record.lifecycle = 'Terminating:Proceed';
    record.state = 'shutting-down';
    changed();
    after(context, context.seconds.instanceStop, () => {
      record.state = 'terminated';
      record.lifecycle = 'Terminated';
      for (const id of record.interfaceIds) network.deleteInterface(id);
      changed();
      after(context, TERMINATED_VISIBLE, () => records.delete(record.id));
    });
  };

  const terminate = (instanceId: string): void => {
    const record = records.get(instanceId);
    if (!record || isLeaving(record)) return;
    record.lifecycle = 'Terminating';
    void stop(record);
  };

  const resize = (group: GroupRecord): void => {
    if (groups.get(group.name) !== group) return;
    const members = staying(group);
    for (let have = members.length; have < group.desiredCapacity; have += 1) {
      if (launch(group, undefined, false)) continue;
      after(context, RETRY_LAUNCH, () => resize(group));
      break;
    }
    for (const victim of victims(members, members.length - group.desiredCapacity))
      terminate(victim.id);
    changed();
  };

  return {
    records,
    groupRecords: groups,
    membersOf,
    resize,
    terminate,
    addGroup(init, known, existing) {
      const arn = `arn:aws:autoscaling:${context.region}:${context.accountId}:autoScalingGroup:${context.ids.uuid()}:autoScalingGroupName/${init.name}`;
      const createdAt = existing ? seed.cluster.createdAt : isoNow(context);
      const group: GroupRecord = { ...init, arn, createdAt };
      groups.set(group.name, group);
      if (existing)
        for (let i = 0; i < group.desiredCapacity; i += 1) launch(group, known[i], true);
      else resize(group);
      return group;
    },
    removeGroup: (name) => void groups.delete(name),
    instances: () => [...records.values()].map((r) => toFleetInstance(context, network, r)),
    onChanged: (listener) => void listeners.push(listener),
    terminateInAutoScalingGroup(instanceId) {
      const record = records.get(instanceId);
      if (!record || isLeaving(record)) return;
      record.group.desiredCapacity = Math.max(
        record.group.minSize,
        record.group.desiredCapacity - 1,
      );
      terminate(instanceId);
    },
    setDesiredCapacity(name, desired) {
      const group = groups.get(name);
      if (!group) return;
      group.desiredCapacity = Math.min(group.maxSize, Math.max(group.minSize, desired));
      resize(group);
    },
    groups: () => [...groups.values()],
  };
}

const seededId = (group: GroupRecord, index: number): string =>
  `i-0${digest(`${group.name} ${index}`, 16)}`;

/** The group's zones are filled evenly. */
function leastUsedSubnet(
  group: GroupRecord,
  members: readonly InstanceRecord[],
): string | undefined {
  const count = (subnet: string): number => members.filter((m) => m.subnetId === subnet).length;
  return [...group.subnets].sort((a, b) => count(a) - count(b))[0];
}

/** Auto Scaling's default: from the zone with most instances, oldest first. */
function victims(members: readonly InstanceRecord[], howMany: number): InstanceRecord[] {
  const left = [...members];
  const chosen: InstanceRecord[] = [];
  const inZone = (zone: string): number => left.filter((m) => m.zone === zone).length;
  while (chosen.length < howMany) {
    const next = left.sort(
      (a, b) => inZone(b.zone) - inZone(a.zone) || (a.launchedAt < b.launchedAt ? -1 : 1),
    )[0];
    if (!next) break;
    left.shift();
    chosen.push(next);
  }
  return chosen;
}

/**
 * The VPC CNI keeps a whole ENI of addresses warm, so a node takes two ENIs' worth from its subnet.
 * @source https://github.com/aws/amazon-vpc-cni-k8s/blob/master/docs/eni-and-ip-target.md (read 2026-11-23)
 */
function attachInterfaces(
  network: Network,
  request: {
    readonly group: GroupRecord;
    readonly type: InstanceType;
    readonly subnetId: string;
    readonly instanceId: string;
    readonly ip: string | undefined;
  },
): NonNullable<ReturnType<Network['createInterface']>>[] {
  const { group, type, subnetId, instanceId, ip } = request;
  const common = { subnetId, groups: group.securityGroups, instanceId };
  const first = network.createInterface({
    ...common,
    description: '',
    secondary: type.ipsPerEni - 1,
    ...(ip === undefined ? {} : { ip }),
    tags: { 'node.k8s.amazonaws.com/instance_id': instanceId },
  });
  if (!first) return [];
  const warm = network.createInterface({
    ...common,
    description: `aws-K8S-${instanceId}`,
    secondary: type.ipsPerEni - 1,
    tags: { 'node.k8s.amazonaws.com/instance_id': instanceId },
  });
  return warm ? [first, warm] : [first];
}

function toFleetInstance(
  context: AwsContext,
  network: Pick<Network, 'zones'>,
  record: InstanceRecord,
): FleetInstance {
  const { type, group } = record;
  return {
    id: record.id,
    type: type.name,
    state: record.state,
    zone: record.zone,
    zoneId: network.zones.find((z) => z.name === record.zone)?.id ?? record.zone,
    region: context.region,
    ip: record.ip,
    podIps: record.podIps,
    privateDnsName: record.privateDnsName,
    nodegroup: group.nodegroup,
    capacityType: group.capacityType,
    labels: group.labels,
    taints: group.taints,
    maxPods: maxPodsOf(type),
    allocatableMilliCpu: type.allocatableMilliCpu,
    allocatableMemoryMiB: type.allocatableMemoryMiB,
    vcpu: type.vcpu,
    memoryMiB: type.memoryMiB,
  };
}
