/**
 * Reads YAML as kubectl writes it: block mappings and lists, a scalar or one literal block a value.
 * Some twenty times as fast as a whole YAML parser, for dumps of tens of megabytes. Answers undefined
 * for everything else, however slightly it differs (comments, anchors, flow collections, folded text,
 * octal numbers, a key that is there twice), so that the parser reads or refuses it; what this does
 * answer is what the parser would.
 */
export function readPlainYaml(text: string): unknown {
  if (!text.endsWith('\n') || text.includes('\r') || text.includes('\t')) return undefined;
  const lines = text.split('\n');
  lines.pop();
  const reader = new PlainReader(lines);
  const value = reader.mapping(indentOf(lines[0] ?? ''), 0);
  return reader.isDone ? value : undefined;
}

/** Brackets of a YAML parser go deeper than any object; what does is its business. */
const MAX_DEPTH = 64;
const KEY = /([A-Za-z_.][A-Za-z0-9_./-]*):(?: |$)/y;
/** Names that are no strings to YAML, or none that a plain object can have. */
const NO_KEY = /^(?:y|yes|true|on|n|no|false|off|null|__proto__|\.(?:inf|nan))$/i;
/** Characters that no plain scalar begins with, or that begin something else. */
const NO_PLAIN =
  /^[\s"'#%&*,:<=>?@[\]`{|}!~]|^-(?:$| |--)|^\.\.\.|[\x00-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]/;
const DECIMAL = /^-?(?:0|[1-9][0-9]{0,14})$/;
/** Whatever may be a number in YAML 1.1 or 1.2 and is no plain decimal. */
const NUMERIC =
  /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*|\.[0-9]+(?:[eE][-+]?[0-9]+)?|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.(?:inf|nan))$/i;
const WORD = /^(?:y|yes|true|on|n|no|false|off|null)$/i;
/** Those spellings of the words above that have a meaning. */
const WORDS: Readonly<Record<string, boolean | null>> = Object.fromEntries([
  ...['null', 'Null', 'NULL'].map((w) => [w, null] as const),
  ...['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'].map((w) => [w, true] as const),
  ...['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'].map((w) => [w, false] as const),
]); // prettier-ignore
/** A double-quoted scalar that means the same to JSON. */
const JSON_STRING =
  /^"(?:[^"\\\x00-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]|\\(?:["\\/bfnrt]|u(?![dD][89a-fA-F])[0-9a-fA-F]{4}))*"$/;
const SINGLE_QUOTED = /^'(?:[^'\x00-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]|'')*'$/;
const UNUSUAL = /[\x00-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]/;

function indentOf(line: string): number {
  let at = 0;
  while (line.charCodeAt(at) === 32) at += 1;
  return at;
}

/** Recursive descent over lines. Every method answers undefined where it meets something that it does not know. */
class PlainReader {
  private readonly lines: string[];
  private at = 0;
  constructor(lines: string[]) {
    this.lines = lines;
  }

  get isDone(): boolean {
    return this.at === this.lines.length;
  }

  mapping(indent: number, depth: number): Record<string, unknown> | undefined {
    const fields: Record<string, unknown> = {};
    let count = 0;
    if (depth > MAX_DEPTH) return undefined;
    for (; this.at < this.lines.length; count += 1) {
      const line = this.lines[this.at] as string;
      const here = indentOf(line);
      if (here < indent && here < line.length) break;
      if (here !== indent) return undefined;
      KEY.lastIndex = indent;
      const key = KEY.exec(line)?.[1];
      if (key === undefined || NO_KEY.test(key) || Object.hasOwn(fields, key)) return undefined;
      this.at += 1;
      const rest = line.slice(KEY.lastIndex);
      // A space after the colon and nothing after it: kubectl writes none.
      if (rest === '' && line.endsWith(' ')) return undefined;
      const value = rest === '' ? this.nested(indent, depth) : this.scalar(rest, indent);
      if (value === undefined) return undefined;
      fields[key] = value;
    }
    return count === 0 ? undefined : fields;
  }

  private nested(indent: number, depth: number): unknown {
    const line = this.lines[this.at];
    if (line === undefined) return null;
    const here = indentOf(line);
    if (here === line.length) return undefined;
    const isList = line.startsWith('- ', here);
    if (isList && here >= indent) return this.list(here, depth + 1);
    return here > indent ? this.mapping(here, depth + 1) : null;
  }

  private list(indent: number, depth: number): readonly unknown[] | undefined {
    const items: unknown[] = [];
    if (depth > MAX_DEPTH) return undefined;
    for (; this.at < this.lines.length;) {
      const line = this.lines[this.at] as string;
      const here = indentOf(line);
      if (here === line.length || here > indent) return undefined;
      if (here < indent || !line.startsWith('- ', here)) {
        if (here === indent && line.charCodeAt(here) === 45) return undefined;
        break;
      }
      const inside = indent + 2;
      KEY.lastIndex = inside;
      let item: unknown;
      if (KEY.test(line)) {
        this.lines[this.at] = `${' '.repeat(inside)}${line.slice(inside)}`;
        item = this.mapping(inside, depth + 1);
      } else {
        this.at += 1;
        item = this.scalar(line.slice(inside), indent);
      }
      if (item === undefined) return undefined;
      items.push(item);
    }
    return items;
  }

  private scalar(text: string, indent: number): unknown {
    switch (text.charCodeAt(0)) {
      case 34: // "
        if (!JSON_STRING.test(text)) return undefined;
        return text.includes('\\') ? (JSON.parse(text) as string) : text.slice(1, -1);
      case 39: // '
        return SINGLE_QUOTED.test(text) ? text.slice(1, -1).replaceAll("''", "'") : undefined;
      case 91: // [
        return text === '[]' ? [] : undefined;
      case 123: // {
        return text === '{}' ? {} : undefined;
      case 124: // |
        return text === '|' || text === '|-' || text === '|+'
          ? this.literal(text, indent)
          : undefined;
      default:
        return plain(text);
    }
  }

  private literal(header: string, indent: number): string | undefined {
    const inside = indentOf(this.lines[this.at] ?? '');
    if (inside <= indent || inside === this.lines[this.at]?.length) return undefined;
    const content: string[] = [];
    for (; this.at < this.lines.length; this.at += 1) {
      const line = this.lines[this.at] as string;
      const here = indentOf(line);
      if (here < inside && here < line.length) break;
      if (UNUSUAL.test(line)) return undefined;
      content.push(line.slice(inside));
    }
    let end = content.length;
    while (content[end - 1] === '') end -= 1;
    const text = content.slice(0, end).join('\n');
    // A last line of spaces alone: the parser counts them or not, by what follows.
    if (/^ *$/.test(content[end - 1] ?? '')) return undefined;
    if (header === '|-') return text;
    return header === '|' ? `${text}\n` : `${text}${'\n'.repeat(content.length - end + 1)}`;
  }
}

function plain(text: string): unknown {
  if (text === '' || NO_PLAIN.test(text)) return undefined;
  const last = text.charCodeAt(text.length - 1);
  if (last === 58 || last === 32 || text.includes(': ') || text.includes(' #')) return undefined;
  const first = text.charCodeAt(0);
  if (first < 58 && (first > 47 || first === 45 || first === 43 || first === 46)) {
    if (DECIMAL.test(text)) return Number(text);
    return NUMERIC.test(text) ? undefined : text;
  }
  return text.length < 6 && WORD.test(text)
    ? WORDS[text] === undefined
      ? text
      : WORDS[text]
    : text;
}
