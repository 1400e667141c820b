/** A part of a YAML text that can be read by itself. */
export interface YamlPiece {
  readonly text: string;
  /** The line, from 1, that it begins on. */
  readonly line: number;
}

/** A document that is a list whose elements stand alone: what is around them, and each of them. */
export interface YamlList {
  /** What is around them, as short as it goes. */
  readonly bare: string;
  /** The same, in as many lines as it has in the file. */
  readonly shell: () => YamlPiece;
  readonly elements: readonly YamlPiece[];
}

const START = /^---(?:[ \t\r]|$)/;
const LOG_START = '==== START logs for ';
const LOG_END = '==== END logs for ';

/**
 * Cuts a YAML text into documents as it comes in, and leaves out the logs that `kubectl
 * cluster-info dump -o yaml` prints among them. `---` at the beginning of a line always begins a
 * document, whatever stands around it.
 * @source https://yaml.org/spec/1.2.2/#914-explicit-documents (read 2026-11-24)
 */
export class YamlSplitter {
  private readonly take: (piece: YamlPiece) => void;
  private rest: string[] = [];
  private restSize = 0;
  private lines: string[] = [];
  private size = 0;
  private firstLine = 1;
  private line = 1;
  private inLog = false;
  constructor(take: (piece: YamlPiece) => void) {
    this.take = take;
  }

  /** Characters held for the document at hand. */
  get held(): number {
    return this.size + this.restSize;
  }
  get documentLine(): number {
    return this.firstLine;
  }

  push(text: string): void {
    const lines = text.split('\n');
    const last = lines.pop() ?? '';
    if (lines.length > 0) {
      // A line may come in many pieces; they are joined once.
      lines[0] = this.rest.join('') + (lines[0] as string);
      this.rest = [];
      this.restSize = 0;
      for (const line of lines) this.oneLine(line);
    }
    this.rest.push(last);
    this.restSize += last.length;
  }

  end(): void {
    const rest = this.rest.join('');
    this.rest = [];
    if (rest !== '') this.oneLine(rest);
    this.flush();
  }

  private oneLine(line: string): void {
    if (this.inLog || line.startsWith(LOG_START)) {
      this.inLog = !line.startsWith(LOG_END);
      // An empty line in its place: those below keep their numbers.
      this.lines.push('');
    } else {
      if (START.test(line) && this.lines.length > 0) this.flush();
      this.lines.push(line);
      this.size += line.length + 1;
    }
    this.line += 1;
  }

  private flush(): void {
    const text = this.lines.join('\n');
    const { firstLine } = this;
    this.lines = [];
    this.size = 0;
    this.firstLine = this.line;
    if (text.trim() !== '') this.take({ text: `${text}\n`, line: firstLine });
  }
}

/**
 * The elements of a `List` as kubectl prints it: `items:` and a `- ` for each at the beginning of
 * lines, or two spaces in. Undefined for every other shape; those are read whole. Reading elements
 * one by one takes the memory of one, and is exact unless an anchor is used from another element.
 */
export function yamlList({ text, line }: YamlPiece): YamlList | undefined {
  if (!/^kind: ['"]?\w*List['"]?[ \t\r]*$/m.test(text)) return undefined;
  const items = /^items:[ \t\r]*\n/m.exec(text);
  if (!items || (items.index > 0 && text[items.index - 1] !== '\n')) return undefined;
  const begin = items.index + items[0].length;
  const dash = /^( {0,4})- /.exec(text.slice(begin, begin + 6));
  if (!dash) return undefined;
  const indent = dash[1] as string;
  const mark = `${indent}- `;
  const inside = `${indent}  `;
  const elements: YamlPiece[] = [];
  const firstLine = line + newlinesIn(text, 0, begin);
  let [at, lineAt, start, lineStart] = [begin, firstLine, begin, firstLine];
  const put = (): void => {
    elements.push({
      text: `${inside}${text.slice(start + mark.length, at)}`,
      line: lineStart,
    });
  };
  while (at < text.length) {
    const next = text.indexOf('\n', at) + 1 || text.length;
    if (text.startsWith(mark, at)) {
      if (at > start) put();
      [start, lineStart] = [at, lineAt];
    } else if (!text.startsWith(inside, at) && text.slice(at, next).trim() !== '') break;
    at = next;
    lineAt += 1;
  }
  put();
  const tail = text.slice(at);
  // What follows the list must be keys of the top level; anything else is not what we think it is.
  if (tail.split('\n').some((l) => l !== '' && !/^(?:[A-Za-z]|[ \t\r]|#)/.test(l)))
    return undefined;
  const head = `${text.slice(0, items.index)}items: []\n`;
  return {
    bare: `${head}${tail}`,
    shell: () => ({ text: `${head}${'\n'.repeat(lineAt - firstLine)}${tail}`, line }),
    elements,
  };
}

function newlinesIn(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1))
    count += 1;
  return count;
}
