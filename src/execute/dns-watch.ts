import { isFargatectlError } from '../errors/index.ts';
import type { Plan, RequestCount } from '../model/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { askFrom, steps, type Lookup } from '../steps/index.ts';

/** Each question is a command in the pod, by way of the API server: not as often as a client asks. */
const EVERY_MS = 2_000;

export interface DnsWatchOptions {
  readonly ports: { readonly kube: Kubernetes; readonly aws: AwsCloud };
  readonly clock: Clock;
  readonly plan: Plan;
  /** A name ceased to be answered, or is again. */
  readonly onTurn?: (name: string, why: string | undefined) => void;
}

interface Count {
  asked: number;
  failed: number;
  firstFailedAt: number | null;
  failingSince: number | null;
  longestGapMs: number;
}

/**
 * Asks the cluster's DNS from the plan's own probe pod all through a run: the names that `check-dns`
 * asks for once. While the pod is not there, or cannot be reached, nobody asks: that counts as
 * neither answered nor failed.
 */
export class DnsWatch {
  private readonly o: DnsWatchOptions;
  private readonly pod: { readonly namespace: string; readonly name: string };
  private readonly counts: ReadonlyMap<Lookup, Count>;
  private readonly over = new AbortController();
  private readonly asking: Promise<void>;

  private constructor(o: DnsWatchOptions, pod: DnsWatch['pod'], lookups: readonly Lookup[]) {
    this.o = o;
    this.pod = pod;
    this.counts = new Map(
      lookups.map((l) => [l, { asked: 0, failed: 0, firstFailedAt: null, failingSince: null, longestGapMs: 0 }]), // prettier-ignore
    );
    this.asking = this.goOn();
  }

  /** Undefined when the plan starts no probe, or asks for no name. */
  static start(o: DnsWatchOptions): DnsWatch | undefined {
    const start = o.plan.steps.find((s) => s.step === steps.startDnsProbe.id);
    if (!start) return undefined;
    const { namespace, pod } = steps.startDnsProbe.input.parse(start.input);
    const asked = o.plan.steps
      .filter((s) => s.step === steps.checkDns.id)
      .flatMap((s) => steps.checkDns.input.parse(s.input).lookups);
    const lookups = [...new Map(asked.map((l) => [`${l.name} ${l.expect ?? ''}`, l])).values()];
    return lookups.length === 0 ? undefined : new DnsWatch(o, { namespace, name: pod }, lookups);
  }

  /** So far; names that could not be asked for once have been asked for 0 times. */
  report(): readonly RequestCount[] {
    const now = this.o.clock.now();
    return [...this.counts].map(([lookup, c]) => ({
      kind: 'dns',
      workload: '',
      through: `DNS ${lookup.name} (${this.pod.namespace}/${this.pod.name})`,
      asked: c.asked,
      failed: c.failed,
      atRisk: 0,
      longestGapSeconds:
        Math.max(c.longestGapMs, c.failingSince === null ? 0 : now - c.failingSince) / 1000,
      firstFailedAt: c.firstFailedAt === null ? null : new Date(c.firstFailedAt).toISOString(),
    }));
  }

  /** No more questions; waits for the answer to the one under way. */
  async stop(): Promise<void> {
    this.over.abort();
    await this.asking;
  }

  private async goOn(): Promise<void> {
    const { signal } = this.over;
    while (!signal.aborted) {
      for (const [lookup, count] of this.counts) if (!signal.aborted) await this.ask(lookup, count);
      await this.o.clock.sleep(EVERY_MS, signal).catch(() => undefined);
    }
  }

  private async ask(lookup: Lookup, count: Count): Promise<void> {
    const { ports, clock, onTurn } = this.o;
    const at = clock.now();
    let answer;
    try {
      answer = await askFrom({ ports, signal: this.over.signal }, this.pod, lookup);
    } catch (error) {
      if (this.over.signal.aborted || isFargatectlError(error)) return;
      throw error;
    }
    if (!answer.asked) return;
    count.asked += 1;
    if (!answer.ok) {
      count.failed += 1;
      count.firstFailedAt ??= at;
      if (count.failingSince === null) onTurn?.(lookup.name, answer.said || 'no answer');
      count.failingSince ??= at;
    } else if (count.failingSince !== null) {
      count.longestGapMs = Math.max(count.longestGapMs, at - count.failingSince);
      count.failingSince = null;
      onTurn?.(lookup.name, undefined);
    }
  }
}
