/** Hangul and other wide characters take two columns of a terminal. */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6]/;

export const displayWidth = (s: string): number =>
  [...s].reduce((n, ch) => n + (wide.test(ch) ? 2 : 1), 0);

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
