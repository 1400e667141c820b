import { cloudCallOf, isDenied } from '../errors/index.ts';
import {
  NOT_SERVED,
  read,
  unread,
  type AwsFacts,
  type KubeObject,
  type Reading,
  type Snapshot,
  type UnreadKind,
} from '../model/index.ts';
import type { ApiResource, AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { redactObject } from './redact.ts';

export interface CollectOptions {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
  readonly clock: Clock;
  readonly cluster: string;
  /** Kinds read at the same time. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: string) => void;
}

/** Kinds that rules, sizes and plans read. Secrets are not among them. */
const KINDS: readonly string[] = [
  'v1/Namespace', 'v1/Node', 'v1/Pod', 'v1/Service', 'v1/ServiceAccount', 'v1/ConfigMap', 'v1/PersistentVolume',
  'v1/PersistentVolumeClaim', 'v1/LimitRange', 'v1/ResourceQuota', 'v1/ReplicationController',
  'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet', 'apps/v1/DaemonSet', 'batch/v1/Job', 'batch/v1/CronJob',
  'autoscaling/v2/HorizontalPodAutoscaler', 'policy/v1/PodDisruptionBudget', 'networking.k8s.io/v1/Ingress',
  'networking.k8s.io/v1/IngressClass', 'networking.k8s.io/v1/NetworkPolicy', 'storage.k8s.io/v1/StorageClass',
  'storage.k8s.io/v1/CSIDriver', 'scheduling.k8s.io/v1/PriorityClass', 'node.k8s.io/v1/RuntimeClass',
  'apiregistration.k8s.io/v1/APIService', 'rbac.authorization.k8s.io/v1/ClusterRole',
  'rbac.authorization.k8s.io/v1/ClusterRoleBinding', 'rbac.authorization.k8s.io/v1/Role', 'rbac.authorization.k8s.io/v1/RoleBinding',
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration', 'admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1/CustomResourceDefinition',
]; // prettier-ignore

/** Custom resources that matter to Fargate or carry pod templates, where the cluster serves them. */
const CUSTOM =
  /^(argoproj\.io\/.*\/Rollout|serving\.knative\.dev\/.*\/Service|autoscaling\.k8s\.io\/.*\/VerticalPodAutoscaler|vpcresources\.k8s\.aws\/.*\/SecurityGroupPolicy|elbv2\.k8s\.aws\/.*\/(IngressClassParams|TargetGroupBinding)|karpenter\.sh\/.*\/NodePool|keda\.sh\/.*\/ScaledObject|apps\.kruise\.io\/.*\/CloneSet|crd\.k8s\.amazonaws\.com\/.*\/ENIConfig)$/;

const gvk = (r: Pick<ApiResource, 'apiVersion' | 'kind'>): string => `${r.apiVersion}/${r.kind}`;

/** Reads the cluster and what AWS has around it, once. One denied call loses its part, not the snapshot. */
export async function collectSnapshot(o: CollectOptions): Promise<Snapshot> {
  const call = o.signal ? { signal: o.signal } : {};
  const cluster = await o.aws.eks.describeCluster(o.cluster, call);
  const version = await reading(() => o.kube.version(call));
  const served = await o.kube.resources(call);
  const kinds = served.filter(
    (r) => r.verbs.includes('list') && (KINDS.includes(gvk(r)) || CUSTOM.test(gvk(r))),
  );
  const objects: KubeObject[] = [];
  const unreadKinds: UnreadKind[] = KINDS.filter(
    (k) => k.split('/').length > 1 && !served.some((r) => gvk(r) === k),
  ).map((kind) => ({
    kind,
    reason: NOT_SERVED,
  }));
  await inParallel(kinds, o.concurrency ?? 8, async (resource) => {
    o.onProgress?.(gvk(resource));
    try {
      for await (const page of o.kube.pages(
        { apiVersion: resource.apiVersion, kind: resource.kind },
        call,
      ))
        for (const object of page) objects.push(redactObject(object));
    } catch (error) {
      if (o.signal?.aborted) throw error;
      unreadKinds.push({ kind: gvk(resource), reason: reasonOf(error) });
    }
  });
  const aws = await collectAws(
    o,
    cluster
      ? read(cluster)
      : unread(`eks:DescribeCluster knows no cluster ${o.cluster} in ${o.aws.region}`),
  );
  const identity = await reading(() => o.aws.callerIdentity(call));
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Snapshot',
    source: 'cluster',
    takenAt: new Date(o.clock.now()).toISOString(),
    cluster: {
      name: o.cluster,
      region: cluster?.region ?? o.aws.region,
      accountId:
        cluster?.arn.split(':')[4] ?? (identity.state === 'read' ? identity.value.accountId : null),
      kubernetesVersion: version.state === 'read' ? version.value : null,
    },
    objects: sortObjects(objects),
    unreadKinds: unreadKinds.sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    aws,
    origins: {},
    notes: [],
  };
}

async function collectAws(o: CollectOptions, cluster: AwsFacts['cluster']): Promise<AwsFacts> {
  const { aws, onProgress } = o;
  const call = o.signal ? { signal: o.signal } : {};
  const part = async <T>(name: string, act: () => Promise<T>): Promise<Reading<T>> => {
    onProgress?.(name);
    return reading(act, o.signal);
  };
  const vpcId = cluster.state === 'read' ? cluster.value.vpcId : '';
  const ofVpc = async <T>(name: string, act: () => Promise<T>): Promise<Reading<T>> =>
    vpcId === '' ? unread('the cluster’s VPC is not known') : part(name, act);
  const nodegroups = await part('eks node groups', () => aws.eks.listNodegroups(o.cluster, call));
  const profiles = await part('eks Fargate profiles', () =>
    aws.eks.listFargateProfiles(o.cluster, call),
  );
  const fileSystems = await part('efs', () => aws.efs.listFileSystems(call));
  const vpc = await ofVpc('vpc', () => aws.ec2.describeVpc(vpcId, call));
  return {
    cluster,
    fargateProfiles: profiles,
    nodegroups,
    autoScalingGroups: await afterRead(nodegroups, (groups) =>
      part('auto scaling groups', () =>
        aws.autoScaling.describeGroups(
          groups.flatMap((g) => g.autoScalingGroups),
          call,
        ),
      ),
    ),
    instances: await part('instances', () => aws.ec2.describeClusterInstances(o.cluster, call)),
    addons: await part('eks add-ons', () => aws.eks.listAddons(o.cluster, call)),
    accessEntries: await part('eks access entries', () =>
      aws.eks.listAccessEntries(o.cluster, call),
    ),
    podIdentityAssociations: await part('eks pod identities', () =>
      aws.eks.listPodIdentityAssociations(o.cluster, call),
    ),
    vpc:
      vpc.state === 'read'
        ? vpc.value
          ? read(vpc.value)
          : unread(`ec2:DescribeVpcs knows no ${vpcId}`)
        : vpc,
    subnets: await ofVpc('subnets', () => aws.ec2.describeSubnets(vpcId, call)),
    routeTables: await ofVpc('route tables', () => aws.ec2.describeRouteTables(vpcId, call)),
    availabilityZones: await part('zones', () => aws.ec2.describeAvailabilityZones(call)),
    securityGroups: await ofVpc('security groups', () =>
      aws.ec2.describeSecurityGroups(vpcId, call),
    ),
    vpcEndpoints: await ofVpc('vpc endpoints', () => aws.ec2.describeVpcEndpoints(vpcId, call)),
    roles: await rolesOf(o, nodegroups, profiles),
    oidcProviders: await part('oidc providers', () => aws.iam.listOidcProviders(call)),
    fileSystems,
    mountTargets: await afterRead(fileSystems, (all) =>
      part('mount targets', () => each(all, (f) => aws.efs.listMountTargets(f.id, call))),
    ),
    accessPoints: await afterRead(fileSystems, (all) =>
      part('access points', () => each(all, (f) => aws.efs.listAccessPoints(f.id, call))),
    ),
    loadBalancers: await ofVpc('load balancers', () => aws.elb.describeLoadBalancers(vpcId, call)),
    targetGroups: await ofVpc('target groups', () => aws.elb.describeTargetGroups(vpcId, call)),
    quotas: await part('quotas', async () => [
      ...(await aws.quotas.list('fargate', call)),
      ...(await aws.quotas.list('eks', call)),
    ]),
  };
}

/** The roles that nodes and profiles use: what pods may be leaning on. */
async function rolesOf(
  o: CollectOptions,
  nodegroups: AwsFacts['nodegroups'],
  profiles: AwsFacts['fargateProfiles'],
): Promise<AwsFacts['roles']> {
  if (nodegroups.state === 'unknown') return nodegroups;
  const arns = [
    ...nodegroups.value.map((g) => g.nodeRoleArn),
    ...(profiles.state === 'read' ? profiles.value.map((p) => p.podExecutionRoleArn) : []),
  ];
  const names = [...new Set(arns.map((a) => a.split('/').at(-1) ?? ''))]
    .filter((n) => n !== '')
    .sort();
  return reading(async () => {
    const roles = [];
    for (const name of names) {
      const role = await o.aws.iam.getRole(name, o.signal ? { signal: o.signal } : {});
      if (role) roles.push(role);
    }
    return roles;
  }, o.signal);
}

async function reading<T>(act: () => Promise<T>, signal?: AbortSignal): Promise<Reading<T>> {
  try {
    return read(await act());
  } catch (error) {
    if (signal?.aborted || !cloudCallOf(error)) throw error;
    return unread(reasonOf(error));
  }
}

const afterRead = async <A, B>(
  before: Reading<A>,
  act: (value: A) => Promise<Reading<B>>,
): Promise<Reading<B>> => (before.state === 'read' ? act(before.value) : before);

async function each<A, B>(
  all: readonly A[],
  act: (one: A) => Promise<readonly B[]>,
): Promise<readonly B[]> {
  const found: B[] = [];
  for (const one of all) found.push(...(await act(one)));
  return found;
}

function reasonOf(error: unknown): string {
  const call = cloudCallOf(error);
  const message = (error as Error).message;
  return call && isDenied(error)
    ? `${call.service}:${call.operation} was denied (${call.reason})`
    : message;
}

async function inParallel<T>(
  items: readonly T[],
  width: number,
  act: (item: T) => Promise<void>,
): Promise<void> {
  const queue = [...items];
  await Promise.all(
    Array.from({ length: Math.max(1, Math.min(width, items.length)) }, async () => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item);
    }),
  );
}

/** By kind, namespace and name, so that equal clusters give equal bytes. */
export const sortObjects = (objects: readonly KubeObject[]): readonly KubeObject[] => {
  const key = (o: KubeObject): string =>
    `${o.apiVersion}/${o.kind}/${o.metadata.namespace ?? ''}/${o.metadata.name}`;
  return [...objects]
    .map((o) => [key(o), o] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, o]) => o);
};
