// How long the exact synthesis takes, and whether it could prove its answer. `npm run bench:profiles`.
import { synthesize } from '../../src/profiles/index.ts';

/** A small generator that always gives the same sequence: mulberry32. */
function chance(seed: number): () => number {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TEAMS = ['pay', 'web', 'data', 'ml', 'ops', 'crm', 'bi', 'auth', 'core', 'edge'];
const STAGES = ['prod', 'stage', 'dev', 'qa', 'perf'];

function cluster(workloads: number, namespaces: number, staysShare: number, seed: number) {
  const next = chance(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T;
  const names = Array.from({ length: namespaces }, (_, i) => `${TEAMS[i % TEAMS.length]}-${STAGES[Math.floor(i / TEAMS.length) % STAGES.length]}`); // prettier-ignore
  const pods = Array.from({ length: workloads }, (_, i) => ({
    workload: `w${i}`,
    namespace: pick(names),
    labels: {
      'app.kubernetes.io/name': `${pick(['api', 'worker', 'cron', 'ui', 'cache', 'db'])}-${i % 40}`,
      tier: pick(['front', 'back', 'batch']),
      ...(next() < 0.3 ? { team: pick(TEAMS) } : {}),
    },
  }));
  const stays = pods.map(() => next() < staysShare);
  return {
    moving: pods.filter((_, i) => !stays[i]),
    staying: pods.filter((_, i) => stays[i]),
  };
}

const rows: (string | number)[][] = [['workloads', 'namespaces', 'stay %', 'labels', 'selectors', 'at least', 'profiles', 'language', 'ms']]; // prettier-ignore
for (const [workloads, namespaces] of [
  [50, 10],
  [200, 25],
  [500, 50],
] as const)
  // prettier-ignore
  for (const share of [0, 0.1, 0.5])
    for (const required of [{}, { 'fargatectl.io/compute': 'fargate' }]) {
      const { moving, staying } = cluster(workloads, namespaces, share, 7);
      const began = performance.now();
      const found = synthesize({
        moving: moving.map((m) => ({ ...m, labels: { ...m.labels, ...required } })),
        staying,
        required,
        wildcards: 'if-fewer-profiles',
      });
      rows.push([
        workloads, namespaces, share * 100, Object.keys(required).length > 0 ? 'opt-in' : 'their own',
        found.groups.length, found.atLeast, Math.ceil(found.groups.length / 5), found.language,
        Math.round(performance.now() - began),
      ]); // prettier-ignore
    }
const widths = rows[0]!.map((_, c) => Math.max(...rows.map((r) => String(r[c]).length)));
for (const r of rows) console.log(r.map((v, c) => String(v).padStart(widths[c] as number)).join('  ')); // prettier-ignore
