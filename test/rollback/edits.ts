import fc from 'fast-check';
import type { KubeObject, ObjectRef, Snapshot } from '../../src/model/index.ts';
import { refOf } from '../../src/model/index.ts';
import type { Stage } from '../e2e/stage.ts';

/** What somebody else does between a stop and the way back; `pick` chooses the object. */
export interface Edit {
  readonly what: (typeof WHATS)[number];
  readonly pick: number;
}

const WHATS = [
  'scales',
  'changes-image',
  'labels',
  'annotates-template',
  'opts-out',
  'takes-our-label',
  'adds-workload',
  'deletes-workload',
  'changes-budget',
  'adds-budget',
  'adds-autoscaler',
  'resizes-group',
  'replaces-profile',
  'deletes-ours',
] as const;

export const randomEdit: fc.Arbitrary<Edit> = fc.record({
  what: fc.constantFrom(...WHATS),
  pick: fc.nat({ max: 30 }),
});

/** One edit as it was made: where, and the first snapshot as it would be had it been made then. */
export interface Made {
  readonly edit: Edit;
  /** `Deployment app/web`, for messages. */
  readonly object: string;
  /** Field that was set, `[]` for the whole object; null for what is not an object of Kubernetes. */
  readonly ref: ObjectRef | null;
  readonly path: readonly string[];
  readonly value: unknown;
  readonly expected: (first: Snapshot) => Snapshot;
}

const SCALABLE = ['Deployment', 'StatefulSet'];
const isTheirs = (o: KubeObject): boolean =>
  o.metadata.labels?.['fargatectl.io/managed-by'] === undefined;

/** Makes an edit on the live cluster; undefined where there is nothing that it could be made on. */
export async function make(
  stage: Stage,
  edit: Edit,
  now: Snapshot,
  /** Whether a write of the run that may or may not have happened meant just this: nobody could tell then whose it is. */
  isMeant: (ref: ObjectRef, path: readonly string[], value: unknown) => boolean,
): Promise<Made | undefined> {
  const of = (kinds: readonly string[], fits: (o: KubeObject) => boolean = isTheirs) =>
    now.objects.filter((o) => kinds.includes(o.kind) && fits(o));
  const oneOf = <T>(all: readonly T[]): T | undefined => all[edit.pick % Math.max(1, all.length)];
  const inApp = (o: KubeObject): boolean => ['app', 'shop'].includes(o.metadata.namespace ?? '') && isTheirs(o); // prettier-ignore
  const set = async (o: KubeObject | undefined, path: readonly string[], value: unknown) =>
    o === undefined || isMeant(refOf(o), path, value)
      ? undefined
      : setField(stage, edit, o, path, value);
  switch (edit.what) {
    case 'scales': {
      // Its claims would be made by its controller, and be nobody's decision.
      const hasClaims = (x: KubeObject): boolean => (x['spec'] as { volumeClaimTemplates?: unknown }).volumeClaimTemplates !== undefined; // prettier-ignore
      const o = oneOf(of(SCALABLE, (x) => inApp(x) && !hasClaims(x)));
      const replicas = (o?.['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
      return set(o, ['spec', 'replicas'], Math.min(4, replicas + 1));
    }
    case 'labels':
      return set(oneOf(of([...SCALABLE, 'Service', 'DaemonSet', 'CronJob'], inApp)), ['metadata', 'labels', 'example.com/owner'], 'somebody'); // prettier-ignore
    case 'annotates-template':
      return set(oneOf(of(SCALABLE, inApp)), ['spec', 'template', 'metadata', 'annotations', 'example.com/rev'], 'r2'); // prettier-ignore
    case 'opts-out':
      return set(oneOf(of(SCALABLE, inApp)), ['spec', 'template', 'metadata', 'annotations', 'eks.amazonaws.com/compute-type'], 'ec2'); // prettier-ignore
    case 'takes-our-label':
      return set(oneOf(of(SCALABLE, (o) => inApp(o) && optedIn(o))), ['spec', 'template', 'metadata', 'labels', 'fargatectl.io/compute'], 'somebody-says-no'); // prettier-ignore
    case 'changes-image':
      return changeImage(stage, edit, oneOf(of(SCALABLE, inApp)));
    case 'adds-workload':
      return add(stage, edit, newDeployment(edit.pick));
    case 'adds-budget': {
      const o = oneOf(of(SCALABLE, (d) => inApp(d) && !of(['PodDisruptionBudget']).some((b) => b.metadata.name === d.metadata.name))); // prettier-ignore
      return o && add(stage, edit, budgetFor(o));
    }
    case 'adds-autoscaler': {
      const o = oneOf(of(['Deployment'], (d) => inApp(d) && !of(['HorizontalPodAutoscaler']).some((b) => b.metadata.name === d.metadata.name))); // prettier-ignore
      return o && add(stage, edit, autoscalerFor(o));
    }
    case 'changes-budget': {
      const o = oneOf(of(['PodDisruptionBudget'], inApp));
      const field = (o?.['spec'] as { maxUnavailable?: unknown } | undefined)?.maxUnavailable === undefined ? 'minAvailable' : 'maxUnavailable'; // prettier-ignore
      return set(o, ['spec', field], field === 'minAvailable' ? 0 : 2);
    }
    case 'deletes-workload':
      return remove(stage, edit, oneOf(of(SCALABLE, inApp)), true);
    // Not the claims: a workload that has lost its volume cannot be moved, forth or back.
    case 'deletes-ours':
      return remove(stage, edit, oneOf(of(['ConfigMap', 'Deployment', 'ServiceAccount', 'Namespace'], (o) => !isTheirs(o))), false); // prettier-ignore
    case 'resizes-group':
      return resize(stage, edit, now);
    case 'replaces-profile':
      return replaceProfile(stage, edit, now);
  }
}

const optedIn = (o: KubeObject): boolean =>
  (o['spec'] as { template?: { metadata?: { labels?: Record<string, string> } } }).template
    ?.metadata?.labels?.['fargatectl.io/compute'] !== undefined;
const nameOf = (o: KubeObject): string =>
  `${o.kind} ${o.metadata.namespace ?? ''}/${o.metadata.name}`;
const same = (a: KubeObject, b: KubeObject): boolean =>
  a.kind === b.kind &&
  a.metadata.namespace === b.metadata.namespace &&
  a.metadata.name === b.metadata.name;

const nested = (path: readonly string[], value: unknown): unknown =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
const merged = (node: unknown, path: readonly string[], value: unknown): unknown => {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const fields = (node ?? {}) as Record<string, unknown>;
  return { ...fields, [key]: merged(fields[key], rest, value) };
};
const change = (target: KubeObject, by: (o: KubeObject) => KubeObject) => (first: Snapshot): Snapshot => ({ ...first, objects: first.objects.map((o) => (same(o, target) ? by(o) : o)) }); // prettier-ignore

async function setField(stage: Stage, edit: Edit, o: KubeObject, path: readonly string[], value: unknown): Promise<Made> {
  await stage.world.kube.patch(refOf(o), { type: 'merge', body: nested(path, value) });
  return {
    edit,
    object: nameOf(o),
    ref: refOf(o),
    path,
    value,
    expected: change(o, (was) => merged(was, path, value) as KubeObject),
  };
} // prettier-ignore

async function changeImage(stage: Stage, edit: Edit, o: KubeObject | undefined): Promise<Made | undefined> {
  if (!o) return undefined;
  const image = 'public.ecr.aws/nginx/main:1.30';
  await stage.world.kube.patch(refOf(o), { type: 'json', ops: [{ op: 'replace', path: '/spec/template/spec/containers/0/image', value: image }] }); // prettier-ignore
  const by = (was: KubeObject): KubeObject => {
    const copy = structuredClone(was) as KubeObject & { spec: { template: { spec: { containers: { image: string }[] } } } }; // prettier-ignore
    const [first] = copy.spec.template.spec.containers;
    if (first) first.image = image;
    return copy;
  };
  return { edit, object: nameOf(o), ref: refOf(o), path: ['spec', 'template', 'spec', 'containers', '[0]', 'image'], value: image, expected: change(o, by) }; // prettier-ignore
} // prettier-ignore

/** Expected as the server stored it: what it fills in is not a difference. */
async function add(stage: Stage, edit: Edit, o: KubeObject): Promise<Made> {
  await stage.world.kube.create(o);
  const stored = (await stage.look()).objects.find((s) => same(s, o));
  return {
    edit,
    object: nameOf(o),
    ref: refOf(o),
    path: [],
    value: 'present',
    expected: (first) => ({ ...first, objects: [...first.objects, stored ?? o] }),
  };
}

/** Deletes an object; ours was not there at first, so nothing is expected of it. */
async function remove(stage: Stage, edit: Edit, o: KubeObject | undefined, theirs: boolean): Promise<Made | undefined> {
  if (!o) return undefined;
  await stage.world.kube.delete(refOf(o), { propagation: 'Background' });
  return {
    edit,
    object: nameOf(o),
    ref: refOf(o),
    path: [],
    value: undefined,
    expected: (first) =>
      theirs ? { ...first, objects: first.objects.filter((s) => !same(s, o)) } : first,
  };
} // prettier-ignore

async function resize(stage: Stage, edit: Edit, now: Snapshot): Promise<Made | undefined> {
  const groups = now.aws.nodegroups.state === 'read' ? now.aws.nodegroups.value : [];
  const group = groups[edit.pick % Math.max(1, groups.length)];
  if (group?.status !== 'ACTIVE') return undefined;
  const scaling = { minSize: 2, desiredSize: Math.max(2, group.scaling.desiredSize), maxSize: 9 };
  const { name } = group;
  const cluster = stage.snapshot.cluster.name ?? '';
  await stage.world.aws.eks.updateNodegroupScaling({ cluster, name, scaling, token: `edit-${edit.pick}` }); // prettier-ignore
  return {
    edit,
    object: `nodegroup ${name}`,
    ref: null,
    path: ['scaling'],
    value: scaling,
    expected: (first) => ({
      ...first,
      aws: {
        ...first.aws,
        nodegroups:
          first.aws.nodegroups.state === 'read'
            ? {
                ...first.aws.nodegroups,
                value: first.aws.nodegroups.value.map((g) => g.name === name ? { ...g, scaling: { ...g.scaling, minSize: 2, maxSize: 9 } } : g), // prettier-ignore
              }
            : first.aws.nodegroups,
      },
    }),
  };
}

/** A profile of ours goes and another one of its name comes, that takes other pods. */
async function replaceProfile(stage: Stage, edit: Edit, now: Snapshot): Promise<Made | undefined> {
  const profiles = now.aws.fargateProfiles.state === 'read' ? now.aws.fargateProfiles.value : [];
  const ours = profiles.filter(
    (p) => p.tags['fargatectl.io/managed-by'] !== undefined && p.status === 'ACTIVE',
  );
  const profile = ours[edit.pick % Math.max(1, ours.length)];
  if (!profile || profiles.some((p) => p.status !== 'ACTIVE')) return undefined;
  const cluster = stage.snapshot.cluster.name ?? '';
  const { eks } = stage.world.aws;
  await eks.deleteFargateProfile(cluster, profile.name);
  while (await eks.describeFargateProfile(cluster, profile.name)) await stage.clock.sleep(5_000);
  const { name, podExecutionRoleArn, subnetIds } = profile;
  const made = await eks.createFargateProfile({
    cluster,
    name,
    podExecutionRoleArn,
    subnetIds,
    selectors: [{ namespace: 'elsewhere' }],
    tags: {},
    token: `edit-${edit.pick}`,
  });
  while ((await eks.describeFargateProfile(cluster, name))?.status === 'CREATING')
    await stage.clock.sleep(5_000);
  return {
    edit,
    object: `profile ${name}`,
    ref: null,
    path: [],
    value: made.selectors,
    expected: (first) => ({
      ...first,
      aws: {
        ...first.aws,
        fargateProfiles:
          first.aws.fargateProfiles.state === 'read'
            ? { ...first.aws.fargateProfiles, value: [...first.aws.fargateProfiles.value, made] }
            : first.aws.fargateProfiles,
      },
    }),
  };
}

const newDeployment = (n: number): KubeObject =>
  ({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `newcomer-${n}`, namespace: 'shop' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: `newcomer-${n}` } },
      template: {
        metadata: { labels: { app: `newcomer-${n}` } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'public.ecr.aws/nginx/newcomer:1',
              resources: { requests: { cpu: '50m', memory: '64Mi' } },
            },
          ],
        },
      },
    },
  }) as KubeObject;

const selectorOf = (o: KubeObject): unknown => (o['spec'] as { selector: unknown }).selector;
const budgetFor = (o: KubeObject): KubeObject =>
  ({
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: o.metadata.name, namespace: o.metadata.namespace },
    spec: { maxUnavailable: 1, selector: selectorOf(o) },
  }) as KubeObject;
const autoscalerFor = (o: KubeObject): KubeObject =>
  ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { name: o.metadata.name, namespace: o.metadata.namespace },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: o.metadata.name },
      minReplicas: 1,
      maxReplicas: 3,
      metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }], // prettier-ignore
    },
  }) as KubeObject;
