import {
  isPodReady,
  selectorMatches,
  type KubeObject,
  type LabelSelector,
  type ObjectRef,
  type Pod,
  type WorkloadAvailability,
} from '../model/index.ts';
import { cloudCallOf } from '../errors/index.ts';
import type { Clock, Kubernetes } from '../ports/index.ts';

const ASK_AGAIN_MS = 10_000;

interface Tracked {
  readonly ref: ObjectRef;
  readonly selector: LabelSelector;
  readonly initialDesired: number;
  desired: number;
  /** Fewest ready pods that its rollout and its PodDisruptionBudgets allow, for a number of replicas. */
  readonly budgetFor: (desired: number) => number;
  ready: number;
  minimumReady: number;
  belowSince: number | null;
  belowMs: number;
}

/**
 * Watches pods and workloads through a run and keeps, for each workload, the fewest pods that were
 * ready and how long that was below its own budget. It looks at what the API says, not at what we did.
 */
export class AvailabilityMonitor {
  private readonly tracked: Tracked[] = [];
  private readonly pods = new Map<string, Pod>();
  private readonly abort = new AbortController();
  private readonly clock: Clock;
  private readonly kube: Kubernetes;
  private watches: Promise<unknown>[] = [];
  private broken: unknown;

  private constructor(kube: Kubernetes, clock: Clock) {
    this.kube = kube;
    this.clock = clock;
  }

  static async start(
    kube: Kubernetes,
    clock: Clock,
    refs: readonly ObjectRef[],
  ): Promise<AvailabilityMonitor> {
    const monitor = new AvailabilityMonitor(kube, clock);
    const budgets = await kube.list({ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget' });
    for (const ref of refs) {
      const object = await kube.get(ref);
      const spec = object?.['spec'] as { selector?: LabelSelector; replicas?: number } | undefined;
      if (!object || !spec?.selector) continue;
      const desired = spec.replicas ?? 1;
      monitor.tracked.push({
        ref,
        selector: spec.selector,
        initialDesired: desired,
        desired,
        budgetFor: budgetOf(object, budgets),
        ready: 0,
        minimumReady: Number.POSITIVE_INFINITY,
        belowSince: null,
        belowMs: 0,
      });
    }
    for (const pod of (await kube.list({ apiVersion: 'v1', kind: 'Pod' })) as readonly Pod[])
      monitor.pods.set(key(pod), pod);
    for (const t of monitor.tracked) monitor.recount(t);
    monitor.watches = [monitor.follow('v1', 'Pod'), ...new Set(refs.map((r) => r.kind))].map((w) =>
      typeof w === 'string' ? monitor.follow('apps/v1', w) : w,
    );
    return monitor;
  }

  /** For as long as the run; whoever is refused meanwhile asks again. */
  private async follow(apiVersion: string, kind: string): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted)
      try {
        await this.watchKind(apiVersion, kind);
      } catch (error) {
        if (signal.aborted) return;
        // Ours, and said when the run is over; it must not end the process meanwhile.
        if (cloudCallOf(error) === undefined) {
          this.broken ??= error;
          return;
        }
        await this.clock.sleep(ASK_AGAIN_MS, signal).catch(() => undefined);
      }
  }

  private async watchKind(apiVersion: string, kind: string): Promise<void> {
    const { signal } = this.abort;
    for await (const event of this.kube.watch({ apiVersion, kind }, { signal })) {
      if (event.type === 'ERROR' || event.type === 'BOOKMARK') continue;
      if (kind === 'Pod') this.onPod(event.object as Pod, event.type === 'DELETED');
      else this.onWorkload(event.object);
    }
  }

  private onPod(pod: Pod, deleted: boolean): void {
    if (deleted) this.pods.delete(key(pod));
    else this.pods.set(key(pod), pod);
    for (const t of this.tracked) if (belongs(t, pod)) this.recount(t);
  }

  private onWorkload(object: KubeObject): void {
    for (const t of this.tracked)
      if (
        t.ref.kind === object.kind &&
        t.ref.namespace === object.metadata.namespace &&
        t.ref.name === object.metadata.name
      ) {
        t.desired = (object['spec'] as { replicas?: number } | undefined)?.replicas ?? 1;
        this.recount(t);
      }
  }

  private recount(t: Tracked): void {
    const now = this.clock.now();
    t.ready = [...this.pods.values()].filter((p) => belongs(t, p) && isPodReady(p)).length;
    t.minimumReady = Math.min(t.minimumReady, t.ready);
    // A scale-out of ours raises what is wanted before it can be there; the promise is what was there before.
    const budget = t.budgetFor(Math.min(t.desired, t.initialDesired));
    if (t.ready < budget) t.belowSince ??= now;
    else if (t.belowSince !== null) {
      t.belowMs += now - t.belowSince;
      t.belowSince = null;
    }
  }

  /** So far; may be asked at any time. */
  report(): readonly WorkloadAvailability[] {
    const now = this.clock.now();
    return this.tracked.map((t) => ({
      workload: `${t.ref.namespace ?? ''}/${t.ref.name}`,
      desired: t.initialDesired,
      minimumReady: Number.isFinite(t.minimumReady) ? t.minimumReady : t.ready,
      budget: t.budgetFor(t.initialDesired),
      secondsBelowBudget:
        Math.round((t.belowMs + (t.belowSince === null ? 0 : now - t.belowSince)) / 100) / 10,
    }));
  }

  async stop(): Promise<readonly WorkloadAvailability[]> {
    const report = this.report();
    this.abort.abort();
    await Promise.all(this.watches);
    if (this.broken !== undefined) throw this.broken;
    return report;
  }
}

const key = (p: Pod): string => `${p.metadata.namespace ?? ''}/${p.metadata.name}`;
const belongs = (t: Tracked, pod: Pod): boolean =>
  pod.metadata.namespace === t.ref.namespace && selectorMatches(t.selector, pod.metadata.labels);

/**
 * The stricter of the rollout's own budget and the PodDisruptionBudgets over the pods.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#max-unavailable (read 2026-11-23)
 */
export function budgetOf(
  workload: KubeObject,
  budgets: readonly KubeObject[],
): (desired: number) => number {
  const spec = workload['spec'] as {
    strategy?: { type?: string; rollingUpdate?: { maxUnavailable?: number | string } };
    template?: { metadata?: { labels?: Record<string, string> } };
  };
  const labels = spec.template?.metadata?.labels;
  const own = budgets
    .filter((b) => b.metadata.namespace === workload.metadata.namespace)
    .map(
      (b) =>
        b['spec'] as {
          selector?: LabelSelector;
          minAvailable?: number | string;
          maxUnavailable?: number | string;
        },
    )
    .filter((b) => selectorMatches(b.selector, labels));
  return (desired) => {
    const rollout =
      workload.kind === 'StatefulSet'
        ? desired - 1
        : spec.strategy?.type === 'Recreate'
          ? 0
          : desired -
            share(spec.strategy?.rollingUpdate?.maxUnavailable ?? '25%', desired, Math.floor);
    const pdb = own.map((b) =>
      b.minAvailable !== undefined
        ? share(b.minAvailable, desired, Math.ceil)
        : desired - share(b.maxUnavailable ?? 1, desired, Math.ceil),
    );
    return Math.max(0, Math.min(desired, Math.max(rollout, ...pdb)));
  };
}

const share = (value: number | string, of: number, round: (n: number) => number): number =>
  typeof value === 'number' ? value : round((of * Number.parseInt(value, 10)) / 100);
