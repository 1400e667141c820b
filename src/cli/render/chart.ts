/** A bar of eighths of a column: `████▌`. Nothing for nothing, and at least a sliver for something. */
export function bar(value: number, most: number, width: number): string {
  if (value <= 0 || most <= 0) return '';
  const eighths = Math.max(1, Math.round((Math.min(value, most) / most) * width * 8));
  return '█'.repeat(Math.floor(eighths / 8)) + ' ▏▎▍▌▋▊▉'.charAt(eighths % 8).trim();
}

export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** `●` unless said otherwise. */
  readonly mark?: string;
}

/** Points over a frame of `width` × `height` characters, with the range of y at its left. */
export function plot(
  points: readonly PlotPoint[],
  o: { readonly width: number; readonly height: number; readonly label: (y: number) => string },
): string {
  const ys = points.map((p) => p.y);
  const xs = points.map((p) => p.x);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const column = (x: number): number =>
    right === left ? 0 : Math.round(((x - left) / (right - left)) * (o.width - 1));
  const row = (y: number): number =>
    high === low ? o.height - 1 : Math.round(((high - y) / (high - low)) * (o.height - 1));
  const grid = Array.from({ length: o.height }, () => Array.from({ length: o.width }, () => ' '));
  for (const p of points) {
    const line = grid[row(p.y)];
    if (line) line[column(p.x)] = p.mark ?? '●';
  }
  const labels = grid.map((_, i) => o.label(high - ((high - low) * i) / Math.max(1, o.height - 1)));
  const wide = Math.max(...labels.map((l) => l.length));
  return grid
    .map((line, i) => {
      const shown = i === 0 || i === o.height - 1 || i === Math.floor(o.height / 2);
      return `${(shown ? (labels[i] ?? '') : '').padStart(wide)} ┤${line.join('').trimEnd()}`;
    })
    .concat(`${' '.repeat(wide)} └${'─'.repeat(o.width)}`)
    .join('\n');
}
