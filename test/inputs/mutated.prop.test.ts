import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { POD_CASES } from '../../src/assess/rules/pod-rules.test-data.ts';
import { WORLD_CASES } from '../../src/assess/rules/world-rules.test-data.ts';
import type { Io } from '../../src/cli/io.ts';
import { runCli } from '../../src/cli/program.ts';

/** Inputs with every field that any rule reads: what rules find, and what they leave. */
const WORLDS: readonly (readonly unknown[])[] = [
  ...POD_CASES.flatMap(([, finds, leaves]) => [[finds], [leaves]]),
  ...WORLD_CASES.flatMap(([, finds, leaves]) => [finds.objects ?? [], leaves.objects ?? []]),
].filter((objects) => objects.length > 0);

/** Values of every type, empty ones and lists of nothing among them. */
const WRONG: readonly unknown[] = ['text', '', 7, -1, 1.5, true, null, ['x'], [null], [[1]], { x: 'y' }, {}, [], [{}]]; // prettier-ignore

type Path = readonly (string | number)[];
const pathsIn = (value: unknown, path: Path = []): readonly Path[] => [
  ...(path.length > 0 ? [path] : []),
  ...(value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([key, inner]) =>
        pathsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]),
      )
    : []),
];

/** One value of the input replaced by another. */
function mutated(objects: readonly unknown[], path: Path, value: unknown): string {
  const items = JSON.parse(JSON.stringify(objects)) as Record<string | number, unknown>;
  const holder = path
    .slice(0, -1)
    .reduce((at, key) => at[key] as Record<string | number, unknown>, items);
  holder[path.at(-1) ?? ''] = value;
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
}

async function run(args: readonly string[], input: string): Promise<{ code: number; out: string; err: string }> {
  let [out, err] = ['', ''];
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTTY: false, errIsTTY: false, columns: 120, color: false, env: {}, cwd: '/', lang: 'en',
    stdin: async function* () { yield Buffer.from(input); },
    ask: () => Promise.resolve(undefined),
    onInterrupt: () => () => undefined,
  };
  const code = await runCli([...args, '--from', '-', '-o', 'json'], io);
  return { code, out, err };
} // prettier-ignore

const mutation = fc.constantFrom(...WORLDS).chain((objects) =>
  fc.record({
    objects: fc.constant(objects),
    path: fc.constantFrom(...pathsIn(objects)),
    value: fc.constantFrom(...WRONG),
  }),
);

describe('an input in which one value was replaced by any other', () => {
  it.each([
    ['assess', 600],
    ['size', 60],
    ['size --advise', 30],
    ['profiles plan', 60],
  ])(
    'is judged or refused with a reason, and no mistake of ours: %s',
    async (command, numRuns) => {
      await fc.assert(
        fc.asyncProperty(mutation, async ({ objects, path, value }) => {
          const { code, out, err } = await run(command.split(' '), mutated(objects, path, value));
          expect(err).not.toMatch(/^BUG/m);
          expect([0, 2, 3, 4], err).toContain(code);
          if (code === 2) expect(err).toMatch(/^INPUT_[A-Z_]+ {2}/);
          else expect(() => JSON.parse(out) as unknown).not.toThrow();
        }),
        { numRuns },
      );
    },
    60_000,
  );
});
