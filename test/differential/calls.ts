import fc from 'fast-check';

/** One request to an API server; the namespace is put in by who sends it. */
export interface ApiCall {
  readonly method: string;
  /** `configmaps/a?dryRun=All`, below the namespace's path of its group. */
  readonly path: string;
  readonly group: 'v1' | 'apps/v1' | 'policy/v1';
  readonly body?: unknown;
  readonly type?: string;
}

const JSON_PATCH = 'application/json-patch+json';
const MERGE = 'application/merge-patch+json';
const STRATEGIC = 'application/strategic-merge-patch+json';
const APPLY = 'application/apply-patch+yaml';

const name = fc.constantFrom('a', 'b');
const word = fc.constantFrom('x', 'y', 'z');
/** Empty ones too: who applies an empty map owns it. */
const labels = fc.dictionary(fc.constantFrom('app', 'tier'), word, { maxKeys: 2 });
const finalizers = fc.constantFrom(undefined, undefined, undefined, ['test.example/a'], ['test.example/b', 'test.example/a'], []); // prettier-ignore
const image = fc.constantFrom('nginx:1', 'nginx:2', 'busybox');
const option = <T>(arb: fc.Arbitrary<T>) => fc.option(arb, { nil: undefined });

const containers = fc
  .uniqueArray(
    fc.record({
      name: fc.constantFrom('main', 'side'),
      image,
      ports: fc.constantFrom(undefined, [{ containerPort: 80 }], [{ name: 'http', containerPort: 8080, protocol: 'TCP' }]),
      env: fc.constantFrom(undefined, [{ name: 'A', value: '1' }], [{ name: 'B', value: '2' }, { name: 'A', value: '3' }]),
      resources: fc.constantFrom(undefined, { requests: { cpu: '0.5' } }, { limits: { memory: '1024Mi', cpu: '1000m' } }),
    }),
    { selector: (c) => c.name, minLength: 1, maxLength: 2 },
  ); // prettier-ignore

const configMap = fc.record({ name, labels: option(labels), finalizers, data: option(fc.dictionary(word, word, { maxKeys: 3 })) }).map((o) => ({
  apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: o.name, labels: o.labels, finalizers: o.finalizers }, data: o.data,
})); // prettier-ignore
const podSpec = fc.record({
  containers,
  terminationGracePeriodSeconds: fc.constantFrom(undefined, 0, 5),
  nodeSelector: fc.constantFrom(undefined, undefined, {}, { pool: 'a' }),
  tolerations: fc.constantFrom(undefined, undefined, [], [{ key: 'a', operator: 'Exists' }]),
});
const pod = fc.record({ name, labels: option(labels), spec: podSpec }).map((o) => ({
  apiVersion: 'v1', kind: 'Pod', metadata: { name: o.name, labels: o.labels }, spec: o.spec,
})); // prettier-ignore
const deployment = fc
  .record({
    name,
    labels: option(labels),
    replicas: fc.constantFrom(undefined, 0, 1, 3),
    maxSurge: fc.constantFrom(undefined, 1, '50%'),
    spec: podSpec,
    app: word,
    /** As programs in Go write a template. */
    stamp: fc.boolean(),
  })
  .map((o) => ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: o.name, labels: o.labels },
    spec: {
      replicas: o.replicas,
      selector: { matchLabels: { app: 'x' } },
      strategy: o.maxSurge === undefined ? undefined : { rollingUpdate: { maxSurge: o.maxSurge } },
      template: {
        metadata: { labels: { app: o.app }, ...(o.stamp ? { creationTimestamp: null } : {}) },
        spec: o.spec,
      },
    },
  }));
const budget = fc
  .record({ name, minAvailable: fc.constantFrom(0, 1, '50%'), app: word })
  .map((o) => ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: o.name },
    spec: { minAvailable: o.minAvailable, selector: { matchLabels: { app: o.app } } },
  }));

const PLURALS = {
  ConfigMap: ['v1', 'configmaps'],
  Pod: ['v1', 'pods'],
  Deployment: ['apps/v1', 'deployments'],
  PodDisruptionBudget: ['policy/v1', 'poddisruptionbudgets'],
} as const;
type Kind = keyof typeof PLURALS;
const kind = fc.constantFrom<Kind>('ConfigMap', 'Pod', 'Deployment', 'PodDisruptionBudget');
const object = fc.oneof(configMap, configMap, pod, deployment, deployment, budget);
const at = (k: string): { group: ApiCall['group']; plural: string } => {
  const [group, plural] = PLURALS[k as Kind];
  return { group, plural };
};

const query = (parts: Readonly<Record<string, string | undefined>>): string => {
  const given = Object.entries(parts).filter((e): e is [string, string] => e[1] !== undefined);
  return given.length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
};
const dryRun = fc.constantFrom(undefined, undefined, undefined, undefined, 'All');
const validation = fc.constantFrom(undefined, undefined, 'Strict');

const create = fc.record({ object, dryRun, validation, extra: fc.boolean() }).map(({ object: o, extra, ...q }): ApiCall => {
  const { group, plural } = at(o.kind);
  // Now and then a field that does not exist: strict validation must refuse it, otherwise it is dropped.
  const body = extra && q.validation !== undefined ? { ...o, nonsense: 1 } : o;
  return { method: 'POST', group, path: `${plural}${query({ dryRun: q.dryRun, fieldValidation: q.validation })}`, body };
}); // prettier-ignore
const replace = fc.record({ object, dryRun }).map(({ object: o, ...q }): ApiCall => {
  const { group, plural } = at(o.kind);
  return { method: 'PUT', group, path: `${plural}/${o.metadata.name}${query(q)}`, body: o };
});
const apply = fc.record({ object, manager: fc.constantFrom('one', 'two'), force: fc.constantFrom(undefined, 'true'), dryRun }).map(
  ({ object: o, manager, force, dryRun: dry }): ApiCall => {
    const { group, plural } = at(o.kind);
    return { method: 'PATCH', group, type: APPLY, body: o, path: `${plural}/${o.metadata.name}${query({ fieldManager: manager, force, dryRun: dry })}` };
  },
); // prettier-ignore

const mergeBody = fc.oneof(
  fc.record({ labels: fc.dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('x', 'y', null), { maxKeys: 2 }) }).map((m) => ({ metadata: m })),
  fc.record({ annotations: fc.constantFrom(null, { note: 'n' }) }).map((m) => ({ metadata: m })),
  fc.dictionary(word, fc.constantFrom('x', null), { maxKeys: 2 }).map((data) => ({ data })),
  fc.constantFrom(0, 2, null).map((replicas) => ({ spec: { replicas } })),
  containers.map((list) => ({ spec: { template: { spec: { containers: list } } } })),
); // prettier-ignore
/** Lists with a merge key, in the order that is asked for. */
const ordered = fc
  .record({ containers, order: fc.shuffledSubarray(['main', 'side', 'late'], { minLength: 1 }) })
  .map(({ containers: list, order }) => ({
    // Whoever names an order names in it what the patch brings.
    '$setElementOrder/containers': [...new Set([...order, ...list.map((c) => c.name)])].map((n) => ({ name: n })),
    containers: list,
  })); // prettier-ignore
const podSpecPatch = fc.oneof(
  ordered,
  fc.constantFrom<object>(
    { containers: [{ name: 'side', $patch: 'delete' }] },
    { containers: [{ name: 'main', env: [{ name: 'A', $patch: 'delete' }] }] },
    { containers: [{ $patch: 'replace' }, { name: 'main', image: 'nginx:9' }] },
    { containers: [{ name: 'main', image: 'nginx:8', $patch: 'replace' }] },
    { containers: [{ name: 'main', resources: { $patch: 'replace', limits: { cpu: '2' } } }] },
    { containers: [{ name: 'main', resources: { limits: { $patch: 'delete' } } }] },
    { containers: [{ name: 'main', ports: [{ containerPort: 80, $patch: 'delete' }] }] },
    { containers: [{ name: 'main', ports: [{ containerPort: 80, name: 'web' }] }] },
    { containers: [{ name: 'main', '$setElementOrder/env': [{ name: 'B' }, { name: 'A' }], env: [{ name: 'B', value: '5' }] }] },
    { '$setElementOrder/containers': [{ name: 'side' }, { name: 'main' }] },
    { $patch: 'replace', containers: [{ name: 'only', image: 'busybox' }] },
    { $patch: 'merge', containers: [{ name: 'main', image: 'nginx:7' }] },
    { $patch: 'nonsense', containers: [] },
    { containers: [{ image: 'nginx:6' }] },
    { nodeSelector: { $patch: 'replace', pool: 'b' } },
    { nodeSelector: { $patch: 'delete' } },
    { nodeSelector: { pool: null } },
    { tolerations: [{ key: 'b', operator: 'Exists' }] },
    { volumes: [{ name: 'v', emptyDir: {} }] },
    { volumes: [{ name: 'v', $retainKeys: ['name', 'configMap'], configMap: { name: 'x' } }] },
    { volumes: [{ name: 'v', $patch: 'delete' }] },
    { securityContext: { $retainKeys: ['runAsUser'], runAsUser: 1 } },
  ),
); // prettier-ignore
const strategicBody = fc.oneof(
  mergeBody,
  podSpecPatch.map((spec) => ({ spec: { template: { spec } } })),
  podSpecPatch.map((spec) => ({ spec })),
  fc.constantFrom<object>(
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    { spec: { strategy: { $retainKeys: ['rollingUpdate', 'type'], type: 'RollingUpdate', rollingUpdate: { maxSurge: 2 } } } },
    { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } },
    { spec: { strategy: { $retainKeys: ['type'], rollingUpdate: { maxSurge: 3 } } } },
    { metadata: { labels: { $patch: 'replace', app: 'z' } } },
    { metadata: { labels: { $patch: 'replace' } } },
    { metadata: { labels: { $patch: 'delete' } } },
    { metadata: { annotations: { $patch: 'replace', note: 'r' } } },
    { metadata: { annotations: { $retainKeys: ['note'], note: 'k' } } },
    { metadata: { finalizers: ['test.example/b'] } },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['test.example/a'] } },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['test.example/a'], finalizers: ['test.example/c'] } },
    { metadata: { '$setElementOrder/finalizers': ['test.example/b', 'test.example/a'], finalizers: ['test.example/b'] } },
    { metadata: { '$setElementOrder/finalizers': ['test.example/b', 'test.example/a'] } },
    { metadata: { finalizers: null } },
    { data: { $patch: 'replace', z: 'r' } },
    { data: { $patch: 'replace' } },
    { data: { $patch: 'delete' } },
    { data: { $retainKeys: ['x'], x: 'k' } },
    { $patch: 'replace', metadata: { name: 'a' } },
    { $retainKeys: ['metadata', 'data'], data: { x: 'only' } },
    { spec: { selector: { $patch: 'replace', matchLabels: { app: 'x' } } } },
    { spec: { $patch: 'replace', minAvailable: 1 } },
  ),
); // prettier-ignore
const jsonOps = fc.array(
  fc.constantFrom<object>(
    { op: 'add', path: '/metadata/labels', value: { app: 'y' } },
    { op: 'replace', path: '/metadata/labels/app', value: 'z' },
    { op: 'remove', path: '/metadata/labels/tier' },
    { op: 'test', path: '/metadata/name', value: 'a' },
    { op: 'add', path: '/data', value: { x: 'x' } },
    { op: 'add', path: '/spec/replicas', value: 4 },
    { op: 'copy', from: '/metadata/name', path: '/metadata/annotations' },
    { op: 'add', path: '/spec/template/spec/containers/-', value: { name: 'late', image: 'busybox' } },
    { op: 'move', from: '/metadata/labels', path: '/metadata/annotations' },
  ),
  { minLength: 1, maxLength: 3 },
); // prettier-ignore
const patch = fc
  .record({
    kind,
    name,
    dryRun,
    fieldValidation: validation,
    what: fc.oneof(
      mergeBody.map((body) => ({ type: MERGE, body: body as unknown })),
      strategicBody.map((body) => ({ type: STRATEGIC, body: body as unknown })),
      jsonOps.map((body) => ({ type: JSON_PATCH, body: body as unknown })),
    ),
  })
  .map(({ kind: k, name: n, what, ...q }): ApiCall => {
    const { group, plural } = at(k);
    return { method: 'PATCH', group, path: `${plural}/${n}${query(q)}`, ...what };
  });

const scale = fc.record({ name, replicas: fc.constantFrom(0, 2, 5) }).map((o): ApiCall => ({
  method: 'PATCH',
  group: 'apps/v1',
  path: `deployments/${o.name}/scale`,
  type: MERGE,
  body: { spec: { replicas: o.replicas } },
}));
const remove = fc
  .record({
    kind,
    name,
    propagationPolicy: fc.constantFrom(undefined, 'Orphan', 'Background', 'Foreground'),
    gracePeriodSeconds: fc.constantFrom(undefined, 0),
    preconditions: fc.constantFrom(undefined, undefined, { uid: 'another' }),
    dryRun: fc.constantFrom(undefined, undefined, ['All']),
  })
  .map(({ kind: k, name: n, ...options }): ApiCall => {
    const { group, plural } = at(k);
    return { method: 'DELETE', group, path: `${plural}/${n}`, body: { apiVersion: 'v1', kind: 'DeleteOptions', ...options } };
  }); // prettier-ignore
const evict = name.map((n): ApiCall => ({
  method: 'POST',
  group: 'v1',
  path: `pods/${n}/eviction`,
  body: { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: n } },
}));
const read = fc.record({ kind, name }).map((o): ApiCall => {
  const { group, plural } = at(o.kind);
  return { method: 'GET', group, path: `${plural}/${o.name}` };
});
const list = fc
  .record({
    kind,
    labelSelector: fc.constantFrom(undefined, 'app=x', 'app in (x,y),!tier', 'app notin (x)', 'tier', 'app=='),
    fieldSelector: fc.constantFrom(undefined, undefined, 'metadata.name=a', 'metadata.name!=a', 'spec.nonsense=1'),
    limit: fc.constantFrom(undefined, '1'),
  })
  .map(({ kind: k, ...q }): ApiCall => {
    const { group, plural } = at(k);
    return { method: 'GET', group, path: `${plural}${query(q)}` };
  }); // prettier-ignore

export const calls = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: create },
    { weight: 2, arbitrary: replace },
    { weight: 3, arbitrary: apply },
    { weight: 4, arbitrary: patch },
    { weight: 1, arbitrary: scale },
    { weight: 2, arbitrary: remove },
    { weight: 1, arbitrary: evict },
    { weight: 1, arbitrary: read },
    { weight: 2, arbitrary: list },
  ),
  { minLength: 3, maxLength: 14, size: 'max' },
);
/** What is compared at the end, with its history. */
export const COLLECTIONS = Object.values(PLURALS).map(([group, plural]) => ({ group, plural }));
