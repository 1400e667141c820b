import fc from 'fast-check';
import { isFargatectlError } from '../../src/errors/index.ts';
import type { JournalStore } from '../../src/execute/index.ts';
import { compareSnapshots, type Difference } from '../../src/inventory/index.ts';
import { jsonEqual, type ObjectRef, type Plan, type RunEvent, type Snapshot } from '../../src/model/index.ts'; // prettier-ignore
import type { PlanOptions } from '../../src/plan/index.ts';
import { MemoryJournal, openStage, quietIo, type Stage } from '../e2e/stage.ts';
import { randomCluster, scenarioFor, type RandomCluster } from './cluster.ts';
import { make, randomEdit, type Edit, type Made } from './edits.ts';

/** A cluster, a plan, a moment and what others do meanwhile: all that the law of the way back quantifies over. */
export interface Case {
  readonly cluster: RandomCluster;
  readonly plan: {
    readonly mode: PlanOptions['mode'];
    readonly retire: boolean;
    readonly keep: boolean;
    readonly interrupt: boolean;
    /** Only one step (picked) with what it needs; the whole plan when null. */
    readonly only: number | null;
  };
  readonly stop: {
    /** Share of the plan's effects after which the run ends, 0 to 1; 1 mostly is its own end. */
    readonly at: number;
    /** `dies`: nothing reaches disk or wire any more, before or after the effect, with a torn line or not. */
    readonly how: 'told' | 'told-twice' | 'dies-before' | 'dies-after' | 'dies-torn';
  };
  readonly edits: readonly Edit[];
  /** The way back is itself cut short once. */
  readonly backStops: number | null;
}

export const randomCase: fc.Arbitrary<Case> = fc.noBias(
  fc.record({
    cluster: randomCluster,
    plan: fc.record({
      mode: fc.constantFrom('opt-in-label', 'opt-in-label', 'as-tutorial'),
      retire: fc.boolean(),
      keep: fc.boolean(),
      interrupt: fc.boolean(),
      only: fc.oneof(
        { weight: 3, arbitrary: fc.constant(null) },
        { weight: 1, arbitrary: fc.nat({ max: 60 }) },
      ),
    }),
    stop: fc.record({
      at: fc.integer({ min: 0, max: 100 }).map((n) => n / 100),
      how: fc.constantFrom('told', 'told-twice', 'dies-before', 'dies-after', 'dies-torn'),
    }),
    edits: fc.array(randomEdit, { maxLength: 4 }),
    backStops: fc.oneof(
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.nat({ max: 30 }) },
    ),
  }),
);

/** What a case came to, for the counts. */
export interface Ending {
  readonly effects: number;
  readonly edits: readonly string[];
  readonly kept: number;
  readonly forward: string;
}

/** EKS itself writes the pod execution role there when a profile is made, and leaves it: never ours to edit. */
const isAwsAuth = (d: Difference): boolean =>
  d.object === 'v1/ConfigMap/kube-system/aws-auth' &&
  String(d.after).startsWith(String(d.before).trimEnd());

type Tell = (event: RunEvent) => void;

export class BrokenLaw extends Error {}
function must(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new BrokenLaw(otherwise);
}

/** Runs one case. Throws BrokenLaw where the cluster differs in more, or less, than what others did. */
export async function runCase(
  c: Case,
  tell: Tell = () => undefined,
  /** Before the last look: for the proof that the law can be broken. */
  afterwards: (stage: Stage) => Promise<unknown> = () => Promise.resolve(),
): Promise<Ending | 'nothing to move'> {
  const stage = await openStage(scenarioFor(c.cluster));
  try {
    const plan = await planFor(stage, c);
    if (plan === undefined) return 'nothing to move';
    const disk = new MemoryJournal();
    const forward = await goForth(stage, plan, disk, c, tell);
    await stage.clock.sleep(61_000);
    const made = await edit(stage, c.edits, disk);
    const events = await goBack(stage, plan, disk, c, tell);
    await afterwards(stage);
    const expected = made.reduce<Snapshot>((s, m) => m.expected(s), stage.snapshot);
    const left = compareSnapshots(expected, await stage.look()).filter((d) => !isAwsAuth(d));
    must(left.length === 0, `left behind or trampled: ${left.slice(0, 4).map((d) => `${d.object} ${d.field}: ${JSON.stringify(d.before)} → ${JSON.stringify(d.after)}`).join('; ')}`); // prettier-ignore
    reported(disk, made, events);
    const kept = events.filter((e) => e.event === 'kept').length;
    const effects = entriesOf(disk).filter((e) => e['type'] === 'intent' && e['rollback'] === undefined).length; // prettier-ignore
    return { effects, edits: made.map((m) => m.edit.what), kept, forward };
  } finally {
    stage.stop();
  }
}

async function planFor(stage: Stage, c: Case): Promise<Plan | undefined> {
  const options = { mode: c.plan.mode };
  const named = (n: { readonly namespace?: string; readonly name: string }): string =>
    `${n.namespace ?? ''}/${n.name}`;
  try {
    const plain = await stage.plan(options);
    const movers = plain.steps.flatMap((s) => (s.workload ? [named(s.workload)] : []));
    const anchors = plain.stays.filter((s) => ['app', 'shop'].includes(s.ref.namespace ?? '') && ['Deployment', 'StatefulSet'].includes(s.ref.kind)).map((s) => named(s.ref)); // prettier-ignore
    if (!c.plan.retire && !c.plan.keep && !c.plan.interrupt) return plain;
    return await stage.plan({
      ...options,
      retire: c.plan.retire ? anchors : [],
      keep: c.plan.keep && movers.length > 1 ? movers.slice(0, 1) : [],
      allowInterruption: c.plan.interrupt && !c.plan.retire ? anchors : [],
    });
  } catch (error) {
    if (isFargatectlError(error) && error.code === 'NOTHING_TO_MOVE') return undefined;
    throw error;
  }
}

/** The journal's whole lines. */
const entriesOf = (disk: MemoryJournal): readonly Record<string, unknown>[] =>
  disk
    .read()
    .split('\n')
    .filter((l) => l.endsWith('}'))
    .map((l) => JSON.parse(l) as Record<string, unknown>);

/** Runs until the case's moment. */
async function goForth(
  stage: Stage,
  plan: Plan,
  disk: MemoryJournal,
  c: Case,
  tell: Tell,
): Promise<string> {
  const steps = plan.steps.flatMap((s) => s.effects).length;
  const limit = Math.floor(c.stop.at * (steps + 5)) + 1;
  const end = new End(disk, c.stop.how, limit);
  const only = c.plan.only === null ? undefined : plan.steps[c.plan.only % plan.steps.length]?.id;
  try {
    const { summary, error } = await stage.session({
      plan,
      store: end,
      onEvent: tell,
      tamper: (_request, next) => (end.dead ? Promise.reject(new Error('this process is dead')) : next()), // prettier-ignore
      io: quietIo({
        onInterrupt: (first, second) => {
          end.interrupt = () => {
            first();
            if (c.stop.how === 'told-twice') second();
          };
          return () => undefined;
        },
      }),
      direction: { way: 'forward', ...(only === undefined ? {} : { only }) },
    });
    if (error !== undefined && !end.dead) explained(error);
    return summary.outcome;
  } catch (error) {
    if (!end.dead) throw error;
    return 'died';
  }
}

/** The disk of a run that ends at its nth effect. */
class End implements JournalStore {
  dead = false;
  interrupt = (): void => undefined;
  private left: number;
  private readonly disk: MemoryJournal;
  private readonly how: Case['stop']['how'];
  constructor(disk: MemoryJournal, how: Case['stop']['how'], left: number) {
    this.disk = disk;
    this.how = how;
    this.left = left;
  }
  read(): string {
    return this.disk.read();
  }
  append(line: string): void {
    if (this.dead) throw new Error('this process is dead');
    // The end of a torn line stands alone.
    const type = /^\{"type":"([a-z-]+)"/.exec(line)?.[1] ?? '';
    if (type === 'intent') this.left -= 1;
    const last = this.left <= 0;
    if (last && type === 'outcome' && this.how.startsWith('dies') && this.how !== 'dies-before') {
      if (this.how === 'dies-torn') this.disk.append(line.slice(0, line.length / 2));
      this.dead = true;
      throw new Error('this process has just died');
    }
    this.disk.append(line);
    if (last && type === 'intent' && this.how.startsWith('told')) this.interrupt();
    if (last && type === 'intent' && this.how === 'dies-before') {
      this.dead = true;
      throw new Error('this process has just died');
    }
  }
}

async function edit(
  stage: Stage,
  edits: readonly Edit[],
  disk: MemoryJournal,
): Promise<readonly Made[]> {
  const made: Made[] = [];
  const closed = new Set(entriesOf(disk).filter((e) => e['type'] === 'outcome' || e['type'] === 'no-effect').map((e) => e['id'])); // prettier-ignore
  const open = entriesOf(disk).flatMap((e) => {
    const effect = e['effect'] as { kind: string; ref?: ObjectRef; set?: { path: unknown; value?: unknown }[] } | undefined; // prettier-ignore
    return e['type'] === 'intent' && !closed.has(e['id']) && effect?.kind === 'kube-set' ? (effect.set ?? []).map((s) => ({ ...s, ref: effect.ref })) : []; // prettier-ignore
  });
  for (const e of edits) {
    const now = await stage.look();
    // One edit an object: of two, the later would hide what became of the earlier.
    const m = await make(
      stage,
      e,
      {
        ...now,
        objects: now.objects.filter((o) => !made.some((x) => x.ref?.name === o.metadata.name)),
      },
      (ref, path, value) =>
        open.some(
          (s) =>
            s.ref && sameRef(s.ref, ref) && jsonEqual(s.path, path) && jsonEqual(s.value, value),
        ),
    );
    if (m) made.push(m);
  }
  return made;
}

async function goBack(stage: Stage, plan: Plan, disk: MemoryJournal, c: Case, tell: Tell) {
  const events: RunEvent[] = [];
  const onEvent = (e: RunEvent): void => {
    tell(e);
    events.push(e);
  };
  if (c.backStops !== null) {
    const end = new End(disk, c.stop.how, c.backStops + 1);
    try {
      await stage.session({
        plan,
        store: end,
        onEvent,
        tamper: (_request, next) => (end.dead ? Promise.reject(new Error('this process is dead')) : next()), // prettier-ignore
        direction: { way: 'back' },
      });
    } catch (error) {
      if (!end.dead) throw error;
    }
    await stage.clock.sleep(61_000);
  }
  const { summary, error } = await stage.session({ plan, store: disk, onEvent, direction: { way: 'back' } }); // prettier-ignore
  must(error === undefined, `the way back failed: ${error?.code ?? ''} ${error?.message ?? ''}`);
  must(summary.outcome === 'rolled-back', `the way back ended as ${summary.outcome}`);
  return events;
}

/** Where an edit changed a field that the run had changed, and left it at neither value, that is told. */
function reported(disk: MemoryJournal, made: readonly Made[], events: readonly RunEvent[]): void {
  const kept = events.flatMap((e) => (e.event === 'kept' ? [e] : []));
  const sets = entriesOf(disk).flatMap((e) => {
    const effect = e['effect'] as { kind: string; ref?: ObjectRef; set?: { path: unknown; value?: unknown }[] } | undefined; // prettier-ignore
    return e['type'] === 'intent' && e['rollback'] === undefined && effect?.kind === 'kube-set'
      ? (effect.set ?? []).map((s, i) => ({ id: e['id'], ref: effect.ref, path: s.path, value: s.value, before: (e['before'] as { value?: unknown }[])[i]?.value })) // prettier-ignore
      : [];
  });
  const none = new Set(entriesOf(disk).filter((e) => e['type'] === 'no-effect').map((e) => e['id'])); // prettier-ignore
  for (const m of made) {
    if (m.ref === null || m.value === undefined) continue;
    const ours = sets.filter((s) => !none.has(s.id) && s.ref && sameRef(s.ref, m.ref as never) && jsonEqual(s.path, m.path)); // prettier-ignore
    const first = ours[0];
    if (first === undefined || jsonEqual(first.before, m.value) || jsonEqual(ours.at(-1)?.value, m.value)) continue; // prettier-ignore
    must(
      kept.some((k) => k.message.en.includes(m.ref?.name ?? '?')),
      `not reported: ${m.edit.what} of ${m.object} at ${m.path.join('.')} touched a field of the run`, // prettier-ignore
    );
  }
}

const sameRef = (a: ObjectRef, b: ObjectRef): boolean =>
  a.kind === b.kind && a.namespace === b.namespace && a.name === b.name;

function explained(error: unknown): void {
  must(isFargatectlError(error), `no reason was given: ${String((error as Error)?.stack ?? error)}`); // prettier-ignore
  must(error.category !== 'bug', `called itself a bug: ${error.message}\n${error.stack ?? ''}`);
  must(error.remedy.en !== '', `no way out was given: ${error.message}`);
}
