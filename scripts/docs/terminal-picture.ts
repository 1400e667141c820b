import { displayWidth } from '../../src/cli/render/wrap.ts';

const CELL = 8.4;
const LINE = 18;
const PAD = 16;
const BAR = 28;
const COLORS: Readonly<Record<number, string>> = {
  31: '#ff7b72',
  32: '#56d364',
  33: '#e3b341',
  35: '#d2a8ff',
  36: '#76e3ea',
};
const TEXT = '#e6edf3';
const DIM = '#8b949e';

interface Style {
  readonly bold: boolean;
  readonly dim: boolean;
  readonly color: number | null;
}
interface Run extends Style {
  readonly column: number;
  readonly text: string;
}

/**
 * Lines of a terminal, with the escapes of our own `paint`, as an SVG. Each run stands at its column
 * and has the width of its cells, so that columns line up in whatever font the reader has.
 */
export function terminalPicture(lines: readonly string[], title: string): string {
  const runs = lines.map(runsOf);
  const columns = Math.max(
    ...runs.flatMap((line) => line.map((r) => r.column + displayWidth(r.text))),
  );
  const width = Math.ceil(columns * CELL + 2 * PAD);
  const height = lines.length * LINE + BAR + 2 * PAD;
  const body = runs.flatMap((line, row) =>
    line.map((run) => textOf(run, BAR + PAD + (row + 0.75) * LINE)),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escape(title)}">
<title>${escape(title)}</title>
<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>
<circle cx="20" cy="18" r="6" fill="#ff5f57"/><circle cx="40" cy="18" r="6" fill="#febc2e"/><circle cx="60" cy="18" r="6" fill="#28c840"/>
<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', 'Noto Sans Mono CJK KR', monospace" font-size="14" xml:space="preserve">
${body.join('\n')}
</g>
</svg>
`;
}

function textOf(run: Run, y: number): string {
  const fill = run.color === null ? (run.dim ? DIM : TEXT) : (COLORS[run.color] ?? TEXT);
  const x = (PAD + run.column * CELL).toFixed(1);
  const cells = displayWidth(run.text);
  // Hangul stretched to two cells a letter reads badly; left alone it is narrower and never overlaps.
  const length = cells === [...run.text].length ? ` textLength="${(cells * CELL).toFixed(1)}"` : '';
  return `<text x="${x}" y="${y.toFixed(1)}" fill="${fill}"${run.bold ? ' font-weight="bold"' : ''}${length}>${escape(run.text)}</text>`;
}

const ESCAPE = /\u001b\[(\d+)m/;
export const ESCAPES = /\u001b\[\d+m/g;

/** Words of one style, apart from each other by two spaces or more; spaces alone draw nothing. */
function runsOf(line: string): readonly Run[] {
  const found: Run[] = [];
  let style: Style = { bold: false, dim: false, color: null };
  let column = 0;
  for (const [i, piece] of line.split(ESCAPE).entries()) {
    if (i % 2 === 1) {
      style = styled(style, Number(piece));
      continue;
    }
    for (const part of piece.split(/( {2,})/)) {
      const text = part.trim();
      const lead = part.length - part.trimStart().length;
      if (text !== '') found.push({ ...style, column: column + lead, text });
      column += displayWidth(part);
    }
  }
  return found;
}

/** Lines of a table without the columns that are blank in all of them, but for a gap of two. */
export function closedUp(lines: readonly string[]): readonly string[] {
  const cells = lines.map(cellsOf);
  const widest = Math.max(...cells.map((c) => c.length));
  const blank = Array.from({ length: widest }, (_, i) =>
    cells.every((c) => (c[i]?.text ?? ' ') === ' '),
  );
  const dropped = blank.map((b, i) => b && blank[i - 1] === true && blank[i - 2] === true);
  return cells.map((line) => line.filter((_, i) => !dropped[i]).map((c) => c.escapes + c.text).join(''));
} // prettier-ignore

/** One cell of the terminal each, with the escapes before it; a wide character's second cell is empty. */
function cellsOf(line: string): readonly { readonly escapes: string; readonly text: string }[] {
  let escapes = '';
  return (line.match(/\u001b\[\d+m|./gu) ?? []).flatMap((piece) => {
    if (piece.startsWith('\u001b')) {
      escapes += piece;
      return [];
    }
    const cell = { escapes, text: piece };
    escapes = '';
    return displayWidth(piece) === 2 ? [cell, { escapes: '', text: '' }] : [cell];
  });
}

function styled(style: Style, code: number): Style {
  if (code === 1) return { ...style, bold: true };
  if (code === 2) return { ...style, dim: true };
  if (code === 22) return { ...style, bold: false, dim: false };
  return { ...style, color: code === 39 ? null : code };
}

const escape = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
