import { watchedWorkloads } from '../../src/cli/session.ts';
import { EXIT, isFargatectlError, type FargatectlError } from '../../src/errors/index.ts';
import { AvailabilityMonitor, type RunResult } from '../../src/execute/index.ts';
import { compareSnapshots, type Difference } from '../../src/inventory/index.ts';
import type { Plan, RequestCount, Snapshot, WorkloadAvailability } from '../../src/model/index.ts';
import { MemoryJournal, openBareStage, withoutIds, type BareStage } from '../e2e/stage.ts';
import { Strike, type Case, type StrikeAt } from './strike.ts';
import { twice, WritesMade, type WriteCounts } from './writes-made.ts';

/** `never made`: the run did not come to the call. It does in every run, so that is a fault of this matrix. */
export type How =
  | 'finished at once'
  | 'finished after a resume'
  | 'went back at once'
  | 'stopped with a reason'
  | 'never made';

export interface Ending {
  readonly how: How;
  /** Requests of the workloads whose own objects nobody else took away; all the way there and back. */
  readonly asked: number;
  readonly failed: number;
  /** Why it stopped, where it did. */
  readonly reason?: string;
}

/** The undisturbed run, and the way back from it, that the disturbed ones must be like. */
export interface Reference {
  readonly plan: Plan;
  readonly before: Snapshot;
  readonly after: Snapshot;
  readonly writes: WriteCounts;
  readonly writesBack: WriteCounts;
}

const MOST_GOES = 4;
const BALANCERS = 'kube-system/aws-load-balancer-controller';
const DNS = 'kube-system/coredns';
/** A dead process' lock ends by itself. */
const LOCK_MS = 61_000;
/** Done; stopped and resumable; stale. */
const SAFE_EXITS: readonly number[] = [EXIT.stopped, EXIT.stale];

/**
 * Runs a plan, strikes one of its writes, goes on as an operator would, and goes back. Throws where
 * a promise is broken: another end than the undisturbed run's, a stop without a reason, a write that
 * took effect twice, a workload below its budget, a lost request, a way back that leaves something.
 */
export const runCase = (c: Case, reference: Reference): Promise<Ending> => run(c, reference);

/**
 * One undisturbed run that every case shares as far as it goes: before each write `before` is asked,
 * and where it answers with a case, in a child, the run is that case from there on.
 */
export const runTree = (
  before: (name: string, nth: number) => Case | undefined,
  reference: Reference,
): Promise<Ending> => run({ before }, reference);

async function run(at: StrikeAt, reference: Reference): Promise<Ending> {
  const stage = await openBareStage();
  try {
    // Looked at as the reference was, so that all else happens at the same moments.
    nothingBut(compareSnapshots(reference.before, await stage.look()), undefined, 'another beginning'); // prettier-ignore
    return await new Run(at, reference, stage).go();
  } finally {
    stage.stop();
  }
}

class Run {
  private readonly disk = new MemoryJournal();
  private readonly strike: Strike;
  private readonly there = new WritesMade();
  private readonly back = new WritesMade();
  private readonly reference: Reference;
  private readonly stage: BareStage;

  constructor(at: StrikeAt, reference: Reference, stage: BareStage) {
    this.reference = reference;
    this.stage = stage;
    this.strike = new Strike(stage, at);
  }

  async go(): Promise<Ending> {
    const { stage, reference, strike } = this;
    const workloads = watchedWorkloads(reference.plan);
    const { kube, clock } = stage.world;
    // From before the first process to after the last one, dead or not.
    const monitor = await AvailabilityMonitor.start(kube, clock, workloads);
    const traffic = stage.twin.watchTraffic(workloads);
    const end = await this.goOn();
    if (!strike.struck) return { how: 'never made', asked: 0, failed: 0 };
    await strike.deed?.finished;
    if (end.how.startsWith('finished'))
      this.nothingOfOurs(withoutIds(reference.after, await stage.look()), 'the end differs from the undisturbed run'); // prettier-ignore
    this.onceEach(this.there, reference.writes, 'the run');
    const stuck = await this.goBack();
    if (stuck !== undefined)
      return { how: 'stopped with a reason', reason: String(stuck), ...this.requests(traffic.report()) }; // prettier-ignore
    this.nothingOfOurs(compareSnapshots(reference.before, await stage.look()), 'rollback left');
    this.onceEach(this.back, reference.writesBack, 'the way back');
    this.withinBudget(await monitor.stop(), 'all in all');
    return { ...end, ...this.requests(traffic.report()) };
  }

  /** Until it is done, or says a second time why it is not. */
  private async goOn(): Promise<Pick<Ending, 'how' | 'reason'>> {
    const { stage, strike } = this;
    let last: unknown;
    for (let go = 1; go <= MOST_GOES; go += 1) {
      const first = go === 1;
      try {
        const { summary, error } = await stage.session({
          plan: this.reference.plan,
          store: first ? strike.disk(this.disk) : this.disk,
          unasked: true,
          tamper: this.there.wire(first ? strike.wire : undefined),
        });
        if (!strike.dead || !first) this.withinBudget(summary.availability, 'this run');
        if (summary.outcome === 'done')
          return { how: first ? 'finished at once' : 'finished after a resume' };
        last = error;
      } catch (error) {
        if (error instanceof BrokenPromise) throw error;
        last = error;
      }
      if (!(first && strike.dead)) explained(last);
      await stage.clock.sleep(LOCK_MS);
      if (strike.case?.then === 'goes back')
        return { how: 'went back at once', ...(strike.dead ? {} : { reason: String(last) }) };
    }
    must(strike.deed !== undefined, `not done after ${MOST_GOES} goes: ${String(last)}`);
    must(isFargatectlError(last) && SAFE_EXITS.includes(last.exitCode), `stopped with another exit code: ${String(last)}`); // prettier-ignore
    return { how: 'stopped with a reason', reason: String(last) };
  }

  /**
   * As an operator who was told that somebody changed things, and decided. Answers why it cannot be
   * finished where somebody took away what does the work: load balancers follow their controller only.
   */
  private async goBack(): Promise<FargatectlError | undefined> {
    const { error } = await this.oneWayBack({ way: 'back' });
    if (error === undefined) return undefined;
    explained(error);
    must(this.strike.deed !== undefined, `the way back failed: ${String(error)}`);
    const forced = await this.oneWayBack({ way: 'back', force: true });
    if (this.isHit(BALANCERS) && forced.error?.exitCode === EXIT.stopped) {
      explained(forced.error);
      return forced.error;
    }
    must(forced.error === undefined, `the forced way back failed: ${String(forced.error)}`);
    return undefined;
  }

  private async oneWayBack(direction: {
    readonly way: 'back';
    readonly force?: boolean;
  }): Promise<RunResult> {
    const result = await this.stage.session({
      plan: this.reference.plan,
      store: this.disk,
      unasked: true,
      tamper: this.back.wire(),
      direction,
    });
    this.withinBudget(result.summary.availability, 'the way back');
    return result;
  }

  private withinBudget(all: readonly WorkloadAvailability[], when: string): void {
    for (const w of all)
      must(this.isHit(w.workload) || w.secondsBelowBudget === 0, `${w.workload} was ${w.secondsBelowBudget} s below its budget in ${when}`); // prettier-ignore
  }

  /** Whoever deletes what answers requests loses them; the rest must go on. */
  private requests(counts: readonly RequestCount[]): Pick<Ending, 'asked' | 'failed'> {
    const ours = counts.filter((r) => !this.isHit(r.workload) && !this.isUnnamed(r));
    for (const r of ours)
      must(r.failed === 0, `${r.failed} requests failed through ${r.through}, first at ${r.firstFailedAt}`); // prettier-ignore
    return {
      asked: ours.reduce((sum, r) => sum + r.asked, 0),
      failed: ours.reduce((sum, r) => sum + r.failed, 0),
    };
  }

  /** Whoever takes away pods of DNS takes the answers to some who ask for a Service by its name. */
  private isUnnamed(r: RequestCount): boolean {
    return this.isHit(DNS) && r.through.startsWith('service ');
  }

  private isHit(workload: string): boolean {
    return this.strike.deed?.hit.has(workload) === true;
  }

  /** A call that is made again must find its work done. Who takes away what a call has made calls for another one. */
  private onceEach(made: WritesMade, undisturbed: WriteCounts, what: string): void {
    if (this.strike.deed !== undefined) return;
    const [first] = twice(made.counts, undisturbed);
    must(!first, `${what} made ${first?.name} take effect ${first?.times} times, and the undisturbed one ${first?.wanted}`); // prettier-ignore
  }

  private nothingOfOurs(differences: readonly Difference[], what: string): void {
    nothingBut(differences, this.strike.deed?.explains, what);
  }
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

/** Differences may only be what somebody else did. */
function nothingBut(
  differences: readonly Difference[],
  explains: ((d: Difference) => boolean) | undefined,
  what: string,
): void {
  const ours = differences.filter((d) => explains?.(d) !== true);
  must(ours.length === 0, `${what}: ${ours.slice(0, 3).map((d) => `${d.object} ${d.field} ${JSON.stringify(d.before)} → ${JSON.stringify(d.after)}`).join('; ')}`); // prettier-ignore
}

class BrokenPromise extends Error {}
function must(holds: boolean, otherwise: string): void {
  if (!holds) throw new BrokenPromise(otherwise);
}
