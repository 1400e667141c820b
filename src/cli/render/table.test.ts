import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellWidth } from './fit.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

const pipe = { isTTY: false, columns: 120, env: {} };
const terminal = (columns: number) => ({ isTTY: true, columns, env: {} });
const columns = [
  { head: 'WORKLOAD' },
  { head: 'PODS', align: 'right' as const },
  { head: 'ASKED' },
];
const rows = [
  ['Deployment kube-system/cluster-autoscaler-aws-cluster-autoscaler', '1', '100m 556Mi'],
  ['Deployment app/web', '3', '500m 956Mi'],
];

describe('a table', () => {
  it('keeps its columns in line over as many rows as there are', () => {
    const rows = Array.from({ length: 1_000 }, (_, i) => [`${i}`, i === 777 ? '가나다라마' : 'x', 'end']); // prettier-ignore
    const lines = table([{ head: 'N', align: 'right' }, { head: 'WORD' }, { head: 'LAST' }], rows, pipe).trimEnd().split('\n'); // prettier-ignore
    expect(lines).toHaveLength(1_001);
    expect(lines[0]).toBe('  N  WORD        LAST');
    expect(lines[1]).toBe('  0  x           end');
    expect(lines[778]).toBe('777  가나다라마  end');
    expect(lines[1_000]).toBe('999  x           end');
  });

  it('wraps a column that has a width, and cuts no other', () => {
    const long = 'a'.repeat(200);
    expect(table([{ head: 'A' }, { head: 'B', width: 5 }], [[long, 'one two']], pipe)).toBe(
      `A${' '.repeat(199)}  B\n${long}  one\n${' '.repeat(200)}  two\n`,
    );
  });

  it('is its head where it has no rows', () => {
    expect(table([{ head: 'NAME' }, { head: 'READY' }], [], pipe)).toBe('NAME  READY\n');
  });

  it('is one line a row into a pipe, however wide', () => {
    expect(table(columns, rows, pipe).split('\n')).toEqual([
      'WORKLOAD                                                          PODS  ASKED',
      'Deployment kube-system/cluster-autoscaler-aws-cluster-autoscaler     1  100m 556Mi',
      'Deployment app/web                                                   3  500m 956Mi',
      '',
    ]);
  });

  it('breaks names at spaces, slashes and hyphens on a terminal that is narrower', () => {
    expect(table(columns, rows, terminal(50)).split('\n')).toEqual([
      'WORKLOAD                         PODS  ASKED',
      'Deployment kube-system/cluster-     1  100m 556Mi',
      'autoscaler-aws-cluster-',
      'autoscaler',
      'Deployment app/web                  3  500m 956Mi',
      '',
    ]);
  });

  it('fits where COLUMNS says how wide the reader is', () => {
    const io = { isTTY: false, columns: 40, env: { COLUMNS: '40' } };
    for (const line of table(columns, rows, io).split('\n'))
      expect(line.length).toBeLessThanOrEqual(40);
  });

  it('fits or has no word left to break, loses no letter, and keeps colors and indents', () => {
    const c = paint(true);
    const name = fc.stringMatching(/^ {0,3}[a-z]{1,9}([ /,-][a-z0-9]{1,9}){0,6}$/);
    const cell = fc.oneof(
      name,
      name.map((n) => c.green(n)),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 20, max: 90 }),
        (cells, width) => {
          const out = table([{ head: 'A' }, { head: 'B' }, { head: 'C' }], cells, terminal(width));
          const letters = (s: string): string =>
            [...s.replace(/\u001b\[\d+m/g, '').replace(/[\s]/g, '')].sort().join('');
          expect(letters(out)).toBe(letters(`ABC${cells.flat().join('')}`));
          const longest = [0, 1, 2].map((i) =>
            Math.max(1, ...cells.flatMap((row) => (row[i] ?? '').replace(/\u001b\[\d+m/g, '').split(/(?<=[ /,-])/).map((w) => w.trim().length + 3))),
          ); // prettier-ignore
          const least = longest.reduce((a, b) => a + b, 4);
          if (least <= width)
            for (const line of out.split('\n')) expect(cellWidth(line)).toBeLessThanOrEqual(width);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('shows no control characters of a cell', () => {
    const out = table([{ head: 'A' }], [['xy\u001b[2Jz']], terminal(80));
    expect(out.split('\n')).toHaveLength(3);
    expect(out).not.toContain('\u001b[2J');
  });
});
