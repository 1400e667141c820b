import { request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import type { RequestCount } from '../model/index.ts';

/** Why a request counts as failed; undefined when it was answered. */
export type Failure = string | undefined;

export interface HttpProbeOptions {
  readonly urls: readonly URL[];
  readonly everyMs: number;
  /** A request without an answer by then has failed. */
  readonly timeoutMs: number;
  /** A URL ceased to answer, or does again. */
  readonly onTurn?: (url: string, why: Failure) => void;
}

interface Count {
  asked: number;
  failed: number;
  firstFailedAt: number | null;
  /** When the first of the failed requests in a row was sent; null while it answers. */
  failingSince: number | null;
  longestGapMs: number;
}

/** Without its query: that may hold what nobody else should read. */
export const shownUrl = (url: URL): string => `${url.origin}${url.pathname}`;

/**
 * Asks URLs at a steady pace, each time over a new connection, as new clients do. An error of the
 * connection, no answer in time, and any status from 500 on are failures; a redirection or a 404 is
 * an answer.
 */
export class HttpProbe {
  private readonly o: HttpProbeOptions;
  private readonly counts: ReadonlyMap<URL, Count>;
  private readonly timers: ReturnType<typeof setInterval>[] = [];
  private readonly pending = new Set<Promise<void>>();

  constructor(options: HttpProbeOptions) {
    this.o = options;
    this.counts = new Map(
      options.urls.map((url) => [url, { asked: 0, failed: 0, firstFailedAt: null, failingSince: null, longestGapMs: 0 }]), // prettier-ignore
    );
  }

  start(): this {
    for (const url of this.o.urls) {
      const ask = (): void => {
        const asked = this.ask(url).finally(() => this.pending.delete(asked));
        this.pending.add(asked);
      };
      ask();
      this.timers.push(setInterval(ask, this.o.everyMs));
    }
    return this;
  }

  /** What has been answered or given up so far. */
  report(): readonly RequestCount[] {
    const now = Date.now();
    return [...this.counts].map(([url, c]) => ({
      workload: '',
      through: shownUrl(url),
      asked: c.asked,
      failed: c.failed,
      atRisk: 0,
      longestGapSeconds:
        Math.max(c.longestGapMs, c.failingSince === null ? 0 : now - c.failingSince) / 1000,
      firstFailedAt: c.firstFailedAt === null ? null : new Date(c.firstFailedAt).toISOString(),
    }));
  }

  /** No new requests; waits for the answers to those under way. */
  async stop(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await Promise.all(this.pending);
  }

  private async ask(url: URL): Promise<void> {
    const at = Date.now();
    const failure = await askOnce(url, this.o.timeoutMs);
    const count = this.counts.get(url);
    if (!count) return;
    count.asked += 1;
    if (failure !== undefined) {
      count.failed += 1;
      count.firstFailedAt ??= at;
      if (count.failingSince === null) this.o.onTurn?.(shownUrl(url), failure);
      count.failingSince = Math.min(count.failingSince ?? at, at);
    } else if (count.failingSince !== null && at > count.failingSince) {
      count.longestGapMs = Math.max(count.longestGapMs, at - count.failingSince);
      count.failingSince = null;
      this.o.onTurn?.(shownUrl(url), undefined);
    }
  }
}

/** One GET. Never rejects. */
export function askOnce(url: URL, timeoutMs: number): Promise<Failure> {
  return new Promise((resolve) => {
    const send = url.protocol === 'https:' ? overHttps : overHttp;
    const call = send(url, { agent: false, headers: { 'user-agent': 'fargatectl-probe' } }, (answer) => {
      const { statusCode = 0 } = answer;
      answer.on('error', () => undefined).resume();
      clearTimeout(timer);
      resolve(statusCode >= 500 ? `HTTP ${statusCode}` : undefined);
    }); // prettier-ignore
    const timer = setTimeout(() => {
      resolve(`no answer in ${timeoutMs} ms`);
      call.destroy();
    }, timeoutMs);
    call.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(error.code ?? error.message);
    });
    call.end();
  });
}
