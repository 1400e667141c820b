import type { Io } from '../io.ts';
import { displayWidth } from './wrap.ts';

/**
 * How wide a table may be: a terminal's width, or what COLUMNS says. Null into a pipe or a file, where
 * nothing wraps by itself and programs read line by line.
 */
export const roomFor = (io: Pick<Io, 'isTTY' | 'columns' | 'env'>): number | null =>
  io.isTTY || io.env['COLUMNS'] !== undefined ? io.columns : null;

const BETWEEN = 2;

export const cellWidth = (cell: string): number =>
  cell.split('\n').reduce((most, line) => Math.max(most, displayWidth(line)), 0);

/** The greatest measure of a column's cells. */
export const widest = (
  measure: (cell: string) => number,
  rows: readonly (readonly string[])[],
  column: number,
): number => rows.reduce((most, row) => Math.max(most, measure(row[column] ?? '')), 0);

/**
 * Breaks cells over lines until the columns fit into `room` beside each other. The widest column gives
 * way first, down to its longest word; a word is never cut, so that a table of long words stays too wide.
 */
export function fitted(
  rows: readonly (readonly string[])[],
  room: number,
): readonly (readonly string[])[] {
  const columns = rows[0] ?? [];
  const widths = columns.map((_, i) => widest(cellWidth, rows, i));
  const total = (): number => widths.reduce((a, b) => a + b, 0) + BETWEEN * (columns.length - 1);
  if (total() <= room) return rows;
  const least = columns.map((_, i) => widest(longestWord, rows, i));
  while (total() > room) {
    const slack = widths.map((w, i) => (w > (least[i] ?? 0) ? w : 0));
    const at = slack.indexOf(Math.max(...slack));
    if ((slack[at] ?? 0) === 0) break;
    widths[at] = (widths[at] ?? 0) - 1;
  }
  return rows.map((row) => row.map((cell, i) => breakCell(cell, widths[i] ?? 0)));
}

/** Where a cell may break: after a space, a slash, a comma, or the hyphens of names; not between a number and its unit. */
const WORDS = /\d[\d.]* [^ /,\n-]+,? *|[^ /,\n-]*[/,-]+ *|[^ /,\n-]+ *| +/g;
const wordsOf = (cell: string): readonly string[] => cell.match(WORDS) ?? [];

const longestWord = (cell: string): number =>
  wordsOf(cell).reduce((most, word) => Math.max(most, cellWidth(word.trimEnd())), 0);

const breakCell = (cell: string, width: number): string =>
  cellWidth(cell) <= width
    ? cell
    : cell
        .split('\n')
        .map((line) => breakLine(line, width))
        .join('\n');

function breakLine(line: string, width: number): string {
  // What stands before the first word is an indent, and holds for each line.
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let now = '';
  for (const word of wordsOf(line.slice(indent.length))) {
    if (now !== '' && cellWidth(indent + now + word.trimEnd()) > width) {
      lines.push(now);
      now = '';
    }
    now += word;
  }
  return [...lines, now].map((l) => `${indent}${l.trimEnd()}`).join('\n');
}
