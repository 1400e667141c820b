import fc from 'fast-check';
import type { KubeObject } from '../../../src/model/index.ts';

/** A few nodes, what stands on them, and a pod that looks for its place. */
export interface SchedulingCase {
  readonly nodes: readonly KubeObject[];
  /** Volumes and claims. */
  readonly storage: readonly KubeObject[];
  readonly placed: readonly KubeObject[];
  readonly probe: Readonly<Record<string, unknown>>;
}

const ZONE = 'topology.kubernetes.io/zone';
const HOST = 'kubernetes.io/hostname';
const zone = fc.constantFrom('a', 'b', 'c');
const app = fc.constantFrom('web', 'db');
const rarely = <T>(arb: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: arb });
const defined = <T extends object>(o: T): T => JSON.parse(JSON.stringify(o)) as T;

const taint = fc.constantFrom(
  { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
  { key: 'dedicated', value: 'web', effect: 'NoExecute' },
  { key: 'soft', effect: 'PreferNoSchedule' },
  { key: 'gpu', effect: 'NoSchedule' },
);
const node = fc.record({
  zone: rarely(fc.constant('none')).chain((none) => (none ? fc.constant(undefined) : zone)),
  disk: fc.constantFrom('ssd', 'hdd', undefined),
  taints: rarely(fc.uniqueArray(taint, { minLength: 1, maxLength: 2, selector: (t) => t.key })),
  cordoned: rarely(fc.constant(true)),
  cpu: fc.constantFrom('500m', '1', '2'),
  memory: fc.constantFrom('512Mi', '2Gi'),
  pods: fc.constantFrom('1', '2', '10'),
});

const labelSelector = app.map((a) => ({ matchLabels: { app: a } }));
const term = fc.record({ labelSelector, topologyKey: fc.constantFrom(ZONE, HOST) });
const requirement = fc.constantFrom(
  { key: 'disk', operator: 'In', values: ['ssd'] },
  { key: 'disk', operator: 'NotIn', values: ['ssd'] },
  { key: 'disk', operator: 'Exists' },
  { key: 'disk', operator: 'DoesNotExist' },
  { key: ZONE, operator: 'In', values: ['a', 'b'] },
  { key: 'size', operator: 'Gt', values: ['3'] },
);
const nodeAffinity = fc
  .array(fc.array(requirement, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 2 })
  .map((terms) => ({
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: terms.map((matchExpressions) => ({ matchExpressions })),
    },
  }));
const podTerms = fc
  .array(term, { minLength: 1, maxLength: 2 })
  .map((terms) => ({ requiredDuringSchedulingIgnoredDuringExecution: terms }));
const affinity = fc.record({
  nodeAffinity: rarely(nodeAffinity),
  podAffinity: rarely(podTerms),
  podAntiAffinity: rarely(podTerms),
});
const spread = fc.record({
  maxSkew: fc.constantFrom(1, 2),
  topologyKey: fc.constantFrom(ZONE, HOST),
  whenUnsatisfiable: fc.constantFrom('DoNotSchedule', 'DoNotSchedule', 'ScheduleAnyway'),
  labelSelector,
  minDomains: rarely(fc.constantFrom(2, 4)),
  nodeTaintsPolicy: rarely(fc.constant('Honor')),
  nodeAffinityPolicy: rarely(fc.constant('Ignore')),
}).map((s) => (s.whenUnsatisfiable === 'DoNotSchedule' ? s : { ...s, minDomains: undefined })); // prettier-ignore
const toleration = fc.constantFrom(
  { key: 'dedicated', operator: 'Exists' },
  { key: 'dedicated', value: 'db', effect: 'NoSchedule' },
  { key: 'gpu', operator: 'Exists', effect: 'NoSchedule' },
);
const requests = fc.constantFrom({ cpu: '100m' }, { cpu: '600m' }, { cpu: '100m', memory: '1Gi' }, { cpu: '3', memory: '3Gi' }); // prettier-ignore
const hostPort = rarely(fc.constant(8080));

const containers = (wants: unknown, port: number | undefined) => [
  {
    name: 'main',
    image: 'app:1',
    resources: { requests: wants },
    ...(port === undefined ? {} : { ports: [{ containerPort: 80, hostPort: port }] }),
  },
];
const placed = fc.record({ on: fc.nat(4), app, wants: requests.filter((r) => r.cpu !== '3'), port: hostPort, anti: rarely(podTerms) }); // prettier-ignore

/** Where the probe's claim is: nowhere, bound in a zone, still to be made, or not to be had. */
const claim = fc.constantFrom('none', 'none', 'none', 'bound', 'first consumer', 'immediate', 'missing'); // prettier-ignore

export const schedulingCases = fc
  .record({
    nodes: fc.array(node, { minLength: 2, maxLength: 5 }),
    placed: fc.array(placed, { maxLength: 5 }),
    app,
    wants: requests,
    port: hostPort,
    selector: rarely(fc.constantFrom({ disk: 'ssd' }, { disk: 'tape' })),
    affinity: rarely(affinity),
    spread: rarely(fc.array(spread, { minLength: 1, maxLength: 2 })),
    tolerations: rarely(fc.uniqueArray(toleration, { minLength: 1, maxLength: 2 })),
    claim,
    claimZone: zone,
  })
  .map((c): SchedulingCase => {
    const nodes = c.nodes.map((n, i) => nodeOf(n, i));
    return defined({
      nodes,
      storage: storageOf(c.claim, c.claimZone),
      placed: c.placed.map((p, i) => ({
        apiVersion: 'v1', kind: 'Pod',
        metadata: { name: `placed-${i}`, namespace: 'default', labels: { app: p.app } },
        spec: { nodeName: nodes[p.on % nodes.length]?.metadata.name, containers: containers(p.wants, p.port), affinity: p.anti === undefined ? undefined : { podAntiAffinity: p.anti } },
      })),
      probe: {
        apiVersion: 'v1', kind: 'Pod',
        metadata: { name: 'probe', namespace: 'default', labels: { app: c.app } },
        spec: {
          containers: containers(c.wants, c.port), nodeSelector: c.selector, affinity: c.affinity, tolerations: c.tolerations,
          topologySpreadConstraints: c.spread?.filter((s, i, all) => all.findIndex((x) => x.topologyKey === s.topologyKey && x.whenUnsatisfiable === s.whenUnsatisfiable) === i),
          volumes: c.claim === 'none' ? undefined : [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
        },
      },
    }) as unknown as SchedulingCase;
  }); // prettier-ignore

type NodeDraw = typeof node extends fc.Arbitrary<infer T> ? T : never;
function nodeOf(n: NodeDraw, i: number): KubeObject {
  const name = `node-${i}`;
  const resources = { cpu: n.cpu, memory: n.memory, pods: n.pods };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: defined({ [HOST]: name, [ZONE]: n.zone, disk: n.disk, size: String(i + 2) }) as unknown as Record<string, string>,
    },
    spec: defined({ taints: n.taints, unschedulable: n.cordoned }),
    status: { capacity: resources, allocatable: resources, conditions: [{ type: 'Ready', status: 'True' }] },
  };
} // prettier-ignore

const CLASS = { 'first consumer': 'slow', immediate: 'fast' } as const;
function storageOf(kind: string, where: string): readonly KubeObject[] {
  if (kind === 'none' || kind === 'missing') return [];
  const size = { storage: '1Gi' };
  const claimOf = (spec: object, notes: Readonly<Record<string, string>> = {}): KubeObject => ({
    apiVersion: 'v1', kind: 'PersistentVolumeClaim',
    metadata: { name: 'data', namespace: 'default', annotations: notes },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: size }, ...spec },
  }); // prettier-ignore
  if (kind !== 'bound') return [claimOf({ storageClassName: CLASS[kind as keyof typeof CLASS] })];
  const volume: KubeObject = {
    apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'volume' },
    spec: {
      capacity: size, accessModes: ['ReadWriteOnce'], storageClassName: '', csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-1' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: 'default', name: 'data' },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [{ key: ZONE, operator: 'In', values: [where] }] }] } },
    },
  }; // prettier-ignore
  return [volume, claimOf({ storageClassName: '', volumeName: 'volume' }, { 'pv.kubernetes.io/bind-completed': 'yes' })]; // prettier-ignore
}

/** Both clusters have these all the time. */
export const CLASSES: readonly KubeObject[] = [
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'slow' }, provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'WaitForFirstConsumer' },
  { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'fast' }, provisioner: 'ebs.csi.aws.com', volumeBindingMode: 'Immediate' },
]; // prettier-ignore
