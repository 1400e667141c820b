import type { RequestCount } from '../../model/index.ts';
import { answerOf, turnsOf, type Answer, type ProcessLife } from './process-life.ts';

/** A client asks this often. */
export const EVERY_MS = 100;

/** One way in to a workload, and what of it was seen so far. */
export interface Route {
  readonly workload: string;
  readonly through: string;
  /** The processes that a request may be sent to, as who sends it knows them now: uids; one of them in turn. */
  readonly leadsTo: () => readonly (string | Hop)[];
  /** Whether the name is first asked of the cluster's DNS. */
  readonly asksDns: boolean;
}

/** A target that passes the request on to one of several. */
export interface Hop {
  readonly up: boolean;
  readonly leadsTo: readonly string[];
}

interface Count {
  asked: number;
  failed: number;
  atRisk: number;
  firstFailedAt: number | null;
  /** Failed requests in a row, up to now. */
  row: number;
  longestRow: number;
}

interface Due {
  readonly at: number;
  readonly apply: () => void;
}

/**
 * Asks every route every 100 ms of the twin's time. Nothing is sent: between two changes of the
 * cluster the answers follow from what is known, so they are counted when the next change comes.
 * That costs as much as the changes, not as the requests, and keeps the clock free to jump.
 */
export class TrafficClient {
  private counted: number;
  private readonly due: Due[] = [];
  private readonly lives = new Map<string, ProcessLife>();
  private readonly counts = new Map<Route, Count>();
  private readonly dns: () => readonly string[];

  constructor(o: { readonly now: number; readonly dns: () => readonly string[] }) {
    this.counted = o.now;
    this.dns = o.dns;
  }

  add(route: Route): void {
    this.counts.set(route, { asked: 0, failed: 0, atRisk: 0, firstFailedAt: null, row: 0, longestRow: 0 }); // prettier-ignore
  }

  life(uid: string): ProcessLife | undefined {
    return this.lives.get(uid);
  }
  uidsAt(ip: string): readonly string[] {
    return [...this.lives].filter(([, l]) => l.ip === ip).map(([uid]) => uid);
  }
  uidsOn(nodeName: string): readonly string[] {
    return [...this.lives].filter(([, l]) => l.nodeName === nodeName).map(([uid]) => uid);
  }

  /** Something changes at `now`, or a while later for those who hear of it late. */
  change(now: number, apply: () => void, laterMs = 0): void {
    this.advance(now);
    if (laterMs === 0) apply();
    else this.insert({ at: now + laterMs, apply });
  }

  setLife(uid: string, life: ProcessLife): void {
    this.lives.set(uid, life);
    for (const at of turnsOf(life)) if (at > this.counted) this.insert({ at, apply: () => undefined }); // prettier-ignore
  }

  /** The counts up to `now`, in the order in which the routes were added. */
  report(now: number): readonly RequestCount[] {
    this.advance(now);
    return [...this.counts].map(([{ workload, through }, c]) => ({
      workload,
      through,
      asked: c.asked,
      failed: c.failed,
      atRisk: c.atRisk,
      longestGapSeconds: (c.longestRow * EVERY_MS) / 1000,
      firstFailedAt: c.firstFailedAt === null ? null : new Date(c.firstFailedAt).toISOString(),
    }));
  }

  private advance(now: number): void {
    for (let next = this.due[0]; next && next.at <= now; next = this.due[0]) {
      this.count(next.at);
      this.due.shift();
      next.apply();
    }
    this.count(now);
  }

  private insert(due: Due): void {
    let i = this.due.length;
    while (i > 0 && (this.due[i - 1] as Due).at > due.at) i -= 1;
    this.due.splice(i, 0, due);
  }

  /** The requests after what is counted, up to and with `until`; nothing changes in between. */
  private count(until: number): void {
    const first = Math.floor(this.counted / EVERY_MS) + 1;
    const last = Math.floor(until / EVERY_MS);
    this.counted = Math.max(this.counted, until);
    if (last < first) return;
    const dns = this.dns();
    for (const [route, count] of this.counts) this.countRoute(route, count, { dns, first, last });
  }

  private countRoute(
    route: Route,
    count: Count,
    o: { readonly dns: readonly string[]; readonly first: number; readonly last: number },
  ): void {
    const targets = route.leadsTo();
    const at = o.first * EVERY_MS;
    const sure = (route.asksDns ? this.sure(o.dns, at) : true) && this.sure(targets, at);
    if (sure) {
      count.asked += o.last - o.first + 1;
      count.row = 0;
      return;
    }
    for (let tick = o.first; tick <= o.last; tick += 1) {
      const named = route.asksDns ? this.ask(o.dns, tick) : 'answered';
      const answer = named === 'failed' ? 'failed' : this.ask(targets, tick);
      // What never worked is no downtime: a route counts from its first answer on.
      if (count.asked === 0 && answer === 'failed') continue;
      count.asked += 1;
      if (answer !== 'failed') {
        count.row = 0;
        if (answer === 'at risk' || named === 'at risk') count.atRisk += 1;
        continue;
      }
      count.failed += 1;
      count.firstFailedAt ??= tick * EVERY_MS;
      count.row += 1;
      count.longestRow = Math.max(count.longestRow, count.row);
    }
  }

  /** Whether every target answers at `at`, and so until the next change. */
  private sure(targets: readonly (string | Hop)[], at: number): boolean {
    return (
      targets.length > 0 &&
      targets.every((t) =>
        typeof t === 'string'
          ? answerOf(this.lives.get(t), at) === 'answered'
          : t.up && this.sure(t.leadsTo, at),
      )
    );
  }

  /** The targets take turns. */
  private ask(targets: readonly (string | Hop)[], tick: number): Answer {
    const target = targets[tick % targets.length];
    if (target === undefined) return 'failed';
    if (typeof target === 'string') return answerOf(this.lives.get(target), tick * EVERY_MS);
    return target.up ? this.ask(target.leadsTo, Math.floor(tick / targets.length)) : 'failed';
  }
}
