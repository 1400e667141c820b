import { cloudCallOf } from '../../src/errors/index.ts';
import type { Difference } from '../../src/inventory/index.ts';
import {
  jsonEqual,
  selectorMatches,
  type HttpRequest,
  type KubeObject,
} from '../../src/model/index.ts';
import type { AwsCloud, Clock } from '../../src/ports/index.ts';
import type { Twin } from '../../src/twin/index.ts';
import { bodyOf, isKube, parametersOf, serviceOf } from './calls.ts';

/** A cluster and its account, the twin's or a real one's, as another person reaches them. */
export interface Scene {
  readonly clock: Clock;
  readonly world: { readonly aws: AwsCloud; readonly clock: Clock };
  readonly twin: Pick<Twin, 'handle' | 'adminToken' | 'kube'>;
}

/** What another person has done to the object of a call, and what follows from it. */
export interface Deed {
  /** Whether a difference is theirs: of the very object, or of what goes with it. */
  readonly explains: (d: Difference) => boolean;
  /** `namespace/name` of the workloads that answered by what is gone: only they may lose requests or pods. */
  readonly hit: ReadonlySet<string>;
  /** Theirs when they must wait for AWS first. */
  readonly finished: Promise<void>;
}

/** Objects that somebody with kubectl could lay hands on. */
const kubeObject = (r: HttpRequest): boolean =>
  isKube(r) && !r.path.includes('/eviction') && r.method !== 'DELETE';
const DELETABLE =
  /^(ec2 AuthorizeSecurityGroupIngress|iam (CreateRole|AttachRolePolicy)|eks POST .*\/fargate-profiles|elasticfilesystem POST )/;
const actionOf = (r: HttpRequest): string =>
  ['ec2', 'iam'].includes(serviceOf(r))
    ? `${serviceOf(r)} ${parametersOf(r).get('Action') ?? ''}`
    : `${serviceOf(r)} ${r.method} ${r.path.split('?')[0] ?? ''}`;

export const canDelete = (r: HttpRequest): boolean => kubeObject(r) || DELETABLE.test(actionOf(r));
/** Of what a run makes in AWS only a node group's scaling can be changed; the rest can be had or not. */
export const canChange = (r: HttpRequest): boolean =>
  kubeObject(r) || r.path.endsWith('/update-config');

const PATIENCE_SECONDS = 600;
const NOTE = 'example.com/seen-by';
const never: Deed['explains'] = () => false;
const done = Promise.resolve();
const nobody: ReadonlySet<string> = new Set();

/** Acts on what a call has just written. */
export function act(
  stage: Scene,
  call: { readonly request: HttpRequest; readonly answer: Uint8Array },
  what: 'deletes' | 'changes',
): Promise<Deed> {
  if (isKube(call.request)) return inKubernetes(stage, call, what);
  return what === 'deletes'
    ? Promise.resolve(deletesInAws(stage, call))
    : Promise.resolve(changesScaling(stage, call.request));
}

async function inKubernetes(
  stage: Scene,
  { request, answer }: { readonly request: HttpRequest; readonly answer: Uint8Array },
  what: 'deletes' | 'changes',
): Promise<Deed> {
  const object = JSON.parse(Buffer.from(answer).toString()) as KubeObject;
  const { name } = object.metadata;
  const hit = what === 'deletes' ? await hitBy(stage, object) : nobody;
  const goes = goesWith(object);
  const path = (request.path.split('?')[0] ?? '').replace(/\/scale$/, '');
  await stage.twin.handle({
    method: what === 'deletes' ? 'DELETE' : 'PATCH',
    origin: request.origin,
    path: request.method === 'POST' ? `${path}/${name}` : path,
    headers: { authorization: `Bearer ${stage.twin.adminToken}`, ...(what === 'changes' ? { 'content-type': 'application/merge-patch+json' } : {}) }, // prettier-ignore
    body: what === 'changes' ? Buffer.from(JSON.stringify({ metadata: { annotations: { [NOTE]: 'somebody' } } })) : new Uint8Array(), // prettier-ignore
  });
  const key = `${object.apiVersion}/${object.kind}/${object.metadata.namespace ?? ''}/${name}`;
  const explains: Deed['explains'] =
    what === 'deletes' ? (d) => goes(d.object) : (d) => d.object === key && isNote(d);
  return { explains, hit, finished: done };
}

/** Nothing but the annotation that was added. */
const isNote = (d: Difference): boolean =>
  d.field === `metadata.annotations.${NOTE}` ||
  (d.field === 'metadata.annotations' &&
    [d.before, d.after].some((side) => jsonEqual(side, { [NOTE]: 'somebody' })) &&
    [d.before, d.after].includes(null));

/** The object itself, and what the cluster takes away with it. Pods and ReplicaSets are not compared: they come and go. */
function goesWith(object: KubeObject): (key: string) => boolean {
  const { name, namespace = '' } = object.metadata;
  const own = `${object.apiVersion}/${object.kind}/${namespace}/${name}`;
  switch (object.kind) {
    // All that is in it.
    case 'Namespace':
      return (key) => key === own || key.split('/').at(-2) === name;
    // Its load balancer's target groups, which are named after it.
    case 'Ingress':
    case 'Service':
      return (key) => key === own || key === `aws/target-group/${namespace}/${name}`;
    // Each is the other's other half.
    case 'PersistentVolumeClaim': {
      const volume = (object['spec'] as { volumeName?: string }).volumeName ?? '';
      return (key) => key === own || key === `v1/PersistentVolume//${volume}`;
    }
    // Helm's record of a release alone holds the environment of what the run uninstalled.
    case 'Secret': {
      const release = /^sh\.helm\.release\.v1\.(.+)\.v\d+$/.exec(name)?.[1];
      const its = `apps/v1/Deployment/${namespace}/${release}-`;
      return (key) => key === own || (release !== undefined && key.startsWith(its));
    }
    default:
      return (key) => key === own;
  }
}

/** Workloads whose pods, or the way to them, go with an object. */
async function hitBy(stage: Scene, object: KubeObject): Promise<ReadonlySet<string>> {
  const { name, namespace = '' } = object.metadata;
  const pods = await everyPod(stage);
  const owners = (of: (p: KubeObject) => boolean): ReadonlySet<string> =>
    new Set(pods.filter(of).map((p) => p.workload).filter((w) => w !== '')); // prettier-ignore
  const behind = (service: KubeObject | undefined): ((p: KubeObject) => boolean) => {
    const selector = (service?.['spec'] as { selector?: Record<string, string> } | undefined)?.selector; // prettier-ignore
    return (p) =>
      selector !== undefined &&
      p.metadata.namespace === service?.metadata.namespace &&
      selectorMatches({ matchLabels: selector }, p.metadata.labels);
  };
  switch (object.kind) {
    case 'Deployment':
    case 'StatefulSet':
    case 'DaemonSet':
    case 'ReplicaSet':
      return new Set([`${namespace}/${name}`]);
    case 'Pod':
      return owners((p) => p.metadata.name === name && p.metadata.namespace === namespace);
    case 'Node':
      return owners((p) => (p['spec'] as { nodeName?: string }).nodeName === name);
    case 'Namespace':
      return owners((p) => p.metadata.namespace === name);
    case 'Service':
      return owners(behind(object));
    case 'Ingress': {
      const { items } = await stage.twin.kube.list('v1/Service', { namespace });
      const named = JSON.stringify(object['spec']);
      const its = items.filter((s) => named.includes(`"name":"${s.metadata.name}"`));
      return new Set(its.flatMap((s) => [...owners(behind(s))]));
    }
    default:
      return nobody;
  }
}

type OwnedPod = KubeObject & { readonly workload: string };

async function everyPod(stage: Scene): Promise<readonly OwnedPod[]> {
  const { kube } = stage.twin;
  const { items } = await kube.list('v1/Pod');
  const sets = (await kube.list('apps/v1/ReplicaSet')).items;
  const ownerOf = (o: KubeObject | undefined) =>
    o?.metadata.ownerReferences?.find((r) => r.controller === true);
  return items.map((pod) => {
    const owner = ownerOf(pod);
    const set = sets.find((s) => s.metadata.uid === owner?.uid);
    const top = ownerOf(set) ?? owner;
    return { ...pod, workload: top ? `${pod.metadata.namespace ?? ''}/${top.name}` : '' };
  });
}

function deletesInAws(
  stage: Scene,
  { request, answer }: { readonly request: HttpRequest; readonly answer: Uint8Array },
): Deed {
  const { aws } = stage.world;
  const action = actionOf(request);
  const p = parametersOf(request);
  const once = (ready: () => Promise<boolean>, remove: () => Promise<void>) =>
    patiently(stage, ready, remove);
  const now = (remove: () => Promise<void>) => once(() => Promise.resolve(true), remove);
  if (action === 'ec2 AuthorizeSecurityGroupIngress') {
    const groupId = p.get('GroupId') ?? '';
    const rule = {
      protocol: p.get('IpPermissions.1.IpProtocol') ?? '',
      fromPort: Number(p.get('IpPermissions.1.FromPort')),
      toPort: Number(p.get('IpPermissions.1.ToPort')),
      referencedGroupId: p.get('IpPermissions.1.Groups.1.GroupId') ?? '',
      description: p.get('IpPermissions.1.Groups.1.Description') ?? '',
    };
    const explains: Deed['explains'] = (d) => d.object === `aws/security-group/${groupId}`;
    return { explains, hit: nobody, finished: now(() => aws.ec2.revokeIngress(groupId, rule)) };
  }
  const role = p.get('RoleName') ?? '';
  if (action === 'iam CreateRole')
    return { explains: never, hit: nobody, finished: now(() => aws.iam.deleteRole(role)) };
  if (action === 'iam AttachRolePolicy')
    return { explains: never, hit: nobody, finished: now(() => aws.iam.detachRolePolicy(role, p.get('PolicyArn') ?? '')) }; // prettier-ignore
  const said = JSON.parse(Buffer.from(answer).toString()) as Record<string, string>;
  const path = request.path.split('?')[0] ?? '';
  if (path.endsWith('/fargate-profiles')) {
    const cluster = path.split('/')[2] ?? '';
    const name = bodyOf(request)['fargateProfileName'] as string;
    const isActive = async () => (await aws.eks.describeFargateProfile(cluster, name))?.status === 'ACTIVE'; // prettier-ignore
    return {
      explains: (d) => d.object === `aws/fargate-profile/${name}`,
      hit: nobody,
      finished: once(isActive, () => aws.eks.deleteFargateProfile(cluster, name)),
    };
  }
  const fileSystem = said['FileSystemId'] ?? '';
  const explains: Deed['explains'] = (d) => d.object === `aws/file-system/${fileSystem}`;
  if (path.endsWith('/file-systems')) {
    const isThere = async () => (await aws.efs.listFileSystems()).some((f) => f.id === fileSystem && f.state === 'available'); // prettier-ignore
    return { explains, hit: nobody, finished: once(isThere, () => aws.efs.deleteFileSystem(fileSystem)) }; // prettier-ignore
  }
  if (path.endsWith('/mount-targets')) {
    const id = said['MountTargetId'] ?? '';
    const isThere = async () => (await aws.efs.listMountTargets(fileSystem)).some((t) => t.id === id && t.state === 'available'); // prettier-ignore
    return { explains: never, hit: nobody, finished: once(isThere, () => aws.efs.deleteMountTarget(id)) }; // prettier-ignore
  }
  return { explains: never, hit: nobody, finished: now(() => aws.efs.deleteAccessPoint(said['AccessPointId'] ?? '')) }; // prettier-ignore
}

/** AWS lets nobody delete or change what it is still making; whoever is refused all the same gives up. */
async function patiently(
  stage: Scene,
  ready: () => Promise<boolean>,
  deed: () => Promise<void>,
): Promise<void> {
  try {
    for (let second = 0; second < PATIENCE_SECONDS; second += 1) {
      if (await ready()) return await deed();
      await stage.clock.sleep(1_000);
    }
  } catch (error) {
    if (cloudCallOf(error) === undefined) throw error;
  }
}

/** One more node at the most: harmless, and not what the run set. */
function changesScaling(stage: Scene, request: HttpRequest): Deed {
  const [, , cluster = '', , name = ''] = request.path.split('/');
  const { scalingConfig } = bodyOf(request) as { scalingConfig: { minSize: number; maxSize: number; desiredSize: number } }; // prettier-ignore
  const { eks } = stage.world.aws;
  const scaling = { ...scalingConfig, maxSize: scalingConfig.maxSize + 1 };
  const isActive = async () => (await eks.describeNodegroup(cluster, name))?.status === 'ACTIVE';
  return {
    explains: (d) => d.object === `aws/nodegroup/${name}` && d.field === 'scaling.maxSize',
    hit: nobody,
    finished: patiently(stage, isActive, () =>
      eks.updateNodegroupScaling({ cluster, name, scaling, token: 'somebody' }),
    ),
  };
}
