import { text, type Text } from '../../model/index.ts';

export interface JsonFault {
  readonly offset: number;
  /** What stands there, without quoting the text around it: it may be a secret. */
  readonly seen: Text;
  readonly wanted: Text;
  readonly truncated: boolean;
}

const LITERAL = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?)(?![\w.+-])/y;

/** The first place where a text stops being JSON. Only called for texts that are not. */
export function findJsonFault(json: string): JsonFault {
  const open: ('[' | '{')[] = [];
  let at = 0;
  const fault = (en: string, ko: string): JsonFault => ({
    offset: Math.min(at, json.length),
    seen:
      at >= json.length
        ? text('the end of the text', '텍스트의 끝')
        : text(`character ${JSON.stringify(json[at])}`, `문자 ${JSON.stringify(json[at])}`),
    wanted: text(en, ko),
    truncated: at >= json.length,
  });
  const skipSpace = (): void => {
    while (at < json.length && ' \t\r\n'.includes(json[at] as string)) at += 1;
  };
  const readString = (): boolean => {
    const end = endOfString(json, at);
    const line = json.indexOf('\n', at);
    if (end >= json.length || (line >= 0 && line < end)) {
      at = end >= json.length && line < 0 ? json.length : line;
      return false;
    }
    at = end + 1;
    return true;
  };
  const unclosed = (): JsonFault => fault('a closing double quote', '닫는 큰따옴표');
  const readKey = (): JsonFault | undefined => {
    skipSpace();
    if (json[at] !== '"') return fault('a field name in double quotes', '큰따옴표 안의 필드 이름');
    if (!readString()) return unclosed();
    skipSpace();
    if (json[at] !== ':') return fault('a colon after the field name', '필드 이름 뒤의 콜론');
    at += 1;
    return undefined;
  };
  for (;;) {
    skipSpace();
    const c = json[at];
    if (c === '{' || c === '[') {
      at += 1;
      skipSpace();
      if (json[at] === (c === '{' ? '}' : ']')) at += 1;
      else {
        open.push(c);
        const bad = c === '{' ? readKey() : undefined;
        if (bad) return bad;
        continue;
      }
    } else if (c === '"') {
      if (!readString()) return unclosed();
    } else {
      LITERAL.lastIndex = at;
      if (!LITERAL.test(json)) return fault('a JSON value', 'JSON 값');
      at = LITERAL.lastIndex;
    }
    // A value has ended: a comma, or one or more closing brackets.
    for (;;) {
      skipSpace();
      const inside = open.at(-1);
      if (inside === undefined) {
        if (at >= json.length) return fault('valid JSON escapes', '올바른 JSON 이스케이프');
        break;
      }
      const close = inside === '{' ? '}' : ']';
      if (json[at] === ',') {
        at += 1;
        const bad = inside === '{' ? readKey() : undefined;
        if (bad) return bad;
        break;
      }
      if (json[at] !== close) return fault(`a comma or "${close}"`, `쉼표 또는 "${close}"`);
      at += 1;
      open.pop();
    }
  }
}

const BACKSLASH = 92;
/** The offset of the closing quote of the string that opens at `open`, or the text's end. */
function endOfString(text: string, open: number): number {
  let at = open;
  for (;;) {
    at = text.indexOf('"', at + 1);
    if (at < 0) return text.length;
    let backslashes = 0;
    while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return at;
  }
}
