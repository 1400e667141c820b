/** A part of a YAML text that can be read by itself. */
export interface YamlPiece {
  readonly text: string;
  /** The line, from 1, that it begins on. */
  readonly line: number;
}

/** A document that is a list whose elements stand alone: what is around them, and each of them. */
export interface YamlList {
  readonly shell: YamlPiece;
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
  const lines = text.split('\n');
  const items = lines.findIndex((l) => /^items:[ \t\r]*$/.test(l));
  if (items < 0) return undefined;
  const dash = /^( {0,4})- /.exec(lines[items + 1] ?? '');
  if (!dash) return undefined;
  const indent = dash[1] as string;
  const mark = `${indent}- `;
  const inside = `${indent}  `;
  const elements: YamlPiece[] = [];
  let at = items + 1;
  let start = at;
  const put = (): void => {
    const own = lines.slice(start, at);
    own[0] = `${inside}${(own[0] as string).slice(mark.length)}`;
    elements.push({ text: `${own.join('\n')}\n`, line: line + start });
  };
  for (; at < lines.length; at += 1) {
    const l = lines[at] as string;
    if (l.startsWith(inside) || l.trim() === '') continue;
    if (!l.startsWith(mark)) break;
    if (at > start) put();
    start = at;
  }
  put();
  const tail = lines.slice(at);
  // What follows the list must be keys of the top level; anything else is not what we think it is.
  if (tail.some((l) => l !== '' && !/^(?:[A-Za-z]|[ \t\r]|#)/.test(l))) return undefined;
  const around = [
    ...lines.slice(0, items),
    'items: []',
    ...Array<string>(at - items - 1).fill(''),
    ...tail,
  ];
  return { shell: { text: around.join('\n'), line }, elements };
}
