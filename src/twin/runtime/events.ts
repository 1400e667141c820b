import type { KubeObject } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { Random } from './controller.ts';
import type { KubeApi } from './kube-api.ts';

export interface EventText {
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  /** Who says it: `fargate-scheduler`, `kubelet`, … */
  readonly component: string;
}

/** Writes events about objects as Kubernetes components do: the same words again count up, they do not pile up. */
export class EventRecorder {
  private readonly known = new Map<string, { readonly name: string; count: number }>();
  private readonly api: KubeApi;
  private readonly clock: TwinClock;
  private readonly random: Random;
  constructor(options: {
    readonly api: KubeApi;
    readonly clock: TwinClock;
    readonly random: Random;
  }) {
    this.api = options.api;
    this.clock = options.clock;
    this.random = options.random;
  }

  async record(about: KubeObject, text: EventText): Promise<void> {
    const { namespace = 'default', name, uid = '' } = about.metadata;
    const key = `${uid}/${text.reason}/${text.message}`;
    const time = new Date(this.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    const before = this.known.get(key);
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
    const suffix = Math.floor(this.random() * 2 ** 48)
      .toString(16)
      .padStart(12, '0');
    const event = { name: `${name}.${suffix}`, count: 1 };
    this.known.set(key, event);
    await this.api
      .create({
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { name: event.name, namespace },
        involvedObject: { apiVersion: about.apiVersion, kind: about.kind, namespace, name, uid },
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
}
