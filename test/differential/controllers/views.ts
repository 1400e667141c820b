import type { KubeObject } from '../../../src/model/index.ts';
import type { ApiWatchEvent, KubeApi } from '../../../src/twin/runtime/index.ts';

/** Kinds that controllers make or change. */
export const KINDS = [
  'v1/Pod', 'v1/Event', 'v1/PersistentVolumeClaim', 'v1/Endpoints', 'apps/v1/Deployment', 'apps/v1/ReplicaSet', 'apps/v1/StatefulSet',
  'apps/v1/DaemonSet', 'apps/v1/ControllerRevision', 'batch/v1/Job', 'batch/v1/CronJob', 'policy/v1/PodDisruptionBudget',
  'autoscaling/v2/HorizontalPodAutoscaler', 'discovery.k8s.io/v1/EndpointSlice', 'v1/ServiceAccount',
] as const; // prettier-ignore

/** What happened in a namespace, in order, and how much of it had happened after each step. */
export interface Recording {
  readonly answers: readonly string[];
  readonly trace: readonly ApiWatchEvent[];
  readonly marks: readonly number[];
}

/** The objects that there were after so many events. */
export function objectsAt(trace: readonly ApiWatchEvent[], mark: number): readonly KubeObject[] {
  const objects = new Map<string, KubeObject>();
  for (const { type, object } of trace.slice(0, mark)) {
    const key = `${object.kind}/${object.metadata.name}`;
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, object);
  }
  return [...objects.values()];
}

/** One namespace as a watch tells it. */
export class View {
  private readonly objects = new Map<string, KubeObject>();
  /** All that happened, in order. */
  readonly trace: ApiWatchEvent[] = [];
  /** When the last thing happened that is not a remark. */
  lastChange = 0;

  take(event: ApiWatchEvent, now: number): void {
    const { object } = event;
    const key = `${object.kind}/${object.metadata.name}`;
    if (event.type === 'DELETED') this.objects.delete(key);
    else this.objects.set(key, object);
    this.trace.push(event);
    if (object.kind !== 'Event') this.lastChange = now;
  }
  get(kind: string, name: string): KubeObject | undefined {
    return this.objects.get(`${kind}/${name}`);
  }
  all(kind: string): readonly KubeObject[] {
    return [...this.objects.values()].filter((o) => o.kind === kind);
  }
}

/** What a cluster's namespaces look like, kept by one watch a kind. */
export class Views {
  private readonly views = new Map<string, View>();
  private readonly stops: (() => void)[] = [];
  private readonly now: () => number;

  private constructor(now: () => number) {
    this.now = now;
  }
  static async of(api: KubeApi, now: () => number): Promise<Views> {
    const views = new Views(now);
    for (const gvk of KINDS) {
      const { resourceVersion } = await api.list(gvk);
      views.stops.push(api.watch(gvk, resourceVersion, (event) => views.take(event)));
    }
    return views;
  }
  private take(event: ApiWatchEvent): void {
    const { namespace } = event.object.metadata;
    if (namespace !== undefined) this.in(namespace).take(event, this.now());
  }
  in(namespace: string): View {
    let view = this.views.get(namespace);
    if (!view) this.views.set(namespace, (view = new View()));
    return view;
  }
  forget(namespace: string): void {
    this.views.delete(namespace);
  }
  /** Milliseconds since anything changed there. */
  quietFor(namespace: string): number {
    return this.now() - this.in(namespace).lastChange;
  }
  stop(): void {
    for (const stop of this.stops) stop();
  }
}
