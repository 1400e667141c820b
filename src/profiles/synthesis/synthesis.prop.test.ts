import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { selectorTakes, wildcardMatches } from '../../model/index.ts';
import { narrowestPatterns, synthesize } from './index.ts';

interface Pod {
  readonly workload: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

const word = fc.stringMatching(/^[ab]{1,3}$/);
const pod = fc.record({
  namespace: word,
  labels: fc.dictionary(fc.constantFrom('app', 'tier'), word),
});
const pods = (max: number) =>
  fc
    .array(pod, { minLength: 1, maxLength: max })
    .map((list): Pod[] => list.map((p, i) => ({ workload: `w${i}`, ...p })));

/** Every text over `ab` of up to three letters with at most one star, found without thinking. */
const PATTERNS = (() => {
  const texts = [''];
  for (let length = 0; length < 3; length += 1)
    for (const t of texts.filter((x) => x.length === length)) texts.push(`${t}a`, `${t}b`);
  const starred = texts.flatMap((t) =>
    Array.from({ length: t.length + 1 }, (_, i) => `${t.slice(0, i)}*${t.slice(i)}`),
  );
  return { exact: texts.filter((t) => t !== ''), starred };
})();

/** All sets of movers that some selector of the language takes without taking a stayer. */
function takeable(moving: readonly Pod[], staying: readonly Pod[], wildcards: boolean): number[] {
  const patterns = wildcards ? [...PATTERNS.exact, ...PATTERNS.starred] : PATTERNS.exact;
  const everybody = [...moving, ...staying];
  // Which pods a pattern of one field takes, as bits; what a field does not say takes all.
  const bits = (of: (p: Pod) => string | undefined, list: readonly string[]) => [
    ...new Set(
      list.map((pattern) =>
        everybody.reduce((mask, p, i) => {
          const value = of(p);
          return value !== undefined && wildcardMatches(pattern, value) ? mask | (1 << i) : mask;
        }, 0),
      ),
    ),
  ];
  const all = (1 << everybody.length) - 1;
  const movers = (1 << moving.length) - 1;
  const sets = new Set<number>();
  for (const namespace of bits(
    (p) => p.namespace,
    patterns.filter((p) => p !== '*'),
  ))
    for (const app of [all, ...bits((p) => p.labels['app'], patterns)])
      for (const tier of [all, ...bits((p) => p.labels['tier'], patterns)]) {
        const taken = namespace & app & tier;
        if ((taken & ~movers) === 0) sets.add(taken);
      }
  return [...sets];
}

function fewestSets(sets: readonly number[], all: number): number {
  let reached = new Set([0]);
  for (let count = 0; count <= 6; count += 1) {
    if (reached.has(all)) return count;
    reached = new Set([...reached].flatMap((r) => sets.map((s) => (r | s) & all)));
  }
  throw new Error('not reachable');
}

describe('profile synthesis', () => {
  it('finds as few selectors as trying all of them, and takes nobody who stays', () => {
    fc.assert(
      fc.property(pods(5), fc.array(pod, { maxLength: 4 }), fc.boolean(), (moving, rest, wild) => {
        const staying = rest.map((p, i) => ({ workload: `s${i}`, ...p }));
        const found = synthesize({ moving, staying, wildcards: wild ? 'always' : false });
        const lost = new Set(found.inseparable.map((i) => i.workload));
        const able = moving.filter((m) => !lost.has(m.workload));
        for (const p of staying)
          for (const g of found.groups)
            expect(selectorTakes(g.selector, p.namespace, p.labels)).toBe(false);
        for (const m of able) {
          const home = found.groups.find((g) => g.workloads.includes(m.workload));
          expect(home && selectorTakes(home.selector, m.namespace, m.labels)).toBe(true);
        }
        const sets = takeable(able, staying, wild);
        expect(found.groups).toHaveLength(fewestSets(sets, (1 << able.length) - 1));
        expect(found.atLeast).toBe(found.groups.length);
        // Who is said to be inseparable really is.
        for (const w of lost) {
          const m = moving.find((p) => p.workload === w) as Pod;
          expect(takeable([m], staying, wild).every((mask) => mask === 0)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('does not depend on the order of what goes and stays', () => {
    fc.assert(
      fc.property(pods(6), pods(4), (moving, staying) => {
        const there = synthesize({ moving, staying, wildcards: 'always' });
        const back = synthesize({
          moving: [...moving].reverse(),
          staying: [...staying].reverse(),
          wildcards: 'always',
        });
        expect(back).toEqual(there);
      }),
    );
  });
});

describe('the narrowest patterns', () => {
  it('match all values, and whatever pattern does so is no narrower', () => {
    const texts = [...PATTERNS.exact];
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 4 }),
        (values) => {
          // prettier-ignore
          const narrow = narrowestPatterns(values, true);
          for (const n of narrow) for (const v of values) expect(wildcardMatches(n, v)).toBe(true);
          for (const p of [...PATTERNS.exact, ...PATTERNS.starred]) {
            if (!values.every((v) => wildcardMatches(p, v))) continue;
            const covered = narrow.some((n) =>
              texts.every((t) => !wildcardMatches(n, t) || wildcardMatches(p, t)),
            );
            expect(covered).toBe(true);
          }
        },
      ),
    );
  });
});
