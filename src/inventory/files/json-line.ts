import { LineCounter, isNode, parseDocument } from 'yaml';
import type { Path } from './document.ts';

/** The line of a field in a JSON text that begins on line `first`. Slow; for errors and origins. */
export function lineIn(text: string, first: number, path: Path): number {
  if (path.length === 0) return first;
  const lines = new LineCounter();
  // JSON is YAML, whose parser knows where things stand.
  const tree = parseDocument(text, { lineCounter: lines, logLevel: 'silent' });
  for (let length = path.length; length > 0; length -= 1) {
    const node = tree.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return first + lines.linePos(node.range[0]).line - 1;
  }
  return first;
}

/** Line ends before an offset. */
export function newlinesBefore(text: string, offset: number): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
}
