const QUOTE = 34, BACKSLASH = 92, COMMA = 44, COLON = 58, SPACE = 32, OPEN_LIST = 91, CLOSE_LIST = 93, OPEN = 123, CLOSE = 125; // prettier-ignore
const ENV = Buffer.from('"env"');
const VALUE = Buffer.from('"value"');

const isSpace = (c: number | undefined): boolean => c === SPACE || c === 10 || c === 13 || c === 9;

/**
 * Takes the values of `env` lists out of a JSON text in its buffer, and answers what is left of its
 * length: they never enter a snapshot, and a fifth of a pod need not be parsed to be thrown away.
 * Only plain strings go, and only where the text around them is as it should be, so that a text that
 * is no JSON stays none; whatever this leaves is the business of redaction.
 */
export function dropEnvValues(bytes: Buffer, length: number): number {
  const text = bytes.subarray(0, length);
  let read = 0;
  let write = 0;
  let at = text.indexOf(ENV);
  while (at >= 0) {
    // A quote after a backslash is a part of a longer name.
    const isName = at === 0 || text[at - 1] !== BACKSLASH;
    at += ENV.length;
    const colon = skipSpace(text, at);
    const list = text[colon] === COLON ? skipSpace(text, colon + 1) : length;
    if (isName && text[list] === OPEN_LIST)
      at = eachValue(text, list + 1, (from, to) => {
        text.copyWithin(write, read, from);
        write += from - read;
        read = to;
      });
    at = text.indexOf(ENV, at);
  }
  text.copyWithin(write, read, length);
  return write + length - read;
}

/** The spans of the values in a list that begins at `at`, with the comma that each needs; answers where it ends. */
function eachValue(text: Buffer, at: number, cut: (from: number, to: number) => void): number {
  const { length } = text;
  let depth = 0;
  let inEntry = false;
  while (at < length && depth >= 0) {
    const c = text[at] as number;
    if (c === QUOTE) {
      const end = endOfString(text, at);
      if (end < 0) return length;
      const span = inEntry && depth === 1 && end - at === VALUE.length ? spanOf(text, at, end) : undefined; // prettier-ignore
      if (span) {
        cut(span.from, span.to);
        inEntry = false;
      }
      at = span ? span.to : end;
      continue;
    }
    at += 1;
    if (c === OPEN || c === OPEN_LIST) {
      depth += 1;
      if (depth === 1) inEntry = c === OPEN;
    } else if (c === CLOSE || c === CLOSE_LIST) depth -= 1;
  }
  return at;
}

/** Of `"value": "…"` whose name stands at `[name, end)`; undefined where anything else stands there. */
function spanOf(
  text: Buffer,
  name: number,
  end: number,
): { readonly from: number; readonly to: number } | undefined {
  for (let i = 0; i < VALUE.length; i += 1) if (text[name + i] !== VALUE[i]) return undefined;
  const colon = skipSpace(text, end);
  if (text[colon] !== COLON) return undefined;
  const start = skipSpace(text, colon + 1);
  if (text[start] !== QUOTE) return undefined;
  let to = start + 1;
  // Escapes and control characters may be wrong ones; the parser has to see them.
  for (let c = text[to]; c !== QUOTE; c = text[(to += 1)])
    if (c === undefined || c < SPACE || c === BACKSLASH) return undefined;
  to += 1;
  const before = skipSpaceBack(text, name - 1);
  if (text[before] === COMMA)
    return text[skipSpaceBack(text, before - 1)] === OPEN ? undefined : { from: before, to };
  if (text[before] !== OPEN) return undefined;
  const after = skipSpace(text, to);
  if (text[after] !== COMMA) return undefined;
  const next = skipSpace(text, after + 1);
  return text[next] === QUOTE ? { from: name, to: next } : undefined;
}

/** After the closing quote of the string that opens at `at`; -1 where there is none. */
function endOfString(text: Buffer, at: number): number {
  const { length } = text;
  for (at += 1; at < length; at += 1) {
    const c = text[at];
    if (c === QUOTE) return at + 1;
    if (c === BACKSLASH) at += 1;
  }
  return -1;
}

function skipSpace(text: Buffer, at: number): number {
  while (isSpace(text[at])) at += 1;
  return at;
}

function skipSpaceBack(text: Buffer, at: number): number {
  while (isSpace(text[at])) at -= 1;
  return at;
}
