import {
  canonicalJson,
  JOURNAL_LABEL,
  jsonEqual,
  type AwsFacts,
  type KubeObject,
  type Snapshot,
} from '../model/index.ts';
import { createHash } from 'node:crypto';

/** One thing that is not as it was. `field` is empty when the whole object came or went. */
export interface Difference {
  readonly object: string;
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Kinds whose objects live their own life: made and unmade by controllers, machines and the passing of time. */
const ALIVE = new Set([
  'Pod',
  'ReplicaSet',
  'ControllerRevision',
  'Node',
  'Event',
  'EndpointSlice',
  'Endpoints',
  'Lease',
  'Job',
  'APIService',
]);
const ALIVE_METADATA = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
  'ownerReferences',
];
const ALIVE_ANNOTATIONS = [
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
  'kubectl.kubernetes.io/last-applied-configuration',
  'pv.kubernetes.io/bind-completed',
  'pv.kubernetes.io/bound-by-controller',
  'volume.kubernetes.io/selected-node',
];

/** What of an object is somebody's decision. An object that an autoscaler scales has no `replicas` of its own. */
export function decided(object: KubeObject, autoscaled: ReadonlySet<string>): unknown {
  const { status: _status, ...rest } = object;
  const metadata = Object.fromEntries(
    Object.entries(object.metadata).filter(([k]) => !ALIVE_METADATA.includes(k)),
  );
  const annotations = Object.fromEntries(
    Object.entries(object.metadata.annotations ?? {}).filter(
      ([k]) => !ALIVE_ANNOTATIONS.includes(k),
    ),
  );
  const spec = object['spec'] as Record<string, unknown> | undefined;
  const { replicas: _replicas, ...unscaled } = spec ?? {};
  return {
    ...rest,
    metadata: {
      ...metadata,
      annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
    },
    ...(spec === undefined
      ? {}
      : { spec: autoscaled.has(keyOf(object)) ? unscaled : withoutClaimUid(object, spec) }),
  };
}

/** A volume's claim keeps its name; its uid changes when the claim is made again. */
const withoutClaimUid = (object: KubeObject, spec: Record<string, unknown>): unknown => {
  if (object.kind !== 'PersistentVolume') return spec;
  const {
    uid: _u,
    resourceVersion: _r,
    ...claimRef
  } = (spec['claimRef'] ?? {}) as Record<string, unknown>;
  return { ...spec, claimRef };
};

const keyOf = (o: KubeObject): string =>
  `${o.apiVersion}/${o.kind}/${o.metadata.namespace ?? ''}/${o.metadata.name}`;

function autoscaledKeys(objects: readonly KubeObject[]): ReadonlySet<string> {
  return new Set(
    objects
      .filter((o) => o.kind === 'HorizontalPodAutoscaler')
      .map((h) => {
        const t = (
          h['spec'] as
            { scaleTargetRef?: { apiVersion?: string; kind?: string; name?: string } } | undefined
        )?.scaleTargetRef;
        return `${t?.apiVersion ?? ''}/${t?.kind ?? ''}/${h.metadata.namespace ?? ''}/${t?.name ?? ''}`;
      }),
  );
}

/** Where runs keep their journals: the record of what was done is no part of it. */
const recordNamespaces = (objects: readonly KubeObject[]): ReadonlySet<string> =>
  new Set(
    objects
      .filter((o) => o.kind === 'Namespace' && o.metadata.labels?.[JOURNAL_LABEL] !== undefined)
      .map((o) => o.metadata.name),
  );
const namespaceOf = (o: KubeObject): string =>
  o.kind === 'Namespace' ? o.metadata.name : (o.metadata.namespace ?? '');

/** Everything of a snapshot that somebody decided, by key. */
export function decisions(snapshot: Snapshot): ReadonlyMap<string, unknown> {
  const autoscaled = autoscaledKeys(snapshot.objects);
  const all = new Map<string, unknown>();
  const records = recordNamespaces(snapshot.objects);
  for (const object of snapshot.objects)
    if (!ALIVE.has(object.kind) && !records.has(namespaceOf(object)))
      all.set(keyOf(object), decided(object, autoscaled));
  for (const [key, value] of awsDecisions(snapshot.aws)) all.set(key, value);
  return all;
}

function* awsDecisions(aws: AwsFacts): Iterable<[string, unknown]> {
  const of = <T>(reading: { state: string; value?: readonly T[] }): readonly T[] =>
    reading.state === 'read' ? (reading.value ?? []) : [];
  for (const p of of(aws.fargateProfiles))
    yield [
      `aws/fargate-profile/${p.name}`,
      { selectors: p.selectors, subnetIds: [...p.subnetIds].sort(), role: p.podExecutionRoleArn },
    ];
  for (const g of of(aws.nodegroups))
    yield [
      `aws/nodegroup/${g.name}`,
      {
        scaling: g.scaling,
        instanceTypes: g.instanceTypes,
        labels: g.labels,
        taints: g.taints,
        subnetIds: [...g.subnetIds].sort(),
        role: g.nodeRoleArn,
        capacityType: g.capacityType,
      },
    ];
  for (const a of of(aws.addons))
    yield [
      `aws/addon/${a.name}`,
      {
        version: a.version,
        configuration: normalConfiguration(a.configurationValues),
        role: a.serviceAccountRoleArn,
      },
    ];
  for (const s of of(aws.securityGroups))
    yield [
      `aws/security-group/${s.id}`,
      { rules: s.rules.map((r) => canonicalJson({ ...r, id: null })).sort() },
    ];
  for (const f of of(aws.fileSystems))
    if (f.state !== 'deleting') yield [`aws/file-system/${f.id}`, { token: f.creationToken }];
  for (const t of of(aws.targetGroups))
    yield [
      `aws/target-group/${t.tags['ingress.k8s.aws/stack'] ?? t.tags['service.k8s.aws/stack'] ?? t.name}`,
      { type: t.targetType },
    ];
}

/** EKS answers nothing, an empty text or `{}` for the same thing. */
const normalConfiguration = (text: string | null): string =>
  text === null || text.trim() === '' || text.trim() === '{}' ? '' : text;

/** What differs between two snapshots, object by object and field by field. */
export function compareSnapshots(before: Snapshot, after: Snapshot): readonly Difference[] {
  const a = decisions(before);
  const b = decisions(after);
  const keys = [...new Set([...a.keys(), ...b.keys()])].sort();
  return keys.flatMap((key) => {
    if (!a.has(key)) return [{ object: key, field: '', before: null, after: 'present' }];
    if (!b.has(key)) return [{ object: key, field: '', before: 'present', after: null }];
    return differences(key, '', a.get(key), b.get(key));
  });
}

function differences(
  object: string,
  field: string,
  before: unknown,
  after: unknown,
): readonly Difference[] {
  if (jsonEqual(before, after)) return [];
  if (isRecord(before) && isRecord(after))
    return [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .sort()
      .flatMap((k) => differences(object, field === '' ? k : `${field}.${k}`, before[k], after[k]));
  return [{ object, field, before: before ?? null, after: after ?? null }];
}

const isRecord = (v: unknown): v is Record<string, unknown> =>
  v !== null && typeof v === 'object' && !Array.isArray(v);

/** Kinds whose change makes a plan stale; the rest (events of the day, other people's ConfigMaps) does not. */
const BASIS =
  /^(apps\/v1\/(Deployment|StatefulSet|DaemonSet)|batch\/v1\/CronJob|v1\/(Service|PersistentVolumeClaim|Pod)|networking\.k8s\.io\/v1\/Ingress|policy\/v1\/PodDisruptionBudget|autoscaling\/v2\/HorizontalPodAutoscaler|aws\/(nodegroup|addon|fargate-profile))\//;
const FINGERPRINT = 12;

/** Short fingerprints of what a plan rests on, to say later what has changed since. */
export function fingerprints(snapshot: Snapshot): Readonly<Record<string, string>> {
  const entries = [...decisions(snapshot)].filter(([key]) => BASIS.test(key));
  return Object.fromEntries(
    entries
      .map(
        ([key, value]) =>
          [
            key,
            createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, FINGERPRINT),
          ] as const,
      )
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

/** The keys whose fingerprint is not what a plan noted: changed, gone or new. */
export function staleKeys(
  basis: Readonly<Record<string, string>>,
  snapshot: Snapshot,
): readonly { readonly key: string; readonly how: 'changed' | 'gone' | 'new' }[] {
  const now = fingerprints(snapshot);
  const keys = [...new Set([...Object.keys(basis), ...Object.keys(now)])].sort();
  return keys.flatMap((key) => {
    if (now[key] === basis[key]) return [];
    return [
      {
        key,
        how: basis[key] === undefined ? 'new' : now[key] === undefined ? 'gone' : 'changed',
      } as const,
    ];
  });
}
