import {
  isPodReady,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type Pod,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { expectedOf, ScaleUnknown } from './pod-scale.ts';
import { share, stamp, writeStatus } from './pods.ts';

interface Spec {
  readonly selector?: LabelSelector;
  readonly minAvailable?: number | string;
  readonly maxUnavailable?: number | string;
}
interface Status {
  readonly observedGeneration?: number;
  readonly disruptedPods?: Readonly<Record<string, string>>;
  readonly conditions?: readonly { readonly status: string; readonly lastTransitionTime: string }[];
}

const COMPONENT = 'controllermanager';
/** So long an evicted pod counts as gone though nobody has seen it go. */
const DELETION_MS = 2 * 60_000;

/** Keeps `disruptionsAllowed` true. @source https://kubernetes.io/docs/tasks/run-application/configure-pdb/ (read 2026-11-23) */
export function podDisruptionBudgetController(): Controller {
  return {
    name: 'poddisruptionbudget',
    watches: {
      'policy/v1/PodDisruptionBudget': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const pods = [now, before].filter((p) => p !== undefined);
        for (const pdb of c
          .informer('policy/v1/PodDisruptionBudget')
          .inNamespace(pods[0]?.metadata.namespace ?? ''))
          if (pods.some((p) => selectorMatches((pdb['spec'] as Spec).selector, p.metadata.labels)))
            c.enqueue(keyOf(pdb));
      },
      'apps/v1/ReplicaSet': () => () => undefined,
      // Looked at, not waited for: a new size counts once a pod changes, as in the real controller.
      'apps/v1/Deployment': () => () => undefined,
      'apps/v1/StatefulSet': () => () => undefined,
    },
    async reconcile(c, key) {
      const pdb = c.informer('policy/v1/PodDisruptionBudget').byKey(key);
      if (!pdb) return;
      const spec = pdb['spec'] as Spec;
      const pods = (
        [...c.informer('v1/Pod').inNamespace(pdb.metadata.namespace ?? '')] as Pod[]
      ).filter((p) => selectorMatches(spec.selector, p.metadata.labels));
      if (pods.length === 0) await tell(c, pdb, 'NoPods', 'No matching pods found');
      try {
        await keep(c, key, pdb, pods);
      } catch (error) {
        if (!(error instanceof ScaleUnknown)) throw error;
        await tell(c, pdb, 'CalculateExpectedPodCountFailed', `Failed to calculate the number of expected pods: ${error.message}`); // prettier-ignore
        await writeStatus(c, pdb, {
          ...NOTHING,
          ...(pdb['status'] as object | undefined),
          disruptionsAllowed: 0,
          conditions: [
            condition(c, pdb, {
              allowed: false,
              reason: 'SyncFailed',
              message: error.message,
              generation: ((pdb['status'] ?? {}) as Status).observedGeneration,
            }),
          ],
        });
      }
    },
  };
}

/** Counts that the API wants to be there. */
const NOTHING = { currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };

async function keep(
  c: ControllerContext,
  key: string,
  pdb: KubeObject,
  pods: readonly Pod[],
): Promise<void> {
  const spec = pdb['spec'] as Spec;
  const counts = typeof spec.minAvailable === 'number' || isNothing(spec);
  const scale = counts ? { expected: pods.length, unmanaged: 0 } : await expectedOf(c, pods);
  if (scale.unmanaged > 0)
    await tell(c, pdb, 'UnmanagedPods', `Pods selected by this PodDisruptionBudget (selector: ${inGo(spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`); // prettier-ignore
  const { expected } = scale;
  const desired = desiredOf(spec, expected);
  const disrupted = stillDisrupted(c, key, pdb, pods);
  const healthy = pods.filter((p) => isPodReady(p) && !(p.metadata.name in disrupted)).length;
  const allowed = expected === 0 ? 0 : Math.max(0, healthy - desired);
  const generation = pdb.metadata.generation ?? 1;
  await writeStatus(c, pdb, {
    currentHealthy: healthy,
    desiredHealthy: desired,
    disruptionsAllowed: allowed,
    expectedPods: expected,
    observedGeneration: generation,
    ...(Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted }),
    conditions: [
      condition(c, pdb, {
        allowed: allowed > 0,
        reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
        message: '',
        generation,
      }),
    ],
  });
}

const isNothing = (spec: Spec): boolean =>
  spec.minAvailable === undefined && spec.maxUnavailable === undefined;

function desiredOf(spec: Spec, expected: number): number {
  if (spec.maxUnavailable !== undefined)
    return Math.max(0, expected - share(spec.maxUnavailable, expected, Math.ceil));
  return share(spec.minAvailable ?? 0, expected, Math.ceil);
}

/** Pods that an eviction was granted for and that are not seen going yet. */
function stillDisrupted(
  c: ControllerContext,
  key: string,
  pdb: KubeObject,
  pods: readonly Pod[],
): Readonly<Record<string, string>> {
  const granted = ((pdb['status'] ?? {}) as Status).disruptedPods ?? {};
  const left = pods.flatMap(({ metadata }) => {
    const at = granted[metadata.name];
    if (at === undefined || metadata.deletionTimestamp !== undefined) return [];
    const age = c.clock.age(Date.parse(at));
    if (age > DELETION_MS) return [];
    c.enqueueAfter(key, DELETION_MS - age);
    return [[metadata.name, at] as const];
  });
  return Object.fromEntries(left);
}

function condition(
  c: ControllerContext,
  pdb: KubeObject,
  o: {
    readonly allowed: boolean;
    readonly reason: string;
    readonly message: string;
    readonly generation: number | undefined;
  },
) {
  const status = o.allowed ? 'True' : 'False';
  const [was] = ((pdb['status'] ?? {}) as Status).conditions ?? [];
  return {
    type: 'DisruptionAllowed',
    status,
    reason: o.reason,
    message: o.message,
    ...(o.generation === undefined || o.generation === 0
      ? {}
      : { observedGeneration: o.generation }),
    lastTransitionTime: was?.status === status ? was.lastTransitionTime : stamp(c.clock.now()),
  };
}

const tell = (
  c: ControllerContext,
  pdb: KubeObject,
  reason: string,
  message: string,
): Promise<void> => {
  const type = reason === 'NoPods' ? 'Normal' : 'Warning';
  return c.events.record(pdb, { type, reason, message, component: COMPONENT });
};

/** A selector as the controller's own language prints it. */
function inGo(selector: LabelSelector | undefined): string {
  if (!selector) return 'nil';
  const labels = Object.entries(selector.matchLabels ?? {})
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([k, v]) => `${k}: ${v},`)
    .join('');
  const expressions = (selector.matchExpressions ?? [])
    .map(
      (e) =>
        `LabelSelectorRequirement{Key:${e.key},Operator:${e.operator},Values:[${(e.values ?? []).join(' ')}],},`,
    )
    .join('');
  return `&LabelSelector{MatchLabels:map[string]string{${labels}},MatchExpressions:[]LabelSelectorRequirement{${expressions}},}`;
}
