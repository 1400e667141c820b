import { digest } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { QueryOperations } from '../wire/protocols.ts';
import type { VolumeRecord } from './block-storage.ts';
import { chosen, filtered, missing, paged, pagedUpTo, tagSet } from './filters.ts';
import type { InstanceRecord } from './fleet.ts';
import { instanceTypeOf, type InstanceType } from './instance-types.ts';
import type { NetworkInterfaceRecord, Tags } from './network.ts';
import type { Ec2 } from './service.ts';

const STATE_CODES: Readonly<Record<string, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
};
const ARCHITECTURES = { amd64: 'x86_64', arm64: 'arm64' } as const;

/** What EKS and Auto Scaling put on every instance of a node group. */
export const instanceTags = (clusterName: string, i: InstanceRecord): Tags => ({
  Name: `${clusterName}-${i.group.nodegroup}-Node`,
  'aws:autoscaling:groupName': i.group.name,
  'aws:ec2launchtemplate:id': i.group.launchTemplate.id,
  'aws:ec2launchtemplate:version': i.group.launchTemplate.version,
  'aws:eks:cluster-name': clusterName,
  'eks:cluster-name': clusterName,
  'eks:nodegroup-name': i.group.nodegroup,
  [`kubernetes.io/cluster/${clusterName}`]: 'owned',
});

/** Instances and what is attached to them. */
export function instanceOperations(ec2: Ec2): QueryOperations {
  const { network, fleet, volumes } = ec2;
  const tagsOf = (i: InstanceRecord): Tags => instanceTags(ec2.clusterName, i);
  return {
    DescribeInstances: (params) => {
      const found = chosen(
        params.list('InstanceId'),
        fleet.records,
        missing('InvalidInstanceID.NotFound', 'instance ID'),
      );
      const fields = {
        'instance-id': (i: InstanceRecord) => i.id,
        'instance-state-name': (i: InstanceRecord) => i.state,
        'instance-type': (i: InstanceRecord) => i.type.name,
        'availability-zone': (i: InstanceRecord) => i.zone,
        'subnet-id': (i: InstanceRecord) => i.subnetId,
        'vpc-id': () => network.vpc.id,
        'private-ip-address': (i: InstanceRecord) => i.ip,
        'private-dns-name': (i: InstanceRecord) => i.privateDnsName,
        'instance.group-id': (i: InstanceRecord) => i.group.securityGroups,
      };
      return paged(params, 'reservationSet', filtered(params, found, fields, tagsOf), (i) => ({
        reservationId: `r-0${digest(i.id, 16)}`,
        ownerId: ec2.context.accountId,
        groupSet: [],
        instancesSet: [instanceView(ec2, i)],
      }));
    },
    DescribeInstanceTypes: (params) => {
      const names = params.list('InstanceType');
      const types = names.map((name) => {
        const type = instanceTypeOf(ec2.seed, name);
        if (!type)
          throw new AwsError(
            'InvalidInstanceType',
            `The following supplied instance types do not exist: [${name}]`,
          );
        return type;
      });
      // Without names AWS lists all; the twin lists those that its node groups use.
      const used = new Set([...fleet.groupRecords.values()].flatMap((g) => g.instanceTypes));
      const inUse = [...used].flatMap((name) => instanceTypeOf(ec2.seed, name) ?? []);
      return pagedUpTo(100)(
        params,
        'instanceTypeSet',
        names.length > 0 ? types : inUse,
        instanceTypeView,
      );
    },
    DescribeVolumes: (params) => {
      const found = chosen(
        params.list('VolumeId'),
        volumes.records,
        missing('InvalidVolume.NotFound', 'volume'),
      );
      const fields = {
        'volume-id': (v: VolumeRecord) => v.id,
        'availability-zone': (v: VolumeRecord) => v.zone,
        'volume-type': (v: VolumeRecord) => v.type,
      };
      return paged(
        params,
        'volumeSet',
        filtered(params, found, fields, (v) => v.tags),
        (v) => ({
          volumeId: v.id,
          size: v.sizeGiB,
          availabilityZone: v.zone,
          volumeType: v.type,
          createTime: v.createdAt,
          encrypted: false,
          tagSet: tagSet(v.tags),
        }),
      );
    },
    DescribeNetworkInterfaces: (params) => {
      const found = chosen(
        params.list('NetworkInterfaceId'),
        network.interfaces,
        missing('InvalidNetworkInterfaceID.NotFound', 'network interface ID'),
      );
      const fields = {
        'vpc-id': () => network.vpc.id,
        'network-interface-id': (e: NetworkInterfaceRecord) => e.id,
        'subnet-id': (e: NetworkInterfaceRecord) => e.subnetId,
        'group-id': (e: NetworkInterfaceRecord) => e.groups,
        'attachment.instance-id': (e: NetworkInterfaceRecord) => e.instanceId,
        'private-ip-address': (e: NetworkInterfaceRecord) => e.ip,
        'addresses.private-ip-address': (e: NetworkInterfaceRecord) => [e.ip, ...e.secondaryIps],
        description: (e: NetworkInterfaceRecord) => e.description,
      };
      return paged(
        params,
        'networkInterfaceSet',
        filtered(params, found, fields, (e) => e.tags),
        (e) => interfaceView(ec2, e),
      );
    },
  };
}

function instanceView(ec2: Ec2, i: InstanceRecord): unknown {
  const gone = i.state === 'terminated';
  const groups = i.group.securityGroups.map((groupId) => ({
    groupId,
    groupName: ec2.network.securityGroups.get(groupId)?.name,
  }));
  // A terminated instance has left its network.
  const placed = gone
    ? {}
    : {
        privateDnsName: i.privateDnsName,
        privateIpAddress: i.ip,
        subnetId: i.subnetId,
        vpcId: ec2.network.vpc.id,
        groupSet: groups,
        networkInterfaceSet: i.interfaceIds.flatMap((id) => {
          const face = ec2.network.interfaces.get(id);
          return face ? [attachedView(ec2, face, i)] : [];
        }),
      };
  return {
    instanceId: i.id,
    instanceState: { code: STATE_CODES[i.state], name: i.state },
    instanceType: i.type.name,
    architecture: ARCHITECTURES[i.type.arch],
    launchTime: i.launchedAt,
    placement: { availabilityZone: i.zone, tenancy: 'default' },
    ...placed,
    ...(i.group.capacityType === 'SPOT' ? { instanceLifecycle: 'spot' } : {}),
    tagSet: tagSet(instanceTags(ec2.clusterName, i)),
  };
}

/** What an instance tells of an interface, and what the interface tells of itself, in common. */
const faceView = (ec2: Ec2, e: NetworkInterfaceRecord) => ({
  networkInterfaceId: e.id,
  subnetId: e.subnetId,
  vpcId: ec2.network.vpc.id,
  description: e.description,
  ownerId: ec2.context.accountId,
  status: 'in-use',
  interfaceType: 'interface',
  privateIpAddress: e.ip,
  groupSet: e.groups.map((groupId) => ({
    groupId,
    groupName: ec2.network.securityGroups.get(groupId)?.name,
  })),
  privateIpAddressesSet: [e.ip, ...e.secondaryIps].map((privateIpAddress, i) => ({
    privateIpAddress,
    primary: i === 0,
  })),
});

const attachmentOf = (e: NetworkInterfaceRecord) => ({
  attachmentId: `eni-attach-0${digest(e.id, 16)}`,
  status: 'attached',
});

const attachedView = (ec2: Ec2, e: NetworkInterfaceRecord, i: InstanceRecord): unknown => ({
  ...faceView(ec2, e),
  attachment: {
    ...attachmentOf(e),
    deviceIndex: i.interfaceIds.indexOf(e.id),
    attachTime: i.launchedAt,
    deleteOnTermination: true,
  },
});

const interfaceView = (ec2: Ec2, e: NetworkInterfaceRecord): unknown => ({
  ...faceView(ec2, e),
  availabilityZone: ec2.network.subnets.get(e.subnetId)?.zone,
  requesterManaged: e.requesterManaged,
  ...(e.instanceId === undefined
    ? {}
    : { attachment: { ...attachmentOf(e), instanceId: e.instanceId } }),
  tagSet: tagSet(e.tags),
});

const instanceTypeView = (t: InstanceType): unknown => ({
  instanceType: t.name,
  currentGeneration: true,
  processorInfo: { supportedArchitectures: [ARCHITECTURES[t.arch]] },
  vCpuInfo: { defaultVCpus: t.vcpu },
  memoryInfo: { sizeInMiB: t.memoryMiB },
  networkInfo: {
    maximumNetworkInterfaces: t.enis,
    ipv4AddressesPerInterface: t.ipsPerEni,
  },
});
