import Table from 'cli-table3';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { cellWidth, fitted, roomFor, widest } from './fit.ts';

const NONE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' } as const; // prettier-ignore
/** Rows drawn at once: the library looks for each cell among all before it. */
const PAGE = 40;

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Wraps at this width. */
  readonly width?: number;
}

/**
 * A table as kubectl prints them: no lines, two spaces between columns. Wide characters count as two.
 * On a terminal that is narrower cells break over lines.
 */
export function table(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  io: Pick<Io, 'isTTY' | 'columns' | 'env'>,
): string {
  const safe = rows.map((row) => row.map(keepEscapes));
  const { heads, cells } = inRoom(columns, safe, roomFor(io));
  const widths = columns.map((c, i) => c.width ?? widest(cellWidth, [heads, ...cells], i));
  const lines: string[] = [];
  for (let from = 0; from === 0 || from < cells.length; from += PAGE) {
    const t = new Table({
      head: from === 0 ? [...heads] : [],
      chars: NONE,
      style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
      colAligns: columns.map((c) => c.align ?? 'left'),
      colWidths: widths,
      wordWrap: columns.some((c) => c.width !== undefined),
    });
    for (const row of cells.slice(from, from + PAGE)) t.push([...row]);
    for (const line of t.toString().split('\n')) lines.push(line.trimEnd());
  }
  return `${lines.join('\n')}\n`;
}

interface Cells {
  readonly heads: readonly string[];
  readonly cells: readonly (readonly string[])[];
}

function inRoom(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  room: number | null,
): Cells {
  const heads = columns.map((c) => c.head);
  if (room === null || columns.some((c) => c.width !== undefined)) return { heads, cells };
  const [head = [], ...rest] = fitted([heads, ...cells], room);
  return { heads: head, cells: rest };
}

/** Our own colors pass; anything else that could move a cursor does not. */
const keepEscapes = (cell: string): string =>
  cell

    .split(/(\u001b\[\d+m)/)
    .map((part, i) => (i % 2 === 1 ? part : clean(part)))
    .join('');
