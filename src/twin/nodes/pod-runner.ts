import { refOf, type Pod } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { PodRunner } from '../fargate/index.ts';
import { ApiStatusError, EventRecorder, type KubeApi, type Random } from '../runtime/index.ts';
import { lackOf, type Lack } from './needs.ts';
import { containerStatus, stamp, withConditions, type ContainerPhase } from './pod-status.ts';

const RETRY_MS = 10_000;
/** Kubelet's own work before a first readiness probe can succeed. */
const PROBE_MS = 1_000;
/** From SIGTERM until a well-behaved process is gone. */
const QUIT_MS = 1_500;
/** How long a Job's container works when its command does not tell. */
const TASK_MS = 8_000;

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
  private readonly random: Random;
  private readonly exitCodeOf: (podUid: string) => number | undefined;

  constructor(options: {
    readonly api: () => KubeApi;
    readonly clock: TwinClock;
    readonly random: Random;
    readonly exitCodeOf?: (podUid: string) => number | undefined;
  }) {
    this.api = options.api;
    this.clock = options.clock;
    this.random = options.random;
    this.exitCodeOf = options.exitCodeOf ?? (() => undefined);
  }

  run(pod: Pod, at: Parameters<PodRunner['run']>[1]): void {
    const uid = pod.metadata.uid ?? '';
    if (this.lives.has(uid)) return;
    const life: Life = { uid, startedAt: this.clock.now(), ready: false, over: false };
    this.lives.set(uid, life);
    void this.say(
      pod,
      'Normal',
      'Pulling',
      `Pulling image "${pod.spec.containers[0]?.image ?? ''}"`,
    );
    this.after(at.startDelayMs, () => this.start(pod, life, at));
  }

  /** A pod that somebody else runs on after a restart of the twin is not known here; it ends at once. */
  terminate(pod: Pod): void {
    const uid = pod.metadata.uid ?? '';
    const life = this.lives.get(uid);
    if (life?.over === true) return;
    if (life) life.over = true;
    const grace = (pod.metadata.deletionGracePeriodSeconds ?? 30) * 1000;
    const wanted = preStopMs(pod) + QUIT_MS;
    void this.say(
      pod,
      'Normal',
      'Killing',
      `Stopping container ${pod.spec.containers[0]?.name ?? ''}`,
    );
    this.after(Math.min(grace, wanted), async () => {
      this.lives.delete(uid);
      await this.api().delete(refOf(pod), { uid, gracePeriodSeconds: 0 });
    });
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
      initContainerStatuses: (pod.spec.initContainers ?? []).map((c) =>
        c.restartPolicy === 'Always'
          ? containerStatus(pod, c, running(true))
          : containerStatus(pod, c, { kind: 'terminated', from: now, at: now, exitCode: 0 }),
      ),
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
    await this.say(
      pod,
      'Normal',
      'Started',
      `Started container ${pod.spec.containers[0]?.name ?? ''}`,
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

  private async finish(pod: Pod, life: Life, from: number): Promise<void> {
    if (life.over) return;
    const fresh = await this.fresh(pod);
    if (!fresh) return;
    life.over = true;
    const now = this.clock.now();
    const exitCode = this.exitCodeOf(life.uid) ?? 0;
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
    await this.say(
      pod,
      'Warning',
      lack.kind === 'mount' ? 'FailedMount' : 'Failed',
      lack.kind === 'mount' ? lack.message : `Error: ${lack.message}`,
    );
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

  private async say(
    pod: Pod,
    type: 'Normal' | 'Warning',
    reason: string,
    message: string,
  ): Promise<void> {
    this.recorder ??= new EventRecorder({
      api: this.api(),
      clock: this.clock,
      random: this.random,
    });
    await this.recorder.record(pod, { type, reason, message, component: 'kubelet' });
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

const gatesPass = (pod: Pod): boolean =>
  (pod.spec.readinessGates ?? []).every((g) =>
    pod.status?.conditions?.some((c) => c.type === g.conditionType && c.status === 'True'),
  );

const unready = (pod: Pod): string =>
  `containers with unready status: [${pod.spec.containers.map((c) => c.name).join(' ')}]`;

const containersReady = (pod: Pod, ready: boolean) =>
  ready ? { status: true } : { status: false, reason: 'ContainersNotReady', message: unready(pod) };

function readiness(pod: Pod, ready: boolean) {
  if (!ready) return containersReady(pod, false);
  if (gatesPass(pod)) return { status: true };
  const gate = pod.spec.readinessGates?.[0]?.conditionType ?? '';
  return {
    status: false,
    reason: 'ReadinessGatesNotReady',
    message: `corresponding condition of pod readiness gate "${gate}" does not exist.`,
  };
}

const commandOf = (pod: Pod): string =>
  pod.spec.containers.map((c) => [...(c.command ?? []), ...(c.args ?? [])].join(' ')).join(' ');

/** Job pods end; so does a bare pod with `restartPolicy: Never` that does not sleep for ever. */
const endsByItself = (pod: Pod): boolean =>
  pod.spec.restartPolicy !== undefined &&
  pod.spec.restartPolicy !== 'Always' &&
  !/sleep\s+(infinity|inf|\d{6,})|tail -f/.test(commandOf(pod));

/** The sleeps in the command, or a little while. */
function taskMs(pod: Pod): number {
  const sleeps = [...commandOf(pod).matchAll(/sleep\s+(\d+)/g)].map((m) => Number(m[1]) * 1000);
  return TASK_MS + sleeps.reduce((sum, ms) => sum + ms, 0);
}

/** The longest `sleep N` among the containers' preStop hooks. */
function preStopMs(pod: Pod): number {
  const hooks = pod.spec.containers.map((c) => {
    const hook = c.lifecycle?.preStop as
      { exec?: { command?: readonly string[] }; sleep?: { seconds?: number } } | undefined;
    if (hook?.sleep?.seconds !== undefined) return hook.sleep.seconds * 1000;
    const m = /sleep\s+(\d+)/.exec((hook?.exec?.command ?? []).join(' '));
    return m ? Number(m[1]) * 1000 : 0;
  });
  return Math.max(0, ...hooks);
}
