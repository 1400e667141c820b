// How fast a large cluster is sized, billed and mixed, beside JSON.parse of the same bytes, and how good
// the solver's answer is beside a simple greedy. `npm run bench:mix`.
import { loadSolver } from '../../src/adapters/highs.ts';
import { workloadsOf } from '../../src/assess/index.ts';
import type { Snapshot } from '../../src/model/index.ts';
import { allocate, bestMix, costAfter, costToday, greedyMix, loadPriceBook, mixCurve, mixProblem, objectiveOf, sizeWorkloads, termsOf } from '../../src/size/index.ts'; // prettier-ignore
import { aCluster, aNode, aWorkload } from '../../src/size/cluster.test-data.ts';

/** Park and Miller's generator: the same clusters on every machine. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Small, badly described pods as clusters have them, on nodes filled to about half. */
function cluster(workloads: number, pods: number): Snapshot {
  const next = chance(workloads);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const nodes = Math.ceil(pods / 14);
  const names = Array.from({ length: nodes }, (_, i) => `n${i}`);
  const zones = ['a', 'b', 'c'].map((z) => `us-east-1${z}`);
  return aCluster([
    ...names.map((n, i) =>
      aNode(n, {}, {
        'node.kubernetes.io/instance-type': i % 3 === 0 ? 'm5.xlarge' : 'm5.large',
        'topology.kubernetes.io/zone': zones[i % 3] ?? '',
      }),
    ),
    ...Array.from({ length: workloads }, (_, w) =>
      aWorkload({
        name: `w${w}`,
        cpu: pick(['10m', '50m', '100m', '100m', '200m', '250m', '500m']),
        memory: pick(['32Mi', '64Mi', '128Mi', '128Mi', '256Mi', '512Mi', '1Gi']),
        on: Array.from({ length: Math.max(1, Math.round((pods / workloads) * 2 * next())) }, () => pick(names)),
      }),
    ).flat(),
  ]);
} // prettier-ignore

const prices = await loadPriceBook();
const solver = await loadSolver();
const ms = (from: number): number => Math.round(performance.now() - from);
const rows: object[] = [];
for (const [count, pods] of [[15, 40], [50, 150], [300, 1200], [2000, 10_000]] as const) {
  const text = JSON.stringify(cluster(count, pods));
  let t = performance.now();
  const snapshot = JSON.parse(text) as Snapshot;
  const parse = ms(t);
  t = performance.now();
  const workloads = workloadsOf(snapshot);
  const owners = ms(t);
  t = performance.now();
  sizeWorkloads(snapshot, { workloads, prices });
  const sizes = ms(t);
  t = performance.now();
  const terms = termsOf({ prices, region: 'us-east-1' });
  costToday(snapshot, { prices });
  allocate(snapshot, workloads, terms);
  costAfter(snapshot, { prices, workloads, moved: new Set() });
  const bills = ms(t);
  const problem = mixProblem(snapshot, { workloads, terms, whyStays: new Map() });
  if (!problem) continue;
  t = performance.now();
  const greedy = greedyMix(problem, (c) => objectiveOf(problem, c));
  const greedyMs = ms(t);
  t = performance.now();
  const best = bestMix(problem, solver);
  const mix = ms(t);
  if (!best || !greedy) continue;
  t = performance.now();
  const curve = mixCurve(problem, solver, best);
  rows.push({
    workloads: count, pods, nodes: problem.nodeKinds.length, 'JSON.parse ms': parse, 'owners ms': owners, 'sizes ms': sizes, 'bills ms': bills,
    'greedy $': objectiveOf(problem, greedy).toFixed(0), 'greedy ms': greedyMs, 'mix $': objectiveOf(problem, curve.best).toFixed(0), 'mix ms': mix,
    gap: `${(curve.best.gap * 100).toFixed(2)} %`, 'curve ms': ms(t),
  });
} // prettier-ignore
console.table(rows);
