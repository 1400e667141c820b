import { cloudCallOf, EXIT, isConflict, UserError } from '../errors/index.ts';
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
const RENEW_AFTER_MS = 15_000;
const ACQUIRE_ATTEMPTS = 5;

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

/**
 * One operator at a time: a Lease in kube-system. The holder renews it before effects and notices
 * when it has lost it: every renewal carries the resourceVersion of the last, so a stale holder's
 * write is refused by the API server, and its next effect does not happen.
 */
export class RunLock {
  private lease: KubeObject;
  private renewedAt: number;
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
    this.renewedAt = clock.now();
  }

  /** Another's lock is taken over only when it has expired or its holder is known to be gone. */
  static async acquire(kube: Kubernetes, clock: Clock, who: LockHolder): Promise<RunLock> {
    for (let attempt = 1; ; attempt += 1)
      try {
        return await RunLock.take(kube, clock, who);
      } catch (error) {
        // What of it was written is ours under our own name: taking it again is safe.
        if (attempt === ACQUIRE_ATTEMPTS || cloudCallOf(error)?.retryable !== true) throw error;
        await clock.sleep(1000 * attempt);
      }
  }

  private static async take(kube: Kubernetes, clock: Clock, who: LockHolder): Promise<RunLock> {
    const holder = who.id;
    const there = await kube.get(REF);
    const now = new Date(clock.now()).toISOString().replace('Z', '000Z');
    if (!there) {
      try {
        return new RunLock(
          kube,
          clock,
          holder,
          await kube.create(
            leaseObject({
              holderIdentity: holder,
              leaseDurationSeconds: DURATION_SECONDS,
              acquireTime: now,
              renewTime: now,
              leaseTransitions: 1,
            }),
          ),
        );
      } catch (error) {
        if (!isConflict(error)) throw error;
        return RunLock.take(kube, clock, who);
      }
    }
    const spec = (there['spec'] ?? {}) as LeaseSpec;
    const held = spec.holderIdentity ?? '';
    const until =
      Date.parse(spec.renewTime ?? '') + (spec.leaseDurationSeconds ?? DURATION_SECONDS) * 1000;
    const free = held === '' || held === holder || until <= clock.now() || who.isGone(held);
    if (!free) throw heldBy(verbatim(held), spec, until);
    const next: LeaseSpec = {
      ...spec,
      holderIdentity: holder,
      leaseDurationSeconds: DURATION_SECONDS,
      acquireTime: now,
      renewTime: now,
      leaseTransitions: (spec.leaseTransitions ?? 0) + 1,
    };
    try {
      return new RunLock(kube, clock, holder, await kube.update({ ...there, spec: next }));
    } catch (error) {
      if (isConflict(error))
        throw heldBy(
          text('another operator', '다른 작업자'),
          spec,
          clock.now() + DURATION_SECONDS * 1000,
        );
      throw error;
    }
  }

  /** Renews when due; throws once the lock is somebody else's. Steps run side by side, so one renewal serves all who ask. */
  readonly fence = async (): Promise<void> => {
    if (this.lost) throw lostLock(this.holder);
    if (this.clock.now() - this.renewedAt < RENEW_AFTER_MS) return;
    this.renewing ??= this.renew().finally(() => (this.renewing = undefined));
    await this.renewing;
  };

  private async renew(): Promise<void> {
    try {
      const spec = this.lease['spec'] as LeaseSpec;
      const renewTime = new Date(this.clock.now()).toISOString().replace('Z', '000Z');
      this.lease = await this.kube.update({ ...this.lease, spec: { ...spec, renewTime } });
      this.renewedAt = this.clock.now();
    } catch (error) {
      // A server that does not answer takes nothing away from us while nobody else may take over.
      const safe = this.clock.now() - this.renewedAt < (DURATION_SECONDS * 1000) / 2;
      if (safe && cloudCallOf(error)?.retryable === true) return;
      if (!isConflict(error)) throw error;
      if (await this.isOurs()) return;
      this.lost = true;
      throw lostLock(this.holder);
    }
  }

  /** Our own renewal may have been written while its answer was lost. */
  private async isOurs(): Promise<boolean> {
    const there = await this.kube.get(REF);
    if ((there?.['spec'] as LeaseSpec | undefined)?.holderIdentity !== this.holder) return false;
    this.lease = there as KubeObject;
    this.renewedAt = this.clock.now();
    return true;
  }

  async release(): Promise<void> {
    if (this.lost) return;
    try {
      const there = await this.kube.get(REF);
      if ((there?.['spec'] as LeaseSpec | undefined)?.holderIdentity === this.holder)
        await this.kube.delete(REF, {
          ...(there?.metadata.uid === undefined ? {} : { uid: there.metadata.uid }),
        });
    } catch (error) {
      // What could not be given back ends by itself.
      if (cloudCallOf(error)?.retryable !== true) throw error;
    }
  }
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

const heldBy = (holder: Text, spec: LeaseSpec, until: number) =>
  UserError({
    code: 'LOCK_HELD',
    message: text(
      `${holder.en} holds the lock of this cluster since ${spec.acquireTime ?? 'some time'}, renewed ${spec.renewTime ?? 'never'}.`,
      `이 클러스터의 잠금이 걸려 있습니다. 가진 쪽: ${holder.ko}, 획득: ${spec.acquireTime ?? '알 수 없음'}, 갱신: ${spec.renewTime ?? '없음'}.`,
    ),
    remedy: text(
      `Wait until that run is over; if it died, its lock ends at ${new Date(until).toISOString()} by itself: then run fargatectl migrate --resume.`,
      `그 실행이 끝날 때까지 기다리십시오. 죽은 실행이라면 잠금은 ${new Date(until).toISOString()}에 저절로 풀립니다. 그다음: fargatectl migrate --resume`,
    ),
    exitCode: EXIT.stale,
  });

const lostLock = (holder: string) =>
  UserError({
    code: 'LOCK_LOST',
    message: text(
      `${holder} no longer holds the lock of this cluster: somebody took it over. Nothing more is written.`,
      `${holder}: 이 클러스터의 잠금을 다른 누군가가 가져갔습니다. 더는 아무것도 쓰지 않습니다.`,
    ),
    remedy: text(
      'Find out who: kubectl get lease fargatectl -n kube-system -o yaml.',
      '누구인지 확인하십시오: kubectl get lease fargatectl -n kube-system -o yaml',
    ),
    exitCode: EXIT.stale,
  });
