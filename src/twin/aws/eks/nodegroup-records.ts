import { digest, isoNow } from '../context.ts';
import type { GroupRecord } from '../ec2/fleet.ts';
import { trustFor } from '../iam/trust.ts';
import { managedPolicyArn } from '../iam/managed-policies.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { putAccessEntry, usesEntries } from './access-records.ts';
import {
  childArn,
  epoch,
  type ClusterRecord,
  type Eks,
  type LaunchTemplateRecord,
  type NodegroupRecord,
} from './state.ts';

/** The AMI release of the twin's nodes; ends like AWS' own. */
const releaseVersion = (version: string): string => `${version}.2-20261112`;

/** What makes a node group, from a seed or from CreateNodegroup. */
export interface NodegroupInit {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  readonly scaling: { readonly min: number; readonly max: number; readonly desired: number };
  readonly capacityType: string;
  readonly amiType: string;
  readonly diskSize: number | null;
  readonly subnets: readonly string[];
  readonly roleArn: string;
  /** A launch template of the customer's own; EKS makes one otherwise. */
  readonly launchTemplate: LaunchTemplateRecord | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: GroupRecord['taints'];
  readonly updateConfig?: NodegroupRecord['updateConfig'];
  readonly version: string;
  readonly clientRequestToken: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly groupTags?: Readonly<Record<string, string>>;
  readonly known?: ResolvedSeed['nodegroups'][number]['instances'];
}

/** Adds a node group with its Auto Scaling group, and lets its role into the cluster. */
export function putNodegroup(
  eks: Eks,
  cluster: ClusterRecord,
  init: NodegroupInit,
  settled: boolean,
): NodegroupRecord {
  const { context } = eks;
  const at = settled ? cluster.createdAt : isoNow(context);
  const arn = childArn(context, 'nodegroup', `${cluster.name}/${init.name}`, settled);
  const uuid = arn.split('/').at(-1) ?? '';
  const template = init.launchTemplate ?? {
    id: `lt-0${digest(uuid, 16)}`,
    name: `eks-${uuid}`,
    version: '1',
    securityGroups: [cluster.securityGroup],
  };
  const group = eks.fleet.addGroup(
    {
      name: `eks-${init.name}-${uuid}`,
      nodegroup: init.name,
      minSize: init.scaling.min,
      maxSize: init.scaling.max,
      desiredCapacity: init.scaling.desired,
      subnets: init.subnets,
      instanceTypes: init.instanceTypes,
      capacityType: init.capacityType,
      launchTemplate: template,
      securityGroups: template.securityGroups,
      labels: init.labels,
      taints: init.taints,
      tags: {
        'eks:cluster-name': cluster.name,
        'eks:nodegroup-name': init.name,
        [`kubernetes.io/cluster/${cluster.name}`]: 'owned',
        'k8s.io/cluster-autoscaler/enabled': 'true',
        [`k8s.io/cluster-autoscaler/${cluster.name}`]: 'owned',
        ...init.groupTags,
      },
      drainSeconds: context.seconds.drainOnShrink,
    },
    init.known ?? [],
    settled,
  );
  const record: NodegroupRecord = {
    name: init.name,
    arn,
    createdAt: at,
    modifiedAt: at,
    status: settled ? 'ACTIVE' : 'CREATING',
    version: init.version,
    releaseVersion: releaseVersion(init.version),
    instanceTypes: init.instanceTypes,
    capacityType: init.capacityType,
    amiType: init.amiType,
    diskSize: init.launchTemplate ? null : init.diskSize,
    subnets: init.subnets,
    roleArn: init.roleArn,
    customLaunchTemplate: init.launchTemplate !== undefined,
    group,
    labels: init.labels,
    taints: init.taints,
    updateConfig: init.updateConfig ?? { maxUnavailable: 1 },
    issues: [],
    clientRequestToken: init.clientRequestToken,
    tags: { ...init.tags },
  };
  cluster.nodegroups.set(record.name, record);
  if (usesEntries(cluster) && !cluster.accessEntries.has(init.roleArn))
    putAccessEntry(eks, cluster, { principalArn: init.roleArn, type: 'EC2_LINUX', settled });
  return record;
}

/** The seed's node groups, all running since the cluster was made. */
export function seedNodegroups(eks: Eks, cluster: ClusterRecord): void {
  for (const g of eks.seed.nodegroups) {
    const desired = Math.max(g.desired, g.instances.length);
    const template = g.securityGroups
      ? customTemplate(eks, `${cluster.name}-${g.name}`, g.securityGroups)
      : undefined;
    putNodegroup(
      eks,
      cluster,
      {
        name: g.name,
        instanceTypes: g.instanceTypes,
        scaling: { min: g.min ?? 0, max: g.max ?? Math.max(desired + 2, 4), desired },
        capacityType: g.capacityType,
        amiType: g.amiType,
        diskSize: g.diskSizeGiB,
        subnets: g.subnets ?? cluster.subnets.filter((id) => !eks.network.isPublic(id)),
        roleArn: nodeRole(eks, cluster, g.role),
        launchTemplate: template,
        labels: g.labels,
        taints: g.taints.map(({ key, value, effect }) => ({
          key,
          effect,
          ...(value === undefined ? {} : { value }),
        })),
        version: g.version ?? cluster.version,
        clientRequestToken: undefined,
        tags: g.tags,
        groupTags: g.groupTags,
        known: g.instances,
      },
      true,
    );
  }
}

function customTemplate(
  eks: Eks,
  name: string,
  securityGroups: readonly string[],
): LaunchTemplateRecord {
  const template = { id: `lt-0${digest(name, 16)}`, name, version: '1', securityGroups };
  eks.launchTemplates.set(template.id, template);
  return template;
}

const NODE_POLICIES = [
  'AmazonEKSWorkerNodePolicy',
  'AmazonEKS_CNI_Policy',
  'AmazonEC2ContainerRegistryPullOnly',
];

function nodeRole(eks: Eks, cluster: ClusterRecord, given: string | undefined): string {
  const name = given ?? `${cluster.name}-node-role`;
  const arn = eks.directory.arnOf(name);
  if (eks.directory.byArn(arn) || name.startsWith('arn:')) return arn;
  const role = eks.directory.createRole({
    name,
    path: '/',
    description: '',
    trust: trustFor('ec2.amazonaws.com'),
    tags: {},
    settled: true,
  });
  role.attached = NODE_POLICIES.map((p) => managedPolicyArn(eks.context.accountId, p));
  return role.arn;
}

const EKS_TAINTS: Readonly<Record<string, string>> = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
};
export const isEksEffect = (effect: string): boolean => Object.values(EKS_TAINTS).includes(effect);
/** NO_SCHEDULE → NoSchedule; what EKS does not know stays and is refused elsewhere. */
export const taintEffect = (eksEffect: string): string =>
  Object.entries(EKS_TAINTS).find(([, theirs]) => theirs === eksEffect)?.[0] ?? eksEffect;

export const nodegroupView = (c: ClusterRecord, g: NodegroupRecord): unknown => ({
  nodegroupName: g.name,
  nodegroupArn: g.arn,
  clusterName: c.name,
  version: g.version,
  releaseVersion: g.releaseVersion,
  createdAt: epoch(g.createdAt),
  modifiedAt: epoch(g.modifiedAt),
  status: g.status,
  capacityType: g.capacityType,
  scalingConfig: {
    minSize: g.group.minSize,
    maxSize: g.group.maxSize,
    desiredSize: g.group.desiredCapacity,
  },
  instanceTypes: g.instanceTypes,
  subnets: g.subnets,
  amiType: g.amiType,
  nodeRole: g.roleArn,
  labels: g.labels,
  ...(g.taints.length === 0
    ? {}
    : { taints: g.taints.map((t) => ({ ...t, effect: EKS_TAINTS[t.effect] ?? t.effect })) }),
  resources: { autoScalingGroups: [{ name: g.group.name }] },
  ...(g.diskSize === null ? {} : { diskSize: g.diskSize }),
  ...(g.customLaunchTemplate ? { launchTemplate: launchTemplateView(g) } : {}),
  health: { issues: g.issues },
  updateConfig: g.updateConfig,
  tags: g.tags,
});

const launchTemplateView = ({ group }: NodegroupRecord): unknown => {
  const { id, name, version } = group.launchTemplate;
  return { id, name, version };
};
