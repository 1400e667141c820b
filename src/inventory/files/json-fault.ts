import { endOfString } from './json-skim.ts';

export interface JsonFault {
  readonly offset: number;
  /** What stands there, without quoting the text around it: it may be a secret. */
  readonly seen: string;
  readonly wanted: string;
  readonly truncated: boolean;
}

const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.+-])/y;

/** The first place where a text stops being JSON. Only called for texts that are not. */
export function findJsonFault(text: string): JsonFault {
  const open: ('[' | '{')[] = [];
  let at = 0;
  const fault = (wanted: string): JsonFault => ({
    offset: Math.min(at, text.length),
    seen: at >= text.length ? 'the end of the text' : `character ${JSON.stringify(text[at])}`,
    wanted,
    truncated: at >= text.length,
  });
  const skipSpace = (): void => {
    while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at += 1;
  };
  const readString = (): boolean => {
    const end = endOfString(text, at);
    const line = text.indexOf('\n', at);
    if (end >= text.length || (line >= 0 && line < end)) {
      at = end >= text.length && line < 0 ? text.length : line;
      return false;
    }
    at = end + 1;
    return true;
  };
  const readKey = (): JsonFault | undefined => {
    skipSpace();
    if (text[at] !== '"') return fault('a field name in double quotes');
    if (!readString()) return fault('a closing double quote');
    skipSpace();
    if (text[at] !== ':') return fault('a colon after the field name');
    at += 1;
    return undefined;
  };
  for (;;) {
    skipSpace();
    const c = text[at];
    if (c === '{' || c === '[') {
      at += 1;
      skipSpace();
      if (text[at] === (c === '{' ? '}' : ']')) at += 1;
      else {
        open.push(c);
        const bad = c === '{' ? readKey() : undefined;
        if (bad) return bad;
        continue;
      }
    } else if (c === '"') {
      if (!readString()) return fault('a closing double quote');
    } else {
      LITERAL.lastIndex = at;
      if (!LITERAL.test(text)) return fault('a JSON value');
      at = LITERAL.lastIndex;
    }
    // A value has ended: a comma, or one or more closing brackets.
    for (;;) {
      skipSpace();
      const inside = open.at(-1);
      if (inside === undefined) {
        if (at >= text.length) return fault('valid JSON escapes');
        break;
      }
      const close = inside === '{' ? '}' : ']';
      if (text[at] === ',') {
        at += 1;
        const bad = inside === '{' ? readKey() : undefined;
        if (bad) return bad;
        break;
      }
      if (text[at] !== close) return fault(`a comma or "${close}"`);
      at += 1;
      open.pop();
    }
  }
}
