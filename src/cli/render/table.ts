import Table from 'cli-table3';
import { clean } from '../errors.ts';

const NONE = { top: '', 'top-mid': '', 'top-left': '', 'top-right': '', bottom: '', 'bottom-mid': '', 'bottom-left': '', 'bottom-right': '', left: '', 'left-mid': '', mid: '', 'mid-mid': '', right: '', 'right-mid': '', middle: '  ' } as const; // prettier-ignore

export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Wraps at this width. */
  readonly width?: number;
}

/** A table as kubectl prints them: no lines, two spaces between columns. Wide characters count as two. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.some((c) => c.width !== undefined);
  const t = new Table({
    head: columns.map((c) => c.head),
    chars: NONE,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    colAligns: columns.map((c) => c.align ?? 'left'),
    ...(widths ? { colWidths: columns.map((c) => c.width ?? null), wordWrap: true } : {}),
  });
  for (const row of rows) t.push(row.map((cell) => keepEscapes(cell)));
  return `${t
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')}\n`;
}

/** Our own colors pass; anything else that could move a cursor does not. */
const keepEscapes = (cell: string): string =>
  cell

    .split(/(\u001b\[\d+m)/)
    .map((part, i) => (i % 2 === 1 ? part : clean(part)))
    .join('');
