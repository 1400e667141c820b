import Table from 'cli-table3';
import { clean } from '../errors.ts';
import { displayWidth } from './wrap.ts';

const NONE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' } as const; // prettier-ignore
/** Rows drawn at once: the library looks for each cell among all before it. */
const PAGE = 40;

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Wraps at this width. */
  readonly width?: number;
}

/** A table as kubectl prints them: no lines, two spaces between columns. Wide characters count as two. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map(keepEscapes));
  const widths = columns.map((c, i) => c.width ?? widest(c.head, cells, i));
  const lines: string[] = [];
  for (let from = 0; from === 0 || from < cells.length; from += PAGE) {
    const t = new Table({
      head: from === 0 ? columns.map((c) => c.head) : [],
      chars: NONE,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colAligns: columns.map((c) => c.align ?? 'left'),
      colWidths: widths,
      wordWrap: columns.some((c) => c.width !== undefined),
    });
    for (const row of cells.slice(from, from + PAGE)) t.push(row);
    for (const line of t.toString().split('\n')) lines.push(line.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

function widest(head: string, cells: readonly (readonly string[])[], column: number): number {
  let width = displayWidth(head);
  for (const row of cells)
    for (const line of (row[column] ?? '').split('\n')) width = Math.max(width, displayWidth(line));
  return width;
}

/** Our own colors pass; anything else that could move a cursor does not. */
const keepEscapes = (cell: string): string =>
  cell

    .split(/(\u001b\[\d+m)/)
    .map((part, i) => (i % 2 === 1 ? part : clean(part)))
    .join('');
