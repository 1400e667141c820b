import {
  canonicalJson,
  type KubeObject,
  type LabelSelector,
  type PodTemplate,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  adopt,
  conditionsOf,
  controllerOf,
  ownerRef,
  share,
  templateHash,
  writeStatus,
  type Condition,
} from './pods.ts';

const HASH = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';

interface Spec {
  readonly replicas?: number;
  readonly minReadySeconds?: number;
  readonly paused?: boolean;
  readonly revisionHistoryLimit?: number;
  readonly progressDeadlineSeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly strategy?: {
    readonly type?: string;
    readonly rollingUpdate?: {
      readonly maxSurge?: number | string;
      readonly maxUnavailable?: number | string;
    };
  };
}
interface SetStatus {
  readonly replicas?: number;
  readonly readyReplicas?: number;
  readonly availableReplicas?: number;
}
const specOf = (d: KubeObject): Spec => d['spec'] as Spec;
const wanted = (rs: KubeObject): number => (rs['spec'] as { replicas?: number }).replicas ?? 1;
const statusOf = (rs: KubeObject): SetStatus => (rs['status'] ?? {}) as SetStatus;
const revisionOf = (o: KubeObject): number => Number(o.metadata.annotations?.[REVISION] ?? 0);
const sum = (sets: readonly KubeObject[], of: (rs: KubeObject) => number): number =>
  sets.reduce((n, rs) => n + of(rs), 0);

/** Rolls Deployments by their ReplicaSets. @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ (read 2026-11-23) */
export function deploymentController(): Controller {
  const deadlines = new Map<string, string>();
  return {
    name: 'deployment',
    watches: {
      'apps/v1/Deployment': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'apps/v1/ReplicaSet': (c) => (now, before) => {
        const rs = (now ?? before) as KubeObject;
        const owner = controllerOf(rs);
        if (owner?.kind === 'Deployment') c.enqueue(`${rs.metadata.namespace ?? ''}/${owner.name}`);
      },
      // Recreate waits until old pods are really gone.
      'v1/Pod': (c) => (now, before) => {
        if (now) return;
        const rs = controllerOf(before as KubeObject);
        const set =
          rs?.kind === 'ReplicaSet'
            ? c.informer('apps/v1/ReplicaSet').get(before?.metadata.namespace, rs.name)
            : undefined;
        const owner = set && controllerOf(set);
        if (owner) c.enqueue(`${before?.metadata.namespace ?? ''}/${owner.name}`);
      },
    },
    async reconcile(c, key) {
      const d = c.informer('apps/v1/Deployment').byKey(key);
      if (!d || d.metadata.deletionTimestamp !== undefined) return;
      const informer = c.informer('apps/v1/ReplicaSet');
      await adopt(c, informer, d, specOf(d).selector);
      const sets = [...informer.ownedBy(d.metadata.uid ?? '')].filter(
        (rs) => rs.metadata.deletionTimestamp === undefined,
      );
      const { current, old } = split(d, sets);
      const spec = specOf(d);
      if (!current && spec.paused !== true) {
        await makeSet(c, d, sets);
        return;
      }
      if (current && (await sameRevision(c, d, current, sets))) return;
      if (current && spec.paused !== true) {
        if (spec.strategy?.type === 'Recreate') await recreate(c, d, current, old);
        else await roll(c, d, current, old);
        await prune(c, d, old);
      } else if (current) await resize(c, current, spec.replicas ?? 1);
      await report(c, d, { current, old, deadlines, key });
    },
  };
}

const bare = (template: PodTemplate): unknown => {
  const { [HASH]: _h, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels, creationTimestamp: null } };
};

function split(
  d: KubeObject,
  sets: readonly KubeObject[],
): { readonly current: KubeObject | undefined; readonly old: readonly KubeObject[] } {
  const want = canonicalJson(bare(specOf(d).template));
  const current = sets
    .filter(
      (rs) => canonicalJson(bare((rs['spec'] as { template: PodTemplate }).template)) === want,
    )
    .sort((a, b) => revisionOf(a) - revisionOf(b))[0];
  return { current, old: sets.filter((rs) => rs !== current) };
}

async function makeSet(
  c: ControllerContext,
  d: KubeObject,
  sets: readonly KubeObject[],
): Promise<void> {
  const spec = specOf(d);
  const hash = templateHash(spec.template);
  const revision = Math.max(0, ...sets.map(revisionOf)) + 1;
  const replicas = sum(sets, wanted) === 0 ? (spec.replicas ?? 1) : 0;
  const { maxSurge } = limits(spec);
  await c.api.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${d.metadata.name}-${hash}`,
      namespace: d.metadata.namespace ?? '',
      labels: { ...spec.template.metadata?.labels, [HASH]: hash },
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(spec.replicas ?? 1),
        'deployment.kubernetes.io/max-replicas': String((spec.replicas ?? 1) + maxSurge),
        [REVISION]: String(revision),
      },
      ownerReferences: [ownerRef(d)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH]: hash } },
      template: {
        ...spec.template,
        metadata: {
          ...spec.template.metadata,
          labels: { ...spec.template.metadata?.labels, [HASH]: hash },
        },
      },
    },
  });
}

/** The current set carries the highest revision, and the Deployment repeats it. True: something was written. */
async function sameRevision(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  sets: readonly KubeObject[],
): Promise<boolean> {
  const highest = Math.max(...sets.map(revisionOf));
  const first = sets.filter((rs) => revisionOf(rs) === highest);
  if (revisionOf(current) < highest || (first.length > 1 && first.includes(current))) {
    await c.api.mergePatch(refTo(current), {
      metadata: { annotations: { [REVISION]: String(highest + 1) } },
    });
    return true;
  }
  if (d.metadata.annotations?.[REVISION] !== String(highest)) {
    await c.api.mergePatch(refTo(d), {
      metadata: { annotations: { [REVISION]: String(highest) } },
    });
    return true;
  }
  return false;
}

const refTo = (o: KubeObject) => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  namespace: o.metadata.namespace ?? '',
  name: o.metadata.name,
});

async function resize(c: ControllerContext, rs: KubeObject, replicas: number): Promise<void> {
  if (wanted(rs) !== replicas) await c.api.mergePatch(refTo(rs), { spec: { replicas } });
}

function limits(spec: Spec): { readonly maxSurge: number; readonly maxUnavailable: number } {
  const replicas = spec.replicas ?? 1;
  const maxSurge = share(spec.strategy?.rollingUpdate?.maxSurge ?? '25%', replicas, Math.ceil);
  const maxUnavailable = share(
    spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%',
    replicas,
    Math.floor,
  );
  // Both rounding to 0 would never move; Kubernetes then lets one be unavailable.
  return { maxSurge, maxUnavailable: maxSurge === 0 && maxUnavailable === 0 ? 1 : maxUnavailable };
}

async function roll(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const spec = specOf(d);
  const replicas = spec.replicas ?? 1;
  const { maxSurge, maxUnavailable } = limits(spec);
  const all = [current, ...old];
  if (wanted(current) > replicas) {
    await resize(c, current, replicas);
    return;
  }
  const room = replicas + maxSurge - sum(all, wanted);
  const target = Math.min(replicas, wanted(current) + Math.max(0, room));
  if (old.every((rs) => wanted(rs) === 0) && wanted(current) < replicas) {
    await resize(c, current, replicas);
    return;
  }
  if (target > wanted(current)) {
    await resize(c, current, target);
    return;
  }
  const minAvailable = replicas - maxUnavailable;
  const unready = wanted(current) - (statusOf(current).availableReplicas ?? 0);
  let spare = sum(all, wanted) - minAvailable - unready;
  const oldest = [...old]
    .filter((rs) => wanted(rs) > 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  // Old pods that are not available can go at once: they carry nothing.
  for (const rs of oldest) {
    const dead = Math.min(wanted(rs) - (statusOf(rs).availableReplicas ?? 0), spare);
    if (dead > 0) {
      await resize(c, rs, wanted(rs) - dead);
      return;
    }
  }
  spare = Math.min(spare, sum(all, (rs) => statusOf(rs).availableReplicas ?? 0) - minAvailable);
  for (const rs of oldest) {
    const down = Math.min(wanted(rs), spare);
    if (down <= 0) break;
    await resize(c, rs, wanted(rs) - down);
    spare -= down;
  }
}

async function recreate(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  for (const rs of old) await resize(c, rs, 0);
  const left = old.some(
    (rs) => wanted(rs) > 0 || [...c.informer('v1/Pod').ownedBy(rs.metadata.uid ?? '')].length > 0,
  );
  await resize(c, current, left ? 0 : (specOf(d).replicas ?? 1));
}

async function prune(
  c: ControllerContext,
  d: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const done = old
    .filter((rs) => wanted(rs) === 0 && (statusOf(rs).replicas ?? 0) === 0)
    .sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const rs of done.slice(0, Math.max(0, done.length - (specOf(d).revisionHistoryLimit ?? 10))))
    await c.api.delete(refTo(rs));
}

async function report(
  c: ControllerContext,
  d: KubeObject,
  o: {
    readonly current: KubeObject | undefined;
    readonly old: readonly KubeObject[];
    readonly deadlines: Map<string, string>;
    readonly key: string;
  },
): Promise<void> {
  const spec = specOf(d);
  const all = o.current ? [o.current, ...o.old] : o.old;
  const replicas = spec.replicas ?? 1;
  const total = sum(all, (rs) => statusOf(rs).replicas ?? 0);
  const updated = o.current ? (statusOf(o.current).replicas ?? 0) : 0;
  const ready = sum(all, (rs) => statusOf(rs).readyReplicas ?? 0);
  const available = sum(all, (rs) => statusOf(rs).availableReplicas ?? 0);
  const before = (d['status'] ?? {}) as {
    conditions?: unknown;
    updatedReplicas?: number;
    availableReplicas?: number;
  };
  const enough = available >= replicas - limits(spec).maxUnavailable;
  const name = o.current?.metadata.name ?? '';
  const complete = updated === replicas && total === replicas && available === replicas;
  const progressing = progressOf(c, o, {
    name,
    spec,
    complete,
    mark: `${name}/${updated}/${ready}/${available}/${total}`,
  });
  const conditions: Condition[] = [
    enough
      ? {
          type: 'Available',
          status: 'True',
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        }
      : {
          type: 'Available',
          status: 'False',
          reason: 'MinimumReplicasUnavailable',
          message: 'Deployment does not have minimum availability.',
        },
    progressing,
  ];
  const some = (name2: string, n: number): Record<string, number> =>
    n === 0 ? {} : { [name2]: n };
  await writeStatus(c, d, {
    observedGeneration: d.metadata.generation ?? 1,
    ...some('replicas', total),
    ...some('updatedReplicas', updated),
    ...some('readyReplicas', ready),
    ...some('availableReplicas', available),
    ...some('unavailableReplicas', Math.max(0, total - available, replicas - available)),
    conditions: conditionsOf(before.conditions, c.clock.now(), conditions),
  });
}

/** Progress is any change in the counts; none within the deadline means that the rollout is stuck. */
function progressOf(
  c: ControllerContext,
  o: { readonly deadlines: Map<string, string>; readonly key: string },
  r: {
    readonly name: string;
    readonly spec: Spec;
    readonly complete: boolean;
    readonly mark: string;
  },
): Condition {
  if (r.complete) {
    o.deadlines.delete(o.key);
    return {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "${r.name}" has successfully progressed.`,
    };
  }
  const limit = (r.spec.progressDeadlineSeconds ?? 600) * 1000;
  const now = c.clock.now();
  const [mark, since] = (o.deadlines.get(o.key) ?? '@0').split('@');
  if (mark !== r.mark) {
    o.deadlines.set(o.key, `${r.mark}@${now}`);
    if (r.spec.paused !== true) c.enqueueAfter(o.key, limit + 1_000);
  } else if (now - Number(since) > limit)
    return {
      type: 'Progressing',
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
      message: `ReplicaSet "${r.name}" has timed out progressing.`,
    };
  return {
    type: 'Progressing',
    status: 'True',
    reason: 'ReplicaSetUpdated',
    message: `ReplicaSet "${r.name}" is progressing.`,
  };
}
