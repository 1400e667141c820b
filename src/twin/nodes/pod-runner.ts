import { refOf, type Container, type Pod } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { PodRunner } from '../fargate/index.ts';
import { ApiStatusError, EventRecorder, type EventText, type KubeApi } from '../runtime/index.ts';
import { endsByItself, taskMs } from './commands.ts';
import { debugEnded, debugStarted } from './debug-containers.ts';
import { farewellOf, isCoredns, lameduckMsOf } from './farewell.ts';
import { lackOf, type Lack } from './needs.ts';
import { containerStatus, stamp, withConditions, type ContainerPhase } from './pod-status.ts';
import { containersReady, gatesPass, readiness } from './readiness.ts';

const RETRY_MS = 10_000;
/** Kubelet's own work before a first readiness probe can succeed. */
const PROBE_MS = 1_000;

interface Life {
  readonly uid: string;
  readonly startedAt: number;
  ready: boolean;
  over: boolean;
}

/** The containers' side of kubelet: starts pods, keeps their status true, ends them. */
export class ContainerRuntime implements PodRunner {
  private readonly lives = new Map<string, Life>();
  private readonly api: () => KubeApi;
  private readonly clock: TwinClock;
  private recorder: EventRecorder | undefined;
  private readonly exitCodeOf: (podUid: string) => number | undefined;

  constructor(options: {
    readonly api: () => KubeApi;
    readonly clock: TwinClock;
    readonly exitCodeOf?: (podUid: string) => number | undefined;
  }) {
    this.api = options.api;
    this.clock = options.clock;
    this.exitCodeOf = options.exitCodeOf ?? (() => undefined);
  }

  run(pod: Pod, at: Parameters<PodRunner['run']>[1]): void {
    const uid = pod.metadata.uid ?? '';
    if (this.lives.has(uid)) return;
    const life: Life = { uid, startedAt: this.clock.now(), ready: false, over: false };
    this.lives.set(uid, life);
    // Kubelet hears of the pod a moment after it was bound.
    this.after(1, () => this.sayEach(pod, (c) => ['Pulling', `Pulling image "${c.image ?? ''}"`]));
    this.after(at.startDelayMs, () => this.start(pod, life, at));
  }

  /** A pod that somebody else runs on after a restart of the twin is not known here; it ends at once. */
  terminate(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const life = this.lives.get(uid);
    if (life?.over === true) return;
    if (life) life.over = true;
    void this.sayEach(pod, (c) => ['Killing', `Stopping container ${c.name}`]);
    this.after(0, async () => {
      const { goneAfterMs } = farewellOf(pod, isCoredns(pod) ? await this.lameduckMs() : 0);
      this.after(goneAfterMs, async () => {
        this.lives.delete(uid);
        await this.api().delete(refOf(pod), { uid, gracePeriodSeconds: 0 });
      });
    });
  }

  private async lameduckMs(): Promise<number> {
    const config = await this.api().get('v1/ConfigMap', 'kube-system', 'coredns');
    return lameduckMsOf((config?.['data'] as { Corefile?: string } | undefined)?.Corefile ?? '');
  }

  /** Starts the containers that `kubectl debug` added to a running pod. */
  async debug(pod: Pod): Promise<void> {
    const life = this.lives.get(pod.metadata.uid ?? '');
    if (!life || life.over) return;
    const now = this.clock.now();
    const [started] = debugStarted(pod, now);
    if (started) {
      await this.patch(pod, { ephemeralContainerStatuses: started.statuses });
      await this.say(pod, {
        type: 'Normal',
        reason: 'Started',
        message: `Started container ${started.name}`,
        fieldPath: `spec.ephemeralContainers{${started.name}}`,
      });
      if (started.endsAfterMs !== undefined)
        this.after(started.endsAfterMs, async () => {
          const exitCode = this.exitCodeOf(`${life.uid}/${started.name}`) ?? 0;
          await this.ended(pod, started.name, exitCode);
        });
    }
  }

  /** A container's process is over: a debug container's, or that of the shell a pod was run for. */
  async ended(pod: Pod, container: string, exitCode: number): Promise<void> {
    const fresh = await this.fresh(pod);
    const life = this.lives.get(pod.metadata.uid ?? '');
    if (!fresh || !life || life.over) return;
    const debugged = debugEnded(fresh, container, { at: this.clock.now(), exitCode });
    if (debugged) await this.patch(fresh, { ephemeralContainerStatuses: debugged });
    else if ((fresh.spec.restartPolicy ?? 'Always') !== 'Always')
      await this.finish(fresh, life, Date.parse(fresh.status?.startTime ?? ''), exitCode);
  }

  /** Readiness gates are set by others; Ready follows them. */
  async onChanged(pod: Pod): Promise<void> {
    const life = this.lives.get(pod.metadata.uid ?? '');
    if (!life?.ready || life.over) return;
    const ready = gatesPass(pod);
    const seen = pod.status?.conditions?.find((c) => c.type === 'Ready')?.status === 'True';
    if (ready !== seen)
      await this.patch(pod, {
        conditions: withConditions(pod, this.clock.now(), { Ready: readiness(pod, true) }),
      });
  }

  private async start(pod: Pod, life: Life, at: Parameters<PodRunner['run']>[1]): Promise<void> {
    if (life.over) return;
    const lack = await lackOf(this.api(), pod);
    if (lack) {
      await this.wait(pod, lack);
      this.after(RETRY_MS, () => this.start(pod, life, at));
      return;
    }
    const now = this.clock.now();
    const probed = pod.spec.containers.filter((c) => c.readinessProbe);
    const running = (ready: boolean): ContainerPhase => ({ kind: 'running', since: now, ready });
    await this.patch(pod, {
      phase: 'Running',
      hostIP: at.hostIP,
      hostIPs: [{ ip: at.hostIP }],
      podIP: at.ip,
      podIPs: [{ ip: at.ip }],
      startTime: stamp(now),
      ...((pod.spec.initContainers ?? []).length === 0 ? {} : {
        initContainerStatuses: pod.spec.initContainers?.map((c) =>
          containerStatus(pod, c, c.restartPolicy === 'Always' ? running(true) : { kind: 'terminated', from: now, at: now, exitCode: 0 }),
        ),
      }), // prettier-ignore
      containerStatuses: pod.spec.containers.map((c) =>
        containerStatus(pod, c, running(!c.readinessProbe)),
      ),
      conditions: withConditions(pod, now, {
        PodReadyToStartContainers: { status: true },
        Initialized: { status: true },
        ContainersReady: containersReady(pod, probed.length === 0),
        Ready: readiness(pod, probed.length === 0),
        PodScheduled: { status: true },
      }),
    });
    const took = `${((now - life.startedAt) / 1000).toFixed(3)}s`;
    await this.sayEach(
      pod,
      (c) => [
        'Pulled',
        `Successfully pulled image "${c.image ?? ''}" in ${took} (${took} including waiting)`,
      ],
      (c) => ['Created', `Created container: ${c.name}`],
      (c) => ['Started', `Started container ${c.name}`],
    );
    if (probed.length === 0) life.ready = true;
    else
      this.after(
        Math.max(...probed.map((c) => (c.readinessProbe?.initialDelaySeconds ?? 0) * 1000)) +
          PROBE_MS,
        () => this.becomeReady(pod, life, now),
      );
    if (endsByItself(pod)) this.after(taskMs(pod), () => this.finish(pod, life, now));
  }

  private async becomeReady(pod: Pod, life: Life, since: number): Promise<void> {
    if (life.over) return;
    const fresh = await this.fresh(pod);
    if (!fresh) return;
    life.ready = true;
    await this.patch(fresh, {
      containerStatuses: pod.spec.containers.map((c) =>
        containerStatus(pod, c, { kind: 'running', since, ready: true }),
      ),
      conditions: withConditions(fresh, this.clock.now(), {
        ContainersReady: containersReady(fresh, true),
        Ready: readiness(fresh, true),
      }),
    });
  }

  private async finish(pod: Pod, life: Life, from: number, code?: number): Promise<void> {
    if (life.over) return;
    const fresh = await this.fresh(pod);
    if (!fresh) return;
    life.over = true;
    const now = this.clock.now();
    const exitCode = code ?? this.exitCodeOf(life.uid) ?? 0;
    const reason = exitCode === 0 ? 'PodCompleted' : 'PodFailed';
    const over = { status: false, reason };
    await this.patch(fresh, {
      phase: exitCode === 0 ? 'Succeeded' : 'Failed',
      containerStatuses: pod.spec.containers.map((c) =>
        containerStatus(pod, c, { kind: 'terminated', from, at: now, exitCode }),
      ),
      conditions: withConditions(fresh, now, {
        Initialized: { status: true, reason },
        ContainersReady: over,
        Ready: over,
      }),
    });
  }

  private async wait(pod: Pod, lack: Lack): Promise<void> {
    await this.say(pod, {
      type: 'Warning',
      reason: lack.kind === 'mount' ? 'FailedMount' : 'Failed',
      message: lack.kind === 'mount' ? lack.message : `Error: ${lack.message}`,
    });
    await this.patch(pod, {
      containerStatuses: pod.spec.containers.map((c) =>
        containerStatus(pod, c, {
          kind: 'waiting',
          reason:
            lack.kind === 'config' && lack.container === c.name
              ? 'CreateContainerConfigError'
              : 'ContainerCreating',
        }),
      ),
      conditions: withConditions(pod, this.clock.now(), {
        Initialized: { status: true },
        ContainersReady: containersReady(pod, false),
        Ready: readiness(pod, false),
        PodScheduled: { status: true },
      }),
    });
  }

  private async fresh(pod: Pod): Promise<Pod | undefined> {
    const now = await this.api().get('v1/Pod', pod.metadata.namespace, pod.metadata.name);
    return now?.metadata.uid === pod.metadata.uid ? (now as Pod | undefined) : undefined;
  }

  private async patch(pod: Pod, status: unknown): Promise<void> {
    if (await this.fresh(pod)) await this.api().mergePatch(refOf(pod), { status }, 'status');
  }

  private async say(pod: Pod, text: Omit<EventText, 'component'>): Promise<void> {
    this.recorder ??= new EventRecorder({ api: this.api(), clock: this.clock });
    await this.recorder.record(pod, { ...text, component: 'kubelet' });
  }

  private async sayEach(
    pod: Pod,
    ...texts: readonly ((c: Container) => readonly [reason: string, message: string])[]
  ): Promise<void> {
    for (const c of pod.spec.containers)
      for (const text of texts) {
        const [reason, message] = text(c);
        const fieldPath = `spec.containers{${c.name}}`;
        await this.say(pod, { type: 'Normal', reason, message, fieldPath });
      }
  }

  /** What a node does is tried until it works; the pod may be gone meanwhile, which is fine. */
  private after(ms: number, action: () => void | Promise<void>): void {
    this.clock.schedule(ms, () => {
      Promise.resolve(action()).catch((error: unknown) => {
        if (!(error instanceof ApiStatusError && error.code === 404)) this.after(1_000, action);
      });
    });
  }
}
