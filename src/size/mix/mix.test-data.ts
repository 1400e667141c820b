import fc from 'fast-check';
import type { MixItem, MixProblem, NodeKind } from './problem.ts';

export const aKind = (more: Partial<NodeKind> = {}): NodeKind => ({
  type: 'm5.large',
  lifecycle: 'on-demand',
  zone: 'a',
  nodegroup: 'general',
  count: 2,
  usdPerMonth: 70,
  room: { milliCpu: 2000, memoryMiB: 8192, pods: 29 },
  ...more,
});

export const anItem = (name: string, more: Partial<MixItem> = {}): MixItem => ({
  key: `apps/v1/Deployment/app/${name}`,
  ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name },
  need: { milliCpu: 500, memoryMiB: 1024 },
  onePerNode: false,
  parts: [{ pods: 1, kinds: [0], at: new Map() }],
  fargateUsdPerMonth: 20,
  whyStays: null,
  heldBy: null,
  effort: 1,
  ...more,
});

export const aProblem = (
  kinds: readonly NodeKind[],
  items: readonly MixItem[],
  more: Partial<MixProblem> = {},
): MixProblem => ({
  kinds,
  nodeKinds: kinds.flatMap((k, i) => Array.from({ length: k.count }, () => i)),
  items,
  usdPerStep: 0,
  fixedUsdPerMonth: 73,
  keepsZones: false,
  agents: { milliCpu: 0, memoryMiB: 0, pods: 0 },
  gaps: [],
  ...more,
});

const STAYS = { en: 'must', ko: '남아야 함' };

/** Clusters whose best mix a person could find by trying everything. */
export const smallProblems = (): fc.Arbitrary<MixProblem> =>
  fc
    .array(
      fc.record({
        count: fc.integer({ min: 1, max: 2 }),
        usd: fc.integer({ min: 20, max: 120 }),
        milliCpu: fc.integer({ min: 8, max: 40 }).map((n) => n * 100),
        memoryMiB: fc.integer({ min: 8, max: 64 }).map((n) => n * 128),
        pods: fc.integer({ min: 2, max: 6 }),
      }),
      { minLength: 1, maxLength: 2 },
    )
    .chain((kinds) =>
      fc.tuple(
        fc.boolean(),
        fc.array(
          fc.record({
            cpu: fc.integer({ min: 1, max: 14 }).map((n) => n * 100),
            memory: fc.integer({ min: 1, max: 20 }).map((n) => n * 128),
            pods: fc.integer({ min: 1, max: 2 }),
            usd: fc.integer({ min: 5, max: 70 }),
            stays: fc.boolean(),
            apart: fc.boolean(),
            on: fc.subarray(kinds.map((_, k) => k), { minLength: 1 }),
            effort: fc.integer({ min: 1, max: 5 }),
          }),
          { minLength: 1, maxLength: 5 },
        ),
      )
        .map(([keepsZones, items]) =>
          aProblem(
            kinds.map((k, i) => aKind({ zone: 'ab'[i] ?? '', count: k.count, usdPerMonth: k.usd, room: { milliCpu: k.milliCpu, memoryMiB: k.memoryMiB, pods: k.pods } })),
            items.map((w, i) =>
              anItem(`w${i}`, {
                need: { milliCpu: w.cpu, memoryMiB: w.memory },
                onePerNode: w.apart,
                parts: [{ pods: w.pods, kinds: w.on, at: new Map() }],
                fargateUsdPerMonth: w.usd * w.pods,
                whyStays: w.stays ? STAYS : null,
                effort: w.effort,
              }),
            ),
            { usdPerStep: 3, keepsZones },
          ),
        ),
    ); // prettier-ignore

/** A large cluster from a seed: many small workloads, a few big ones, three zones, some that must stay. */
export function aLargeProblem(workloads: number, podsEach: number, seed = 1): MixProblem {
  let state = seed;
  // Park and Miller's generator: the same cluster on every machine.
  const random = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const cpus = [10, 50, 100, 100, 100, 200, 250, 500, 1000, 2000];
  const memories = [32, 64, 128, 128, 256, 512, 1024, 2048, 4096];
  const items = Array.from({ length: workloads }, (_, i): MixItem => {
    const need = { milliCpu: pick(cpus), memoryMiB: pick(memories) };
    const pods = Math.max(1, Math.round(podsEach * 2 * random()));
    const pinned = random() < 0.05;
    const zone = Math.floor(random() * 3);
    const vcpu = [0.25, 0.5, 1, 2, 4].find((v) => v * 1000 >= need.milliCpu && v * 8 * 1024 >= need.memoryMiB + 256) ?? 4; // prettier-ignore
    const gb = Math.max(vcpu * 2, Math.ceil((need.memoryMiB + 256) / 1024));
    return anItem(`w${i}`, {
      need,
      parts: [{ pods, kinds: pinned ? [zone, zone + 3] : [0, 1, 2, 3, 4, 5], at: new Map() }],
      fargateUsdPerMonth: pods * 730 * (vcpu * 0.04656 + gb * 0.00511),
      whyStays: random() < 0.3 ? STAYS : null,
      effort: 1 + Math.floor(random() * 6),
    });
  });
  const pods = items.reduce((n, i) => n + (i.parts[0]?.pods ?? 0), 0);
  const cpu = items.reduce((n, i) => n + (i.parts[0]?.pods ?? 0) * i.need.milliCpu, 0);
  const memory = items.reduce((n, i) => n + (i.parts[0]?.pods ?? 0) * i.need.memoryMiB, 0);
  const each = Math.ceil(Math.max(pods / 29, cpu / 3600, memory / 14_000) / 3) + 4;
  const kinds = [0, 1, 2, 3, 4, 5].map((k) =>
    k < 3
      ? aKind({ zone: 'abc'[k % 3] ?? '', count: each, usdPerMonth: 172.28, type: 'm5.xlarge', room: { milliCpu: 3920, memoryMiB: 14_800, pods: 56 } })
      : aKind({ zone: 'abc'[k % 3] ?? '', count: each, usdPerMonth: 86.14 }),
  ); // prettier-ignore
  return aProblem(kinds, items, { keepsZones: true });
}
