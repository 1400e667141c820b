import { cloudCallOf, isDenied, textOf } from '../errors/index.ts';
import {
  NOT_SERVED,
  read,
  unread,
  text,
  verbatim,
  type AwsFacts,
  type KubeObject,
  type Reading,
  type Snapshot,
  type UnreadKind,
  type Text,
} from '../model/index.ts';
import type { ApiResource, AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { redactAddon, redactObject } from './redact.ts';
import { Sharing } from './share.ts';

export interface CollectOptions {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
  readonly clock: Clock;
  readonly cluster: string;
  /** Kinds read at the same time. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (what: Text) => void;
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
  /^(argoproj\.io\/.*\/(Application|Rollout)|kustomize\.toolkit\.fluxcd\.io\/.*\/Kustomization|helm\.toolkit\.fluxcd\.io\/.*\/HelmRelease|serving\.knative\.dev\/.*\/Service|autoscaling\.k8s\.io\/.*\/VerticalPodAutoscaler|vpcresources\.k8s\.aws\/.*\/SecurityGroupPolicy|elbv2\.k8s\.aws\/.*\/(IngressClassParams|TargetGroupBinding)|gateway\.networking\.k8s\.io\/.*\/(GatewayClass|Gateway|HTTPRoute|GRPCRoute|TLSRoute|TCPRoute|UDPRoute)|gateway\.k8s\.aws\/.*\/(TargetGroupConfiguration|LoadBalancerConfiguration)|karpenter\.sh\/.*\/NodePool|keda\.sh\/.*\/ScaledObject|apps\.kruise\.io\/.*\/CloneSet|crd\.k8s\.amazonaws\.com\/.*\/ENIConfig)$/;

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
  const sharing = new Sharing();
  const unreadKinds: UnreadKind[] = KINDS.filter(
    (k) => k.split('/').length > 1 && !served.some((r) => gvk(r) === k),
  ).map((kind) => ({
    kind,
    reason: NOT_SERVED,
  }));
  await inParallel(kinds, o.concurrency ?? 8, async (resource) => {
    o.onProgress?.(verbatim(gvk(resource)));
    try {
      for await (const page of o.kube.pages(
        { apiVersion: resource.apiVersion, kind: resource.kind },
        call,
      ))
        for (const object of page) objects.push(sharing.take(redactObject(object)));
    } catch (error) {
      if (o.signal?.aborted) throw error;
      unreadKinds.push({ kind: gvk(resource), reason: reasonOf(error) });
    }
  });
  const aws = await collectAws(
    o,
    cluster
      ? read(cluster)
      : unread(
          text(
            `eks:DescribeCluster knows no cluster ${o.cluster} in ${o.aws.region}`,
            `eks:DescribeCluster: ${o.aws.region}에 클러스터 ${o.cluster} 없음`,
          ),
        ),
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
  const part = async <T>(name: Text, act: () => Promise<T>): Promise<Reading<T>> => {
    onProgress?.(name);
    return reading(act, o.signal);
  };
  const vpcId = cluster.state === 'read' ? cluster.value.vpcId : '';
  const ofVpc = async <T>(name: Text, act: () => Promise<T>): Promise<Reading<T>> =>
    vpcId === ''
      ? unread(text('the cluster’s VPC is not known', '클러스터의 VPC를 알 수 없습니다'))
      : part(name, act);
  const nodegroups = await part(text('EKS node groups', 'EKS 노드 그룹'), () =>
    aws.eks.listNodegroups(o.cluster, call),
  );
  const profiles = await part(text('EKS Fargate profiles', 'EKS Fargate 프로필'), () =>
    aws.eks.listFargateProfiles(o.cluster, call),
  );
  const fileSystems = await part(text('EFS file systems', 'EFS 파일 시스템'), () =>
    aws.efs.listFileSystems(call),
  );
  const vpc = await ofVpc(verbatim('VPC'), () => aws.ec2.describeVpc(vpcId, call));
  return {
    cluster,
    fargateProfiles: profiles,
    nodegroups,
    autoScalingGroups: await afterRead(nodegroups, (groups) =>
      part(text('Auto Scaling groups', 'Auto Scaling 그룹'), () =>
        aws.autoScaling.describeGroups(
          groups.flatMap((g) => g.autoScalingGroups),
          call,
        ),
      ),
    ),
    instances: await part(text('EC2 instances', 'EC2 인스턴스'), () =>
      aws.ec2.describeClusterInstances(o.cluster, call),
    ),
    addons: await part(text('EKS add-ons', 'EKS 애드온'), async () =>
      (await aws.eks.listAddons(o.cluster, call)).map(redactAddon),
    ),
    accessEntries: await part(text('EKS access entries', 'EKS 액세스 항목'), () =>
      aws.eks.listAccessEntries(o.cluster, call),
    ),
    podIdentityAssociations: await part(text('EKS pod identities', 'EKS Pod Identity'), () =>
      aws.eks.listPodIdentityAssociations(o.cluster, call),
    ),
    vpc:
      vpc.state === 'read'
        ? vpc.value
          ? read(vpc.value)
          : unread(text(`ec2:DescribeVpcs knows no ${vpcId}`, `ec2:DescribeVpcs: ${vpcId} 없음`))
        : vpc,
    subnets: await ofVpc(text('subnets', '서브넷'), () => aws.ec2.describeSubnets(vpcId, call)),
    routeTables: await ofVpc(text('route tables', '라우팅 테이블'), () =>
      aws.ec2.describeRouteTables(vpcId, call),
    ),
    availabilityZones: await part(text('zones', '가용 영역'), () =>
      aws.ec2.describeAvailabilityZones(call),
    ),
    securityGroups: await ofVpc(text('security groups', '보안 그룹'), () =>
      aws.ec2.describeSecurityGroups(vpcId, call),
    ),
    vpcEndpoints: await ofVpc(text('VPC endpoints', 'VPC 엔드포인트'), () =>
      aws.ec2.describeVpcEndpoints(vpcId, call),
    ),
    roles: await rolesOf(o, nodegroups, profiles),
    oidcProviders: await part(text('OIDC providers', 'OIDC 공급자'), () =>
      aws.iam.listOidcProviders(call),
    ),
    fileSystems,
    mountTargets: await afterRead(fileSystems, (all) =>
      part(text('mount targets', '탑재 대상'), () =>
        each(all, (f) => aws.efs.listMountTargets(f.id, call)),
      ),
    ),
    accessPoints: await afterRead(fileSystems, (all) =>
      part(text('access points', '액세스 포인트'), () =>
        each(all, (f) => aws.efs.listAccessPoints(f.id, call)),
      ),
    ),
    loadBalancers: await ofVpc(text('load balancers', '로드 밸런서'), () =>
      aws.elb.describeLoadBalancers(vpcId, call),
    ),
    targetGroups: await ofVpc(text('target groups', '대상 그룹'), () =>
      aws.elb.describeTargetGroups(vpcId, call),
    ),
    quotas: await part(text('quotas', '할당량'), async () => [
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

function reasonOf(error: unknown): Text {
  const call = cloudCallOf(error);
  return call && isDenied(error)
    ? text(
        `${call.service}:${call.operation} was denied (${call.reason})`,
        `${call.service}:${call.operation} 거부됨(${call.reason})`,
      )
    : textOf(error);
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
