import { cloudCallOf, EXIT, isConflict, isNotFound, UserError } from '../errors/index.ts';
import {
  MANAGED_BY,
  MANAGED_BY_VALUE,
  text,
  verbatim,
  type KubeObject,
  type Text,
} from '../model/index.ts';
import type { Clock, Kubernetes } from '../ports/index.ts';

const REF = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  namespace: 'kube-system',
  name: 'fargatectl',
} as const;
/** How long a holder may be silent before another may take over. */
const DURATION_SECONDS = 60;
const DURATION_MS = DURATION_SECONDS * 1000;
const RENEW_AFTER_MS = 15_000;
const ACQUIRE_ATTEMPTS = 5;
/** While it is not known whether a holder lives, it is looked at this often. */
const OBSERVE_EVERY_MS = 5_000;

interface LeaseSpec {
  readonly holderIdentity?: string | null;
  readonly leaseDurationSeconds?: number;
  readonly acquireTime?: string | null;
  readonly renewTime?: string | null;
  readonly leaseTransitions?: number;
}

export interface LockHolder {
  /** Unique to one process: two processes with the same id would both think that they hold the lock. */
  readonly id: string;
  /** True only when the holder named by `id` is certain not to write again. */
  isGone(id: string): boolean;
}

/** Time since a moment, by the clock that jumps least in our favour: the wall may be set, a machine may sleep. */
class Moment {
  private readonly clock: Clock;
  private readonly wall: number;
  private readonly steady: number;
  constructor(clock: Clock) {
    this.clock = clock;
    this.wall = clock.now();
    this.steady = steady(clock);
  }
  /** The longer of both; a wall that went back counts as far as it went. */
  elapsedMs(): number {
    const bySteady = steady(this.clock) - this.steady;
    return Math.max(bySteady, Math.abs(this.clock.now() - this.wall));
  }
  /** Only what certainly passed while this process ran. */
  passedMs(): number {
    return steady(this.clock) - this.steady;
  }
}
const steady = (clock: Clock): number => clock.monotonic?.() ?? clock.now();

export interface LockOptions {
  /** It is not known whether the holder lives; it is watched for so long at most. */
  readonly onObserving?: (holder: string, forMs: number) => void;
  readonly stop?: AbortSignal;
}

/**
 * One operator at a time: a Lease in kube-system. Its holder renews it, and looks before every
 * effect whether it still holds it: every renewal carries the resourceVersion of the last, so a
 * stale holder's write is refused by the API server, and its next effect does not happen.
 *
 * A lease says its times by its holder's clock, and clocks differ and jump. So another's lease is
 * taken over only when its holder is known to be gone, or when nobody has renewed it for its whole
 * duration *while we looked*, as client-go's leader election does.
 * @source https://pkg.go.dev/k8s.io/client-go/tools/leaderelection (read 2026-11-25)
 */
export class RunLock {
  private lease: KubeObject;
  private renewed: Moment;
  private lost = false;
  private renewing: Promise<void> | undefined;
  private readonly kube: Kubernetes;
  private readonly clock: Clock;
  private readonly holder: string;

  private constructor(kube: Kubernetes, clock: Clock, holder: string, lease: KubeObject) {
    this.kube = kube;
    this.clock = clock;
    this.holder = holder;
    this.lease = lease;
    this.renewed = new Moment(clock);
  }

  static async acquire(
    kube: Kubernetes,
    clock: Clock,
    who: LockHolder,
    o: LockOptions = {},
  ): Promise<RunLock> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await RunLock.take(kube, clock, who, o);
      } catch (error) {
        // What of it was written is ours under our own name: taking it again is safe.
        if (attempt === ACQUIRE_ATTEMPTS || cloudCallOf(error)?.retryable !== true) throw error;
        await clock.sleep(1000 * attempt);
      }
  }

  private static async take(
    kube: Kubernetes,
    clock: Clock,
    who: LockHolder,
    o: LockOptions,
  ): Promise<RunLock> {
    const holder = who.id;
    const there = await kube.get(REF);
    if (!there) {
      const spec = { holderIdentity: holder, leaseDurationSeconds: DURATION_SECONDS, acquireTime: timeOf(clock), renewTime: timeOf(clock), leaseTransitions: 1 }; // prettier-ignore
      try {
        return new RunLock(kube, clock, holder, await kube.create(leaseObject(spec)));
      } catch (error) {
        if (!isConflict(error)) throw error;
        return RunLock.take(kube, clock, who, o);
      }
    }
    const spec = specOf(there);
    const held = spec.holderIdentity ?? '';
    const isFree = held === '' || held === holder || who.isGone(held);
    const lease = isFree ? there : await unrenewed(kube, clock, there, o);
    if (!lease) return RunLock.take(kube, clock, who, o);
    const next: LeaseSpec = {
      ...spec,
      holderIdentity: holder,
      leaseDurationSeconds: DURATION_SECONDS,
      acquireTime: timeOf(clock),
      renewTime: timeOf(clock),
      leaseTransitions: (spec.leaseTransitions ?? 0) + 1,
    };
    try {
      return new RunLock(kube, clock, holder, await kube.update({ ...lease, spec: next }));
    } catch (error) {
      if (isConflict(error)) throw heldBy(text('another operator', '다른 작업자'), spec);
      throw error;
    }
  }

  /** Before an effect: throws once the lock is somebody else's, by the API server's word. */
  readonly fence = async (): Promise<void> => {
    if (this.lost) throw lostLock(this.holder);
    if (this.renewed.elapsedMs() >= RENEW_AFTER_MS) return this.keep();
    try {
      if (await this.isOurs()) return;
    } catch (error) {
      // Renewed just now: nobody else can have taken it while the server does not answer.
      if (cloudCallOf(error)?.retryable === true) return;
      throw error;
    }
    this.lost = true;
    throw lostLock(this.holder);
  };

  /** While waiting: renews when due. Steps run side by side, so one renewal serves all who ask. */
  readonly keep = async (): Promise<void> => {
    if (this.lost) throw lostLock(this.holder);
    if (this.renewed.elapsedMs() < RENEW_AFTER_MS) return;
    this.renewing ??= this.renew().finally(() => (this.renewing = undefined));
    await this.renewing;
  };

  private async renew(): Promise<void> {
    try {
      const spec = { ...specOf(this.lease), renewTime: timeOf(this.clock) };
      this.lease = await this.kube.update({ ...this.lease, spec });
      this.renewed = new Moment(this.clock);
    } catch (error) {
      // A server that does not answer takes nothing away from us while nobody else may take over.
      const safe = this.renewed.elapsedMs() < DURATION_MS / 2;
      if (safe && cloudCallOf(error)?.retryable === true) return;
      if (!isConflict(error) && !isNotFound(error)) throw error;
      // Our own renewal may have been written while its answer was lost.
      if (await this.isOurs()) return;
      this.lost = true;
      throw lostLock(this.holder);
    }
  }

  private async isOurs(): Promise<boolean> {
    const there = await this.kube.get(REF);
    if (!there || specOf(there).holderIdentity !== this.holder) return false;
    this.lease = there;
    return true;
  }

  async release(): Promise<void> {
    if (this.lost) return;
    try {
      const there = await this.kube.get(REF);
      if (there && specOf(there).holderIdentity === this.holder)
        await this.kube.delete(REF, {
          ...(there.metadata.uid === undefined ? {} : { uid: there.metadata.uid }),
        });
    } catch (error) {
      // What could not be given back ends by itself; how the run ended is what counts.
      if (cloudCallOf(error) === undefined) throw error;
    }
  }
}

const specOf = (lease: KubeObject): LeaseSpec => (lease['spec'] ?? {}) as LeaseSpec;
const timeOf = (clock: Clock): string => new Date(clock.now()).toISOString().replace('Z', '000Z');

/**
 * The lease, when nobody has renewed it for its duration while we looked; undefined when it went away
 * meanwhile. Throws LOCK_HELD as soon as it is renewed. One that was renewed within its duration by
 * our clock, too, is taken to be held without a look.
 */
async function unrenewed(
  kube: Kubernetes,
  clock: Clock,
  seen: KubeObject,
  o: LockOptions,
): Promise<KubeObject | undefined> {
  const spec = specOf(seen);
  const holder = spec.holderIdentity ?? '';
  const durationMs = (spec.leaseDurationSeconds ?? DURATION_SECONDS) * 1000;
  const age = clock.now() - Date.parse(spec.renewTime ?? '');
  if (age >= 0 && age < durationMs) throw heldBy(verbatim(holder), spec);
  o.onObserving?.(holder, durationMs);
  const since = new Moment(clock);
  let lease = seen;
  while (since.passedMs() < durationMs) {
    await clock.sleep(OBSERVE_EVERY_MS, o.stop);
    const now = await kube.get(REF);
    if (!now) return undefined;
    const is = specOf(now);
    if (is.renewTime !== spec.renewTime || is.holderIdentity !== holder)
      throw heldBy(verbatim(is.holderIdentity ?? ''), is);
    lease = now;
  }
  return lease;
}

const leaseObject = (spec: LeaseSpec): KubeObject => ({
  apiVersion: REF.apiVersion,
  kind: REF.kind,
  metadata: {
    name: REF.name,
    namespace: REF.namespace,
    labels: { [MANAGED_BY]: MANAGED_BY_VALUE },
  },
  spec,
});

const heldBy = (holder: Text, spec: LeaseSpec) =>
  UserError({
    code: 'LOCK_HELD',
    message: text(
      `${holder.en} holds the lock of this cluster since ${spec.acquireTime ?? 'some time'}, renewed ${spec.renewTime ?? 'never'}.`,
      `이 클러스터의 잠금이 걸려 있습니다. 가진 쪽: ${holder.ko}, 획득: ${spec.acquireTime ?? '알 수 없음'}, 갱신: ${spec.renewTime ?? '없음'}.`,
    ),
    remedy: text(
      `Wait until that run is over. If it died, its lock ends by itself when nobody has renewed it for ${DURATION_SECONDS} seconds: then run fargatectl migrate --resume.`,
      `그 실행이 끝날 때까지 기다리십시오. 죽은 실행이라면 ${DURATION_SECONDS}초 동안 갱신되지 않았을 때 잠금이 저절로 풀립니다. 그다음: fargatectl migrate --resume`,
    ),
    exitCode: EXIT.stale,
  });

const lostLock = (holder: string) =>
  UserError({
    code: 'LOCK_LOST',
    message: text(
      `${holder} no longer holds the lock of this cluster: somebody took it over. Nothing more is written; what was done is in the journal.`,
      `${holder}: 이 클러스터의 잠금을 다른 누군가가 가져갔습니다. 더는 아무것도 쓰지 않으며, 한 일은 저널에 있습니다.`,
    ),
    remedy: text(
      'Find out who: kubectl get lease fargatectl -n kube-system -o yaml. When that run is over: fargatectl migrate --resume.',
      '누구인지 확인하십시오: kubectl get lease fargatectl -n kube-system -o yaml. 그 실행이 끝나면: fargatectl migrate --resume',
    ),
    exitCode: EXIT.stopped,
  });
