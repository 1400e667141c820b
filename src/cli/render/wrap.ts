import stringWidth from 'string-width';

/** Columns of a terminal: Hangul and other wide characters take two, colors none. */
export const displayWidth = (s: string): number => stringWidth(s);

/** Breaks a line at spaces so that no line is wider than `width` columns; following lines are indented. */
export function wrap(line: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let now = '';
  for (const word of line.split(' ')) {
    const next = now === '' ? word : `${now} ${word}`;
    if (now !== '' && displayWidth(next) > width) {
      lines.push(now);
      now = `${indent}${word}`;
    } else now = next;
  }
  return [...lines, now];
}
