import { isDenied } from '../errors/index.ts';
import {
  FARGATE_PROFILE_LABEL,
  FARGATE_SCHEDULER,
  isPodReady,
  text,
  type KubeObject,
  type Pod,
  type Text,
} from '../model/index.ts';
import type { Probe, StepContext } from './define.ts';
import {
  LAUNCH_TROUBLES,
  troubleError,
  type LaunchTrouble,
  type Stuck,
} from './launch-troubles.ts';

/** Events are asked for no oftener: the conditions of the pods come with the pods. */
const EVENTS_EVERY_MS = 10_000;

interface EventFields {
  readonly involvedObject?: { readonly uid?: string; readonly name?: string };
  readonly message?: string;
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/**
 * Watches, over one wait, pods that Fargate has and that do not start: names what keeps them, waits
 * while that may pass, and then stops the run with the answer to it.
 */
export class LaunchWatch {
  private readonly context: StepContext;
  private readonly workload: string | null;
  /** Since when a trouble stands, without a break. */
  private readonly since = new Map<LaunchTrouble, number>();
  private events: { readonly at: number; readonly byUid: ReadonlyMap<string, string> } | undefined;

  constructor(context: StepContext, workload: string | null) {
    this.context = context;
    this.workload = workload;
  }

  /** What to say of these pods; undefined when nothing known keeps them. `last`: nothing else will end the wait well. */
  async look(pods: readonly Pod[], last = false): Promise<Probe<never> | undefined> {
    const late = pods.filter((p) => p.metadata.deletionTimestamp === undefined && !isPodReady(p) && p.spec.schedulerName === FARGATE_SCHEDULER); // prettier-ignore
    const found: { readonly trouble: LaunchTrouble; readonly stuck: Stuck }[] = [];
    for (const pod of late) {
      const said = await this.saidOf(pod);
      const trouble = LAUNCH_TROUBLES.find((t) => t.match.test(said ?? ''));
      if (trouble && said !== undefined) found.push({ trouble, stuck: this.stuck(pod, said) });
    }
    for (const known of this.since.keys())
      if (!found.some((f) => f.trouble === known)) this.since.delete(known);
    const now = this.context.clock.now();
    for (const { trouble } of found) if (!this.since.has(trouble)) this.since.set(trouble, now);
    const over = found.find(({ trouble }) => last || now - (this.since.get(trouble) ?? now) >= trouble.patienceMs); // prettier-ignore
    if (over) return { state: 'stopped', error: troubleError(over.trouble, over.stuck) };
    const [first] = found;
    return first && { state: 'waiting', seen: waitingFor(first.trouble, first.stuck) };
  }

  /** Its own containers first, then its scheduling, then the events about it. */
  private async saidOf(pod: Pod): Promise<string | undefined> {
    const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])] as readonly ContainerState[]; // prettier-ignore
    const waiting = statuses.map((s) => s.state?.waiting).find((w) => /ImagePull/.test(w?.reason ?? '')); // prettier-ignore
    if (waiting) return [waiting.reason, waiting.message].filter(Boolean).join(': ');
    if (pod.spec.nodeName !== undefined) return undefined;
    const condition = pod.status?.conditions?.find((c) => c.type === 'PodScheduled' && c.status === 'False'); // prettier-ignore
    return condition?.message ?? (await this.eventOf(pod));
  }

  private async eventOf(pod: Pod): Promise<string | undefined> {
    const now = this.context.clock.now();
    if (this.events === undefined || now - this.events.at >= EVENTS_EVERY_MS)
      this.events = { at: now, byUid: await this.latestEvents(pod.metadata.namespace ?? '') };
    return this.events.byUid.get(pod.metadata.uid ?? '');
  }

  /** The newest warning of each pod. Who may not list events goes by conditions alone. */
  private async latestEvents(namespace: string): Promise<ReadonlyMap<string, string>> {
    let events: readonly KubeObject[];
    try {
      events = await this.context.ports.kube.list(
        { apiVersion: 'v1', kind: 'Event', namespace, fieldSelector: 'involvedObject.kind=Pod,type=Warning' }, // prettier-ignore
        { signal: this.context.signal },
      );
    } catch (error) {
      if (isDenied(error)) return new Map();
      throw error;
    }
    const when = (e: EventFields): string => e.lastTimestamp ?? e.eventTime ?? '';
    const sorted = (events as unknown as readonly EventFields[]).toSorted((a, b) => (when(a) < when(b) ? -1 : 1)); // prettier-ignore
    return new Map(sorted.flatMap((e) => (e.involvedObject?.uid === undefined || e.message === undefined ? [] : [[e.involvedObject.uid, e.message] as const]))); // prettier-ignore
  }

  private stuck(pod: Pod, said: string): Stuck {
    const { namespace = '', name, labels } = pod.metadata;
    return {
      pod: `${namespace}/${name}`,
      namespace,
      profile: labels?.[FARGATE_PROFILE_LABEL] ?? '',
      workload: this.workload,
      said,
    };
  }
}

interface ContainerState {
  readonly state?: { readonly waiting?: { readonly reason?: string; readonly message?: string } };
}

const waitingFor = ({ cause, patienceMs }: LaunchTrouble, { pod }: Stuck): Text => {
  return text(
    `${pod} does not start yet. ${cause.en} Waiting up to ${patienceMs / 1000} s for it to pass.`,
    `${pod}이(가) 아직 시작되지 않습니다. ${cause.ko} 풀리기를 최대 ${patienceMs / 1000}초 기다립니다.`,
  );
};
