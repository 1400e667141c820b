import type { KubeObject } from '../../src/model/index.ts';
import type { Kubernetes } from '../../src/ports/index.ts';

/** All that a cluster serves, of every kind that can be listed. */
export async function everything(kube: Kubernetes): Promise<readonly KubeObject[]> {
  const all: KubeObject[] = [];
  for (const { apiVersion, kind, verbs } of await kube.resources())
    if (verbs.includes('list')) all.push(...(await kube.list({ apiVersion, kind })));
  return all;
}

/** What each server decides by chance, by the clock, or counts in its own way. */
const BY_CHANCE = [
  /^metadata\.(uid|resourceVersion|creationTimestamp|managedFields|generation|generateName)\b/,
  /\b(uid|resourceVersion|pod-template-hash|controller-revision-hash|nodeName|hostIPs?|podIPs?|containerID|imageID|image|clusterIPs?|volumeName|volumeHandle|zone|selected-node)(\[\])*(\.ip)?$/,
  /Time$|Timestamp$|startedAt$|finishedAt$|change-trigger-time$/,
];

/**
 * Differences that are known, each with its reason. Where the twin could be told better by the tool
 * or by a person, the difference is mended in the twin instead.
 */
const KNOWN: readonly (readonly [kind: string, field: RegExp, why: string])[] = [
  ['*', /^data\.ca\.crt$/, 'each cluster has its own authority'],
  ['ClusterRole', /./, 'the twin has a working subset of the default roles, not aggregated'],
  ['ClusterRoleBinding', /autoupdate/, 'as for the roles'],
  ['NodeMetrics', /^timestamp|^usage/, 'pods lie on other nodes'],
  ['Deployment', /^status\.conditions\[\]\.message/, 'names of ReplicaSets: another hash'],
  ['ReplicaSet', /^metadata\.name/, 'another hash'],
  ['EndpointSlice', /name|addresses|hints/, 'names and addresses of pods; another suffix'],
  ['Endpoints', /ownerReferences|subsets/, 'names and addresses of pods; the twin’s have an owner'],
  ['HorizontalPodAutoscaler', /^status/, 'the first sync may be under way on either side'],
  ['Node', /annotations\.node\.alpha\.kubernetes\.io\/ttl|^status\.(capacity|allocatable)/, 'a hint for kubelets; 8388608Ki is served as 8Gi'],
  ['PersistentVolume', /^metadata\.name|^spec\.nodeAffinity/, 'made from the claim’s uid, in the zone of its first pod'],
  ['ControllerRevision', /^metadata\.(name|labels|annotations)/, 'another hash; the template’s labels only'],
  ['PersistentVolumeClaim', /storage-provisioner|finalizers/, 'the twin protects no claim in use'],
  ['Pod', /^metadata\.(name|ownerReferences)|^spec\..*(volumeMounts|volumes)\[\]\.name/, 'random suffixes'],
  ['Pod', /^spec\.affinity\.nodeAffinity\..*\.matchFields\[\]\.values/, 'DaemonSet pods: which node is compared with which is chance'],
  ['Service', /^spec\.ports\[\]\.targetPort/, 'the API server’s own port'],
]; // prettier-ignore

/** Kinds whose objects one side alone makes. */
const ONE_SIDED = new Set(['Event', 'Lease', 'ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding', 'APIService', 'FlowSchema', 'PriorityLevelConfiguration', 'IPAddress', 'ServiceCIDR', 'PodMetrics', 'ComponentStatus', 'MutatingWebhookConfiguration']); // prettier-ignore
/** Single objects of the real server: its own endpoints, and what it keeps about tokens and clients. */
const OWN =
  /^(Endpoints|EndpointSlice) default\/kubernetes|^ConfigMap kube-system\/(kube-apiserver-legacy-service-account-token-tracking|extension-apiserver-authentication)$/;
const RANDOM = /-[0-9a-z]{8,10}(-[a-z0-9]{5})?$|-[a-z0-9]{5}$/;

export interface Comparison {
  /** `Deployment app/web spec.replicas: 3 | 2`: the twin's first. */
  readonly differences: readonly string[];
  /** Entries of `KNOWN` and `ONE_SIDED` that explained nothing: they have to go. */
  readonly needless: readonly string[];
}

/** Objects of random names are compared by what they begin with. */
export function compareObjects(
  twin: readonly KubeObject[],
  real: readonly KubeObject[],
): Comparison {
  const ours = byName(twin);
  const theirs = byName(real);
  const found: string[] = [];
  const used = new Set<unknown>();
  const isExpected = (kind: string, field: string): boolean => {
    const fitting = KNOWN.filter(([k, r]) => (k === '*' || k === kind) && r.test(field));
    for (const entry of fitting) used.add(entry);
    return fitting.length > 0;
  };
  for (const name of new Set([...ours.keys(), ...theirs.keys()])) {
    const a = ours.get(name);
    const b = theirs.get(name);
    const kind = (a ?? b)?.kind ?? '';
    if (!a || !b) {
      if (ONE_SIDED.has(kind)) used.add(kind);
      else if (!OWN.test(name)) found.push(`${name}: only on ${a ? 'the twin' : 'the real server'}`); // prettier-ignore
      continue;
    }
    if (kind === 'Event' || kind === 'Lease') continue;
    const left = fieldsOf(a);
    const right = fieldsOf(b);
    for (const field of new Set([...left.keys(), ...right.keys()])) {
      const plain = field.replaceAll(/\[\d+\]/g, '[]');
      if (left.get(field) === right.get(field) || BY_CHANCE.some((r) => r.test(plain))) continue;
      if (isExpected(kind, plain)) continue;
      found.push(`${name} ${field}: ${left.get(field) ?? 'absent'} | ${right.get(field) ?? 'absent'}`); // prettier-ignore
    }
  }
  const needless = [
    ...KNOWN.filter((entry) => !used.has(entry)).map(([kind, field, why]) => `${kind} ${field}: ${why}`), // prettier-ignore
    ...[...ONE_SIDED].filter((kind) => !used.has(kind)),
  ];
  return { differences: found, needless };
}

const CHANCE_NAMES = new Set(['Pod', 'ReplicaSet', 'EndpointSlice', 'ControllerRevision', 'PersistentVolume']); // prettier-ignore

function byName(objects: readonly KubeObject[]): ReadonlyMap<string, KubeObject> {
  const named = (o: KubeObject): string => {
    const { namespace, name } = o.metadata;
    const shown = o.kind === 'PersistentVolume' ? name.replace(/^pvc-.*/, 'pvc-*') : name.replace(RANDOM, '-*'); // prettier-ignore
    return `${o.kind} ${namespace === undefined ? '' : `${namespace}/`}${CHANCE_NAMES.has(o.kind) ? shown : name}`;
  };
  return new Map(objects.map((o) => [named(o), o]));
}

function fieldsOf(object: unknown, at = '', into = new Map<string, string>()): Map<string, string> {
  if (object !== null && typeof object === 'object') {
    const entries = Array.isArray(object)
      ? object.map((v, i) => [`${at}[${i}]`, v] as const)
      : Object.entries(object).map(([k, v]) => [at === '' ? k : `${at}.${k}`, v] as const);
    // An empty object or list is a value of its own.
    if (entries.length === 0) into.set(at, Array.isArray(object) ? '[]' : '{}');
    for (const [path, value] of entries) fieldsOf(value, path, into);
  } else into.set(at, String(JSON.stringify(object)));
  return into;
}
