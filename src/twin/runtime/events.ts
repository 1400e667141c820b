import type { KubeObject } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { KubeApi } from './kube-api.ts';

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Who says it: `fargate-scheduler`, `kubelet`, … */
  readonly component: string;
  /** Which part of the object it is about: `spec.containers{web}`. */
  readonly fieldPath?: string;
}

/**
 * How long an event is kept: kube-apiserver's own default. EKS lets a cluster choose another.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_KubeApiServerConfigRequest.html (read 2026-11-24)
 */
const KEPT_MS = 60 * 60_000;

interface Kept {
  readonly at: number;
  readonly namespace: string;
  readonly name: string;
  readonly key: string;
}

/** What all recorders on one API share: names in the order of time, and what is due to go. */
class Ledger {
  private readonly kept: Kept[] = [];
  private sequence = 0;
  readonly known = new Map<string, { readonly name: string; count: number }>();

  /** As client-go names events: by the nanosecond, so that names sort by time. */
  nameFor(object: string, now: number): string {
    this.sequence = (this.sequence + 1) % 1_000_000;
    return `${object}.${(BigInt(Math.floor(now)) * 1_000_000n + BigInt(this.sequence)).toString(16)}`;
  }
  keep(event: Kept): void {
    this.kept.push(event);
  }
  /** Events past their time; each is told once. */
  *due(now: number): Generator<Kept> {
    let due = 0;
    while (due < this.kept.length && now - (this.kept[due]?.at ?? now) >= KEPT_MS) due += 1;
    for (const event of this.kept.splice(0, due)) {
      this.known.delete(event.key);
      yield event;
    }
  }
}
const ledgers = new WeakMap<KubeApi, Ledger>();

function ledgerOf(api: KubeApi): Ledger {
  let ledger = ledgers.get(api);
  if (!ledger) ledgers.set(api, (ledger = new Ledger()));
  return ledger;
}

/** Writes events about objects as Kubernetes components do: the same words again count up, they do not pile up. */
export class EventRecorder {
  private readonly api: KubeApi;
  private readonly clock: TwinClock;
  private readonly ledger: Ledger;
  constructor(options: { readonly api: KubeApi; readonly clock: TwinClock }) {
    this.api = options.api;
    this.clock = options.clock;
    this.ledger = ledgerOf(options.api);
  }

  async record(about: KubeObject, text: EventText): Promise<void> {
    const { namespace = 'default', name, uid = '' } = about.metadata;
    const key = `${text.component}/${uid}/${text.reason}/${text.message}`;
    const now = this.clock.now();
    const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
    await this.forgetOld(now);
    const before = this.ledger.known.get(key);
    if (before) {
      before.count += 1;
      await this.api
        .mergePatch(
          { apiVersion: 'v1', kind: 'Event', namespace, name: before.name },
          { count: before.count, lastTimestamp: time },
        )
        .catch(() => undefined);
      return;
    }
    const event = { name: this.ledger.nameFor(name, now), count: 1 };
    this.ledger.known.set(key, event);
    this.ledger.keep({ at: now, namespace, name: event.name, key });
    await this.api
      .create({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: event.name, namespace },
        involvedObject: {
          apiVersion: about.apiVersion,
          kind: about.kind,
          ...(about.metadata.namespace === undefined ? {} : { namespace }),
          name,
          uid,
          ...(text.fieldPath === undefined ? {} : { fieldPath: text.fieldPath }),
        },
        type: text.type,
        reason: text.reason,
        message: text.message,
        source: { component: text.component },
        firstTimestamp: time,
        lastTimestamp: time,
        count: 1,
        reportingComponent: text.component,
        reportingInstance: '',
      })
      // An event is a remark: a namespace that goes away must not stop the one who makes it.
      .catch(() => undefined);
  }

  private async forgetOld(now: number): Promise<void> {
    for (const { namespace, name } of this.ledger.due(now))
      await this.api
        .delete({ apiVersion: 'v1', kind: 'Event', namespace, name })
        .catch(() => undefined);
  }
}
