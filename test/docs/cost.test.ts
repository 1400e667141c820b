import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../../src/cli/program.ts';
import { aCluster, aNode, aWorkload } from '../../src/size/cluster.test-data.ts';
import { openStage, quietIo } from '../e2e/stage.ts';

const page = (lang: 'en' | 'ko'): string =>
  readFileSync(join('docs', lang === 'en' ? 'cost.md' : 'cost.ko.md'), 'utf8');
/** What stands between a heading of the page and the next. */
const section = (lang: 'en' | 'ko', heading: RegExp): string => {
  const found = page(lang).split(/^### /m).find((part) => heading.test(part.split('\n')[0] ?? ''));
  if (found === undefined) throw new Error(`no section ${String(heading)}`);
  return found;
}; // prettier-ignore

let dir = '';
let tutorial = '';
let packed = '';
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'cost-docs-'));
  const stage = await openStage();
  tutorial = join(dir, 'tutorial.json');
  writeFileSync(tutorial, JSON.stringify(stage.snapshot));
  stage.stop();
  packed = join(dir, 'packed.json');
  writeFileSync(packed, JSON.stringify(aCluster([aNode('n1'), ...aWorkload({ name: 'full', cpu: '600m', memory: '2Gi', on: ['n1', 'n1', 'n1'] })]))); // prettier-ignore
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const advise = async (file: string, ...flags: string[]): Promise<string> => {
  const io = quietIo();
  expect(await runCli(['size', '--advise', '--from', file, ...flags], io)).toBe(0);
  return io.printed.join('');
};
interface Advice {
  readonly options: readonly {
    readonly title: string;
    readonly usdPerMonth: number | null;
    readonly nodes: number | null;
    readonly movedWorkloads: number;
    readonly steps: number | null;
  }[];
}

describe('the cost pages show what this build prints', () => {
  it('for the tutorial’s cluster, word for word', async () => {
    const shown = /```\n([\s\S]*?)\n```/.exec(section('en', /The tutorial’s cluster|The tutorial's cluster/))?.[1]; // prettier-ignore
    const printed = await advise(tutorial);
    expect(printed.split('\n').slice(0, shown?.split('\n').length)).toEqual(shown?.split('\n'));
    expect(shown).toMatch(/Fargate whole/);
  });

  it('for the tutorial’s cluster in Korean: the verdict, and each figure of the table', async () => {
    const korean = section('ko', /튜토리얼의 클러스터/);
    const verdict = /```\n([\s\S]*?)\n```/.exec(korean)?.[1] ?? '';
    expect((await advise(tutorial, '--lang', 'ko')).startsWith(`${verdict}\n`)).toBe(true);
    const { options } = JSON.parse(await advise(tutorial, '--lang', 'ko', '-o', 'json')) as Advice;
    const cell = (n: number | null): string => (n === null ? '?' : String(n));
    for (const o of options)
      expect(korean).toContain(
        `| ${o.title} | ${o.usdPerMonth?.toFixed(2) ?? '?'} | ${cell(o.nodes)} | ${o.movedWorkloads} | ${cell(o.steps)} |`,
      );
  });

  it('for what having no nodes is worth there', async () => {
    const { options } = JSON.parse(await advise(tutorial, '-o', 'json')) as Advice;
    const of = (i: number): number => options.at(i)?.usdPerMonth ?? NaN;
    const worth = `$${(of(-1) - of(1)).toFixed(2)}`;
    for (const [lang, heading] of [['en', /The tutorial/], ['ko', /튜토리얼의/]] as const)
      expect(section(lang, heading)).toContain(worth); // prettier-ignore
  });

  it('for the full node whose honest answer is "don’t"', async () => {
    expect(section('en', /A full node/)).toContain(
      '`every move costs more than the $143.08 of today`',
    );
    expect(await advise(packed)).toMatch(/Don’t move\.\n +every move costs more than the \$143\.08 of today/); // prettier-ignore
    expect(section('ko', /꽉 찬 노드/)).toContain('`어떻게 옮겨도 지금의 $143.08보다 비쌉니다`');
    expect(await advise(packed, '--lang', 'ko')).toMatch(
      /어떻게 옮겨도 지금의 \$143\.08보다 비쌉니다/,
    );
  });

  it('with the same figures in both languages, manifests, bills by hand and solver included', () => {
    const figures = (lang: 'en' | 'ko', heading: RegExp): readonly string[] =>
      [...section(lang, heading).matchAll(/\$?\d[\d,.]*\d(?: ?%| ms)?/g)].map((m) => m[0]).sort();
    const amounts = (lang: 'en' | 'ko', heading: RegExp): readonly string[] =>
      figures(lang, heading).filter((f) => f.startsWith('$') || / ms$|%$/.test(f));
    for (const [en, ko] of [
      [/^Manifests/, /^매니페스트/],
      [/^Three bills/, /^손으로 푼 요금/],
      [/^The solver/, /^솔버와/],
    ] as const) {
      expect(amounts('en', en).length).toBeGreaterThan(5);
      expect(amounts('ko', ko)).toEqual(amounts('en', en));
    }
  });
});
