import { connectTwin } from '../../src/adapters/in-process.ts';
import { analyze, planOf, type Analysis } from '../../src/cli/analysis.ts';
import type { Io } from '../../src/cli/io.ts';
import { loadScenario } from '../../src/cli/scenarios.ts';
import { runSession, type Session } from '../../src/cli/session.ts';
import { newRunId } from '../../src/cli/state.ts';
import {
  Journal,
  MemoryJournal,
  type JournalStore,
  type RunResult,
} from '../../src/execute/index.ts';
import { collectSnapshot, compareSnapshots } from '../../src/inventory/index.ts';
import type {
  HttpRequest,
  HttpResponse,
  HttpTransport,
  Plan,
  RunEvent,
  Snapshot,
} from '../../src/model/index.ts';
import type { PlanOptions } from '../../src/plan/index.ts';
import { createTwin, VirtualClock, type Scenario } from '../../src/twin/index.ts';
import { planDigest } from '../../src/cli/plan-digest.ts';

/** Nobody at the terminal; what is printed is kept. */
export function quietIo(
  more: Partial<Io> = {},
): Io & { readonly printed: string[]; readonly errors: string[] } {
  const printed: string[] = [];
  const errors: string[] = [];
  return {
    printed,
    errors,
    out: (text) => void printed.push(text),
    err: (text) => void errors.push(text),
    isTTY: false,
    errIsTTY: false,
    columns: 120,
    color: false,
    env: { USER: 'tester' },
    cwd: process.cwd(),
    stdin: async function* () {},
    ask: () => Promise.resolve(undefined),
    onInterrupt: () => () => undefined,
    lang: 'en',
    ...more,
  };
}

/** Stands between the tool and the twin; may answer in the twin's place, or throw as a broken wire does. */
export type Tamper = (
  request: HttpRequest,
  next: () => Promise<HttpResponse>,
) => Promise<HttpResponse>;

export interface Stage extends BareStage {
  readonly snapshot: Snapshot;
  readonly analysis: Analysis;
  plan(options?: Partial<PlanOptions>): Promise<Plan>;
}

export interface BareStage {
  readonly clock: VirtualClock;
  readonly twin: Awaited<ReturnType<typeof createTwin>>;
  /** The tool's end of the wire, through `tamper`. */
  readonly world: ReturnType<typeof connectTwin>;
  /** A plan from another snapshot than the stage's own. */
  planFor(snapshot: Snapshot, options?: Partial<PlanOptions>): Promise<Plan>;
  look(): Promise<Snapshot>;
  /** A new process that is given the journal: a first run, a resume, or the way back. */
  session(o: {
    readonly plan: Plan;
    readonly store: JournalStore;
    readonly direction?: Session['direction'];
    readonly onEvent?: (event: RunEvent) => void;
    readonly io?: Io;
    /** Nobody asks the workloads for answers; whoever does so in another way. */
    readonly unasked?: true;
    /** This process' own wire; the stage's otherwise. */
    readonly tamper?: Tamper;
  }): Promise<RunResult>;
  stop(): void;
}

let scenario: Promise<Scenario> | undefined;

/** The tutorial's cluster in this process on virtual time, snapshot and analysis taken. */
export async function openStage(change: (s: Scenario) => Scenario = (s) => s): Promise<Stage> {
  const stage = await openBareStage(change);
  const snapshot = await stage.look();
  const analysis = await analyze(snapshot, 'en');
  return {
    ...stage,
    snapshot,
    analysis,
    plan: (options = {}) => planOf(analysis, options),
  };
}

/** Without a snapshot or a plan: for those who have one of the same cluster, made the same way. */
export async function openBareStage(
  change: (s: Scenario) => Scenario = (s) => s,
): Promise<BareStage> {
  scenario ??= loadScenario();
  const clock = new VirtualClock();
  const twin = await createTwin({ scenario: change(structuredClone(await scenario)), clock });
  const wire = (tamper?: Tamper): ReturnType<typeof connectTwin> =>
    connectTwin(
      tamper === undefined
        ? twin
        : {
            ...twin,
            handle: ((request) => tamper(request, () => twin.handle(request))) as HttpTransport,
          },
    );
  const world = wire();
  const { accountId, aws } = await scenario;
  const cluster = aws.cluster.name;
  const look = (): Promise<Snapshot> => collectSnapshot({ ...world, cluster });
  return {
    clock,
    twin,
    world,
    look,
    planFor: async (other, options = {}) => planOf(await analyze(other, 'en'), options),
    session: (o) =>
      runSession({
        world: wire(o.tamper),
        plan: o.plan,
        journal: o.store.read() === '' ? begin(o.store, o.plan, clock) : Journal.open(o.store),
        accountId,
        onEvent: o.onEvent ?? (() => undefined),
        io: o.io ?? quietIo(),
        ...(o.unasked === true ? {} : { probe: (workloads) => twin.watchTraffic(workloads) }),
        direction: o.direction ?? { way: 'forward' },
      }),
    stop: () => twin.stop(),
  };
}

const begin = (store: JournalStore, plan: Plan, clock: VirtualClock): Journal =>
  Journal.create(store, {
    type: 'run',
    format: 1,
    // As the tool does: AWS takes what two runs ask for with one token for one request.
    run: newRunId(clock.now(), planDigest(plan)),
    cluster: plan.snapshot.cluster,
    planDigest: planDigest(plan),
    snapshotDigest: plan.snapshot.digest,
    tool: 'test',
    time: new Date(clock.now()).toISOString(),
  });

export { MemoryJournal };

/** The journal's lines as values. */
export const entriesOf = (store: JournalStore): readonly Record<string, unknown>[] =>
  store
    .read()
    .split('\n')
    .filter((l) => l !== '')
    .map((l) => JSON.parse(l) as Record<string, unknown>);

/** Differences between two finished runs, but for the ids that AWS draws anew each time. */
export function withoutIds(a: Snapshot, b: Snapshot) {
  const drawn =
    /(fs|fsap|fsmt|eni|i|lt)-[0-9a-f]{17}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|targetgroup\/[^"]+|ip-[0-9-]+/g;
  const plain = (s: Snapshot): Snapshot =>
    JSON.parse(JSON.stringify(s).replace(drawn, 'drawn')) as Snapshot;
  return compareSnapshots(plain(a), plain(b));
}
