// How fast a large cluster is sized, billed and mixed, beside JSON.parse of the same bytes, and how good
// the solver's answer is beside a simple greedy. `npm run bench:mix -- [rounds]`; the least of five rounds
// unless said otherwise, and what the first, cold one took. What else the machine does only ever adds.
import { loadSolver } from '../../src/adapters/highs.ts';
import { workloadsOf } from '../../src/assess/index.ts';
import { workloadKey, type MipSolver, type Snapshot } from '../../src/model/index.ts';
import { allocate, bestMix, costAfter, costToday, greedyMix, loadPriceBook, mixCurve, mixProblem, objectiveOf, sizeWorkloads, termsOf, type PriceBook } from '../../src/size/index.ts'; // prettier-ignore
import { aCluster, aNode, aWorkload } from '../../src/size/cluster.test-data.ts';

/** Park and Miller's generator: the same clusters on every machine. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

interface Room {
  readonly name: string;
  cpu: number;
  memory: number;
}

/** Small, badly described pods as clusters have them, each on a node with room, nodes filled to about half. */
function cluster(workloads: number, pods: number): Snapshot {
  const next = chance(workloads);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const isLarge = (i: number): boolean => i % 3 === 0;
  const nodes = Array.from({ length: Math.ceil(pods / 14) }, (_, i): Room => ({
    name: `n${i}`, cpu: isLarge(i) ? 4000 : 2000, memory: isLarge(i) ? 16_384 : 8192,
  }));
  const place = (cpu: number, memory: number): string => {
    for (;;) {
      const node = pick(nodes);
      if (node.cpu < cpu || node.memory < memory) continue;
      node.cpu -= cpu;
      node.memory -= memory;
      return node.name;
    }
  };
  return aCluster([
    ...nodes.map(({ name }, i) =>
      aNode(name, isLarge(i) ? { status: { allocatable: { cpu: '4', memory: '16Gi', pods: '58' } } } : {}, {
        'node.kubernetes.io/instance-type': isLarge(i) ? 'm5.xlarge' : 'm5.large',
        'topology.kubernetes.io/zone': `us-east-1${'abc'[i % 3] ?? ''}`,
      }),
    ),
    ...Array.from({ length: workloads }, (_, w) => {
      const cpu = pick([10, 50, 100, 100, 200, 250]);
      const memory = pick([32, 64, 128, 128, 256, 512, 1024]);
      const count = Math.max(1, Math.round((pods / workloads) * 2 * next()));
      return aWorkload({
        name: `w${w}`, cpu: `${cpu}m`, memory: `${memory}Mi`,
        on: Array.from({ length: count }, () => place(cpu, memory)),
      });
    }).flat(),
  ]);
} // prettier-ignore

const SHAPES = [[15, 40], [50, 150], [300, 1200], [2000, 10_000]] as const; // prettier-ignore
const prices = await loadPriceBook();
const solver = await loadSolver();
const rounds = Number(process.argv[2] ?? 5);
for (const [workloads, pods] of SHAPES) {
  const text = JSON.stringify(cluster(workloads, pods));
  const all = Array.from({ length: rounds }, () => round(text, prices, solver));
  const steps = Object.keys(all[0]?.took ?? {});
  console.log(`\n${workloads} workloads, ${pods} pods, ${all[0]?.nodes ?? 0} nodes: ${all[0]?.quality ?? ''}`); // prettier-ignore
  console.table(
    Object.fromEntries(
      steps.map((step) => {
        const of = (f: (t: Took) => number): number[] => all.map((r) => Math.round(f(r.took[step] ?? { ms: 0, cpuMs: 0 }))); // prettier-ignore
        const [ms, cpu] = [of((t) => t.ms), of((t) => t.cpuMs)];
        return [step, { 'least ms': Math.min(...ms), 'of the processor': Math.min(...cpu), 'first ms': ms[0] }]; // prettier-ignore
      }),
    ),
  );
}

interface Round {
  readonly nodes: number;
  readonly quality: string;
  readonly took: Readonly<Record<string, Took>>;
}

interface Took {
  readonly ms: number;
  /** Of the processor, all threads: on a busy machine nearer to the truth. */
  readonly cpuMs: number;
}

/** Everything once, on a snapshot that nothing has been remembered of. */
function round(text: string, book: PriceBook, solve: MipSolver): Round {
  const took: Record<string, Took> = {};
  const timed = <T>(step: string, run: () => T): T => {
    const began = performance.now();
    const before = process.cpuUsage();
    const result = run();
    const { user, system } = process.cpuUsage(before);
    took[step] = { ms: performance.now() - began, cpuMs: (user + system) / 1000 };
    return result;
  };
  const snapshot = timed('JSON.parse', () => JSON.parse(text) as Snapshot);
  const workloads = timed('workloads and owners', () => workloadsOf(snapshot));
  timed('sizes', () => sizeWorkloads(snapshot, { workloads, prices: book }));
  const terms = termsOf({ prices: book, region: 'us-east-1' });
  // Half of them moved: bills with as many Fargate lines, and nodes to be packed for the other half.
  const moved = new Set(workloads.filter((_, i) => i % 2 === 0).map((w) => workloadKey(w.ref)));
  timed('bills, and who causes them', () => [
    costToday(snapshot, { prices: book }),
    allocate(snapshot, workloads, terms),
    costAfter(snapshot, { prices: book, workloads, moved }),
  ]);
  const problem = timed('the mix stated', () => mixProblem(snapshot, { workloads, terms, whyStays: new Map() })); // prettier-ignore
  if (!problem) return { nodes: 0, quality: 'no nodes', took };
  const greedy = timed('greedy', () => greedyMix(problem, (c) => objectiveOf(problem, c)));
  const best = timed('best mix', () => bestMix(problem, solve));
  if (!best || !greedy) return { nodes: problem.nodeKinds.length, quality: 'no mix', took };
  const curve = timed('curve', () => mixCurve(problem, solve, best));
  const usd = (n: number): string => `$${n.toFixed(2)}`;
  return {
    nodes: problem.nodeKinds.length,
    quality: `greedy ${usd(objectiveOf(problem, greedy))}, mix ${usd(objectiveOf(problem, curve.best))}, gap ${(curve.best.gap * 100).toFixed(3)} %`,
    took,
  };
}
