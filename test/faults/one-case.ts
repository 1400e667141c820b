import { watchedWorkloads } from '../../src/cli/session.ts';
import { EXIT, isFargatectlError } from '../../src/errors/index.ts';
import type { JournalStore } from '../../src/execute/index.ts';
import { compareSnapshots, type Difference } from '../../src/inventory/index.ts';
import type {
  HttpRequest,
  HttpResponse,
  Plan,
  RequestCount,
  Snapshot,
} from '../../src/model/index.ts';
import { readBody } from '../../src/model/index.ts';
import {
  MemoryJournal,
  openBareStage,
  withoutIds,
  type BareStage,
  type Tamper,
} from '../e2e/stage.ts';
import { writeName } from './calls.ts';
import type { Fault } from './faults.ts';

export interface Case {
  /** The call's place among the run's writes. */
  readonly ordinal: number;
  readonly call: string;
  /** Which of the calls of that name is struck, from 0. */
  readonly nth: number;
  readonly fault: Fault;
}

/** `never made`: steps side by side ran in another order than in the undisturbed run, and the call was not needed so often. */
export type How =
  'finished at once' | 'finished after a resume' | 'stopped with a reason' | 'never made';

export interface Ending {
  readonly how: How;
  /** Requests of the workloads that nobody else laid hands on; all the way there and back. */
  readonly asked: number;
  readonly failed: number;
  /** Why it stopped, where it did. */
  readonly reason?: string;
}

/** The undisturbed run that the disturbed ones must end like. */
export interface Reference {
  readonly plan: Plan;
  readonly before: Snapshot;
  readonly after: Snapshot;
}

const MOST_GOES = 4;
/** Done; stopped and resumable; stale. */
const SAFE_EXITS: readonly number[] = [EXIT.stopped, EXIT.stale];

/**
 * Runs a plan, strikes one of its writes, goes on as an operator would, and goes back. Throws where
 * a promise is broken: another end than the undisturbed run's, a stop without a reason, a workload
 * below its budget, a lost request, a way back that leaves something.
 */
export async function runCase(c: Case, reference: Reference): Promise<Ending> {
  const stage = await openBareStage();
  try {
    const { plan } = reference;
    // Looked at as the reference was, so that all else happens at the same moments.
    nothingBut(compareSnapshots(reference.before, await stage.look()), undefined, 'another beginning'); // prettier-ignore
    const disk = new MemoryJournal();
    const strike = new Strike(c, stage);
    const traffic = stage.twin.watchTraffic(watchedWorkloads(plan));
    const end = await goOn(stage, plan, disk, strike);
    if (!strike.struck) return { how: 'never made', asked: 0, failed: 0 };
    if (end.how !== 'stopped with a reason')
      nothingBut(withoutIds(reference.after, await stage.look()), strike.touched, 'the end differs from the undisturbed run'); // prettier-ignore
    await goBack(stage, plan, disk, strike);
    nothingBut(compareSnapshots(reference.before, await stage.look()), strike.touched, 'rollback left'); // prettier-ignore
    return { ...end, ...lost(traffic.report(), c, strike) };
  } finally {
    stage.stop();
  }
}

/** Whoever deletes what answers requests loses them; an added annotation is no excuse. */
function lost(
  requests: readonly RequestCount[],
  c: Case,
  strike: Strike,
): { readonly asked: number; readonly failed: number } {
  const { does } = c.fault;
  const deleted = does.kind === 'somebody' && does.act === 'deletes';
  if (strike.excused) return { asked: 0, failed: 0 };
  const ours = requests.filter((r) => !deleted || strike.touched?.endsWith(r.workload) !== true);
  const failing = ours.filter((r) => r.failed > 0);
  const [first] = failing;
  must(deleted || !first, `${first?.failed} requests failed through ${first?.through}, first at ${first?.firstFailedAt}`); // prettier-ignore
  return {
    asked: ours.reduce((sum, r) => sum + r.asked, 0),
    failed: failing.reduce((sum, r) => sum + r.failed, 0),
  };
}

async function goOn(
  stage: BareStage,
  plan: Plan,
  disk: MemoryJournal,
  strike: Strike,
): Promise<Pick<Ending, 'how' | 'reason'>> {
  let last: unknown;
  for (let go = 1; go <= MOST_GOES; go += 1) {
    const first = go === 1;
    const store = first ? strike.disk(disk) : disk;
    try {
      const { summary, error } = await stage.session({
        plan,
        store,
        unasked: true,
        ...(first ? { tamper: strike.wire } : {}),
      });
      if (!strike.dead || !first)
        for (const w of strike.excused ? [] : summary.availability.filter((a) => strike.touched?.endsWith(a.workload) !== true))
          must(w.secondsBelowBudget === 0, `${w.workload} was ${w.secondsBelowBudget} s below its budget`); // prettier-ignore
      if (summary.outcome === 'done')
        return { how: first ? 'finished at once' : 'finished after a resume' };
      last = error;
    } catch (error) {
      if (error instanceof BrokenPromise) throw error;
      last = error;
    }
    if (!(first && strike.dead)) explained(last);
    // A dead process' lock ends by itself.
    await stage.clock.sleep(61_000);
  }
  must(strike.touched !== undefined, `not done after ${MOST_GOES} goes: ${String(last)}`);
  must(isFargatectlError(last) && SAFE_EXITS.includes(last.exitCode), `stopped with another exit code: ${String(last)}`); // prettier-ignore
  return { how: 'stopped with a reason', reason: String(last) };
}

/** As an operator who was told that somebody changed things, and decided. */
async function goBack(stage: BareStage, plan: Plan, disk: MemoryJournal, strike: Strike) {
  const back = await stage.session({
    plan,
    store: disk,
    unasked: true,
    direction: { way: 'back' },
  });
  if (back.error === undefined) return;
  explained(back.error);
  must(strike.touched !== undefined, `the way back failed: ${String(back.error)}`);
  const forced = await stage.session({
    plan,
    store: disk,
    unasked: true,
    direction: { way: 'back', force: true },
  });
  must(forced.error === undefined, `the forced way back failed: ${String(forced.error)}`);
}

function explained(error: unknown): void {
  must(
    isFargatectlError(error),
    `no reason was given: ${String((error as Error)?.stack ?? error)}`,
  );
  if (!isFargatectlError(error)) return;
  must(error.category !== 'bug', `called itself a bug: ${error.message}`);
  must(error.remedy.en !== '', `no way out was given: ${error.message}`);
}

/** Differences may only concern what somebody else laid hands on. */
function nothingBut(differences: readonly Difference[], touched: string | undefined, what: string) {
  // A load balancer and its target groups are named after their Ingress, and go with it.
  const its = touched?.startsWith('Ingress/') === true ? touched.slice('Ingress'.length) : touched;
  const ours = differences.filter((d) => its === undefined || !d.object.endsWith(its));
  must(ours.length === 0, `${what}: ${ours.slice(0, 3).map((d) => `${d.object} ${d.field} ${JSON.stringify(d.before)} → ${JSON.stringify(d.after)}`).join('; ')}`); // prettier-ignore
}

export class BrokenPromise extends Error {}
function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new BrokenPromise(otherwise);
}

/** Stands on the wire of the first process and strikes once. */
class Strike {
  struck = false;
  dead = false;
  /** `Deployment/app/web` when somebody else acted on it. */
  touched: string | undefined;
  /** Somebody took away what pods run on: what follows from that is not ours. */
  get excused(): boolean {
    return this.touched?.startsWith('Node/') === true && this.c.fault.id.startsWith('deleted');
  }
  private count = 0;
  private readonly c: Case;
  private readonly stage: BareStage;
  constructor(c: Case, stage: BareStage) {
    this.c = c;
    this.stage = stage;
  }

  /** The process' disk: nothing reaches it after its death. */
  disk(disk: JournalStore): JournalStore {
    return {
      append: (line) => {
        if (this.dead) throw new Error('this process is dead');
        disk.append(line);
      },
      read: () => disk.read(),
    };
  }

  readonly wire: Tamper = async (request, next) => {
    if (this.dead) throw new Error('this process is dead');
    if (this.struck || writeName(request) !== this.c.call) return next();
    const mine = this.count === this.c.nth;
    this.count += 1;
    if (!mine) return next();
    this.struck = true;
    const { fault } = this.c;
    if (fault.moment === 'before') return this.hit(request);
    const response = await next();
    return fault.moment === 'between' ? this.hit(request) : this.afterwards(request, response);
  };

  private async hit(request: HttpRequest): Promise<HttpResponse> {
    const { does } = this.c.fault;
    switch (does.kind) {
      case 'kill':
        this.dead = true;
        throw new Error('this process has just died');
      case 'answer':
        return does.answer(request);
      case 'throw':
        if (does.afterMs > 0) await this.stage.clock.sleep(does.afterMs);
        throw Object.assign(new Error(`the wire: ${does.code}`), { code: does.code });
      case 'somebody':
        throw new BrokenPromise('somebody acts after the answer, not before');
    }
  }

  private async afterwards(request: HttpRequest, response: HttpResponse): Promise<HttpResponse> {
    const { does } = this.c.fault;
    const body = await readBody(response);
    if (does.kind === 'somebody') await this.somebody(request, body, does.act);
    // The process reads the answer and dies before it can write it down.
    if (does.kind === 'kill') this.dead = true;
    return { ...response, body };
  }

  private async somebody(request: HttpRequest, body: Uint8Array, act: 'deletes' | 'changes') {
    const object = JSON.parse(Buffer.from(body).toString()) as { kind: string; metadata: { name: string; namespace?: string } }; // prettier-ignore
    const { name, namespace } = object.metadata;
    this.touched = [object.kind, namespace ?? '', name].join('/');
    const path = (request.path.split('?')[0] ?? '').replace(/\/scale$/, '');
    const of = request.method === 'POST' ? `${path}/${name}` : path;
    const change = { metadata: { annotations: { 'example.com/seen-by': 'somebody' } } };
    await this.stage.twin.handle({
      method: act === 'deletes' ? 'DELETE' : 'PATCH',
      origin: request.origin,
      path: of,
      headers: { authorization: `Bearer ${this.stage.twin.adminToken}`, ...(act === 'changes' ? { 'content-type': 'application/merge-patch+json' } : {}) }, // prettier-ignore
      body: act === 'changes' ? Buffer.from(JSON.stringify(change)) : new Uint8Array(),
    });
  }
}
