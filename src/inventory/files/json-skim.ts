const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;

/** Where a value stands: offsets into the text, and the line (from 1) that it starts on. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly line: number;
}

/**
 * Finds values of well-formed JSON without building them: the top-level ones (a stream may hold
 * several), and the objects in the list `items` of a top-level object, by their index.
 */
export function skimJson(text: string): {
  readonly roots: readonly Span[];
  readonly items: readonly (Span | undefined)[];
} {
  const roots: Span[] = [];
  const items: (Span | undefined)[] = [];
  let depth = 0;
  let line = 1;
  let root = { start: 0, line: 1 };
  let item = { start: 0, line: 1 };
  let index = 0;
  let inItems = false;
  for (let i = 0; i < text.length; i += 1) {
    switch (text.charCodeAt(i)) {
      case NEWLINE:
        line += 1;
        break;
      case QUOTE:
        i = endOfString(text, i);
        break;
      case 91: // [
      case 123: // {
        if (depth === 0) root = { start: i, line };
        else if (depth === 1) {
          inItems = text.charCodeAt(i) === 91 && /"items"\s*:\s*$/.test(text.slice(i - 40, i));
          index = 0;
        } else if (depth === 2) item = { start: i, line };
        depth += 1;
        break;
      case 93: // ]
      case 125: // }
        depth -= 1;
        if (depth === 0) roots.push({ ...root, end: i + 1 });
        else if (depth === 2 && inItems) items[index] = { ...item, end: i + 1 };
        break;
      case 44: // ,
        if (depth === 2 && inItems) index += 1;
        break;
      default:
    }
  }
  return { roots, items };
}

/** The offset of the closing quote of the string that opens at `open`, or the text's end. */
export function endOfString(text: string, open: number): number {
  let at = open;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
}
