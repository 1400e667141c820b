import { setMaxListeners } from 'node:events';
import { EXIT, UserError, type ExitCode } from '../errors/index.ts';
import type { Journal, RunResult } from '../execute/index.ts';
import {
  jsonEqual,
  text,
  type ObjectRef,
  type Plan,
  type RequestCount,
  type RunEvent,
} from '../model/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { steps } from '../steps/index.ts';
import { clean } from './errors.ts';
import { lockHolder } from './holder.ts';
import type { Io } from './io.ts';

/** One run of a plan, forwards or back, against a real cluster or a twin: the same code for both. */
export interface Session {
  readonly world: { readonly kube: Kubernetes; readonly aws: AwsCloud; readonly clock: Clock };
  readonly plan: Plan;
  /** One that is begun, or claimed from others, only once the lock is ours. */
  readonly journal: Journal | LateJournal;
  readonly accountId: string;
  readonly onEvent: (event: RunEvent) => void;
  readonly io: Io;
  /** Asks these workloads for answers all through the run, where somebody can. */
  readonly probe?: (workloads: readonly ObjectRef[]) => RequestProbe;
  readonly direction:
    | { readonly way: 'forward'; readonly pauseAfter?: string; readonly only?: string }
    | {
        readonly way: 'back';
        readonly to?: string;
        readonly only?: string;
        readonly force?: boolean;
      };
}

export interface LateJournal {
  readonly run: string;
  open(): Promise<Journal>;
}

export interface SessionResult extends RunResult {
  /** Told a second time to stop: what was under way was not awaited. */
  readonly atOnce?: boolean;
}

export interface RequestProbe {
  report(): readonly RequestCount[];
  stop(): void | Promise<void>;
}

/** Takes the lock, watches availability, hears Ctrl-C, runs, and gives the lock back. */
export async function runSession(s: Session): Promise<SessionResult> {
  const { AvailabilityMonitor, RunLock, runPlan, rollback } = await import('../execute/index.ts');
  const { kube, aws, clock } = s.world;
  const run = 'open' in s.journal ? s.journal.run : s.journal.header.run;
  const stop = new AbortController();
  const abort = new AbortController();
  // Every step that waits hears them: more at once than Node thinks sound.
  setMaxListeners(0, stop.signal, abort.signal);
  const deaf = s.io.onInterrupt(
    () => {
      s.io.err(
        s.io.lang === 'ko'
          ? '\n현재 작업을 마치고 저장합니다. 다시 누르면 바로 멈춥니다.\n'
          : '\nFinishing what is under way, then saving. Once more stops at once.\n',
      );
      stop.abort(new Interrupted());
    },
    () => abort.abort(new Interrupted()),
  );
  /** What is left to do in order; told twice to stop, nobody waits long for it. */
  const tidily = (work: Promise<unknown>): Promise<unknown> =>
    abort.signal.aborted ? Promise.race([work, clock.sleep(LEAVE_AFTER_MS)]) : work;
  try {
    const lock = await RunLock.acquire(kube, clock, lockHolder(s.io, run), {
      stop: stop.signal,
      onObserving: (holder, ms) => s.io.err(observing(holder, ms, s.io)),
    });
    try {
      const journal = 'open' in s.journal ? await s.journal.open() : s.journal;
      const workloads = watchedWorkloads(s.plan);
      const monitor = await AvailabilityMonitor.start(kube, clock, workloads);
      const probe = s.probe?.(workloads);
      try {
        const options = {
          plan: s.plan,
          journal,
          ports: { kube, aws },
          clock,
          cluster: {
            name: s.plan.snapshot.cluster,
            region: s.plan.snapshot.region,
            accountId: s.accountId,
          },
          fence: lock.fence,
          keepLock: lock.keep,
          stop: stop.signal,
          abort: abort.signal,
          onEvent: s.onEvent,
          availability: () => monitor.report(),
          ...(probe === undefined ? {} : { requests: () => probe.report() }),
        };
        const { direction } = s;
        const result =
          direction.way === 'forward'
            ? await runPlan({ ...options, ...direction })
            : await rollback({ ...options, ...direction });
        return abort.signal.aborted ? { ...result, atOnce: true } : result;
      } finally {
        await tidily(Promise.resolve(probe?.stop()));
        await tidily(monitor.stop());
      }
    } finally {
      await tidily(lock.release());
    }
  } catch (error) {
    throw error instanceof Interrupted ? notBegun() : error;
  } finally {
    deaf();
  }
}

const LEAVE_AFTER_MS = 2_000;

class Interrupted extends Error {
  constructor() {
    super('interrupted');
  }
}

const notBegun = () =>
  UserError({
    code: 'RUN_NOT_BEGUN',
    message: text(
      'Stopped before the run had begun. Nothing was changed.',
      '실행을 시작하기 전에 멈췄습니다. 아무것도 바꾸지 않았습니다.',
    ),
    remedy: text('Run the same command again.', '같은 명령을 다시 실행하십시오.'),
    exitCode: EXIT.interrupted,
  });

const observing = (holder: string, ms: number, io: Io): string =>
  io.lang === 'ko'
    ? `${clean(holder)}의 잠금이 아직 쓰이는지 최대 ${ms / 1000}초 동안 지켜봅니다.\n`
    : `Watching for up to ${ms / 1000} s whether ${clean(holder)} still renews its lock.\n`;

/** Workloads whose readiness counts as availability: what the plan moves and what it leaves, but not what it stands down. */
export const watchedWorkloads = (plan: Plan): readonly ObjectRef[] => {
  const key = (r: ObjectRef): string => `${r.kind}/${r.namespace ?? ''}/${r.name}`;
  const down = new Set(
    plan.steps.flatMap((s) => {
      if (s.step !== steps.setFields.id) return [];
      const { ref, settings } = steps.setFields.input.parse(s.input);
      const stops = settings.some((f) => jsonEqual(f.path, ['spec', 'replicas']) && f.value === 0);
      return stops ? [key(ref)] : [];
    }),
  );
  const refs = [
    ...plan.steps.flatMap((step) => (step.workload ? [step.workload] : [])),
    ...plan.stays.filter((s) => s.endsWithNodes !== true).map((s) => s.ref),
  ].filter((r) => (r.kind === 'Deployment' || r.kind === 'StatefulSet') && !down.has(key(r)));
  return [...new Map(refs.map((r) => [key(r), r]))]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, r]) => r);
};

/** How a finished, failed or stopped run ends the process. */
export function exitCodeOf(result: SessionResult): ExitCode {
  if (result.atOnce === true) return EXIT.interrupted;
  if (result.error) return result.error.exitCode;
  return result.summary.outcome === 'done' || result.summary.outcome === 'rolled-back'
    ? EXIT.done
    : EXIT.stopped;
}
