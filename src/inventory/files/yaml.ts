import {
  LineCounter,
  isNode,
  parseAllDocuments,
  type Document,
  type ScalarTag,
  type YAMLError,
} from 'yaml';
import { isFields, type DocumentSink, type InputDocument, type Path } from './document.ts';
import { headingOf, typed } from './heading.ts';
import { inputError } from './input-error.ts';
import { text } from '../../model/index.ts';
import { readPlainYaml } from './plain-yaml.ts';
import { YamlSplitter, yamlList, type YamlList, type YamlPiece } from './yaml-split.ts';

interface Lines {
  /** The line in the file of an offset into the piece at hand. */
  at(offset: number): number;
}

const TRUE = /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/;

/** `yes`, `on` and their like are booleans to Kubernetes' YAML reader. */
const bool: ScalarTag = {
  tag: 'tag:yaml.org,2002:bool',
  default: true,
  test: /^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON|n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/,
  resolve: (text) => TRUE.test(text),
};

/** `0644` is octal, as in `defaultMode: 0644`; `0o644`, `0x1f`, `0b1` and `1_000` are numbers too. */
const integer: ScalarTag = {
  tag: 'tag:yaml.org,2002:int',
  default: true,
  test: /^[-+]?(?:0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/,
  resolve: (text) => {
    const negative = text.startsWith('-');
    const digits = text.replace(/^[-+]/, '').replace(/_/g, '');
    // Number() reads 0b, 0o and 0x. A leading zero means octal, unless an 8 or 9 forbids it.
    const value = Number(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    return negative ? -value : value;
  },
};

/** The longest document held at once, in characters. */
const MAX_DOCUMENT = 256 << 20;

/**
 * Reads a YAML text document by document, and a `List` element by element, resolved as Kubernetes
 * resolves it: YAML 1.2's core schema with the booleans and octals of 1.1, anchors, and merge keys.
 * A key that is there twice is an error, as it is to a strict API server.
 * @source https://github.com/kubernetes-sigs/yaml/blob/master/goyaml.v2/resolve.go (read 2026-11-24)
 */
export class YamlReader {
  private readonly file: string;
  private readonly to: DocumentSink;
  private readonly splitter: YamlSplitter;
  private readonly onError: (error: unknown, text: string) => void;
  /** `onError` is told of each document that cannot be read; it throws, or lets the next one be read. */
  constructor(file: string, to: DocumentSink, onError: (error: unknown, text: string) => void) {
    this.file = file;
    this.to = to;
    this.onError = onError;
    this.splitter = new YamlSplitter((piece) => this.document(piece));
  }

  push(yaml: string): void {
    this.splitter.push(yaml);
    if (this.splitter.held > MAX_DOCUMENT)
      throw inputError({
        code: 'INPUT_TOO_LARGE',
        file: this.file,
        line: this.splitter.documentLine,
        seen: text(
          'a single YAML document of more than 256 Mi characters',
          '2억 6천만 자가 넘는 YAML 문서 하나',
        ),
        wanted: text('smaller documents', '더 작은 문서'),
        remedy: text(
          'Dump the cluster as JSON, which is read object by object: kubectl get deploy,sts,ds,pod -A -o json > cluster.json',
          '객체 하나씩 읽을 수 있는 JSON으로 받으십시오: kubectl get deploy,sts,ds,pod -A -o json > cluster.json',
        ),
      });
  }

  end(): void {
    this.splitter.end();
  }

  private document(piece: YamlPiece): void {
    this.to.source(piece.text);
    try {
      const list = yamlList(piece);
      if (list && this.readList(list)) return;
      const plain = plainDocument(this.file, piece);
      if (plain) this.to.document(plain);
      else for (const document of readYaml(this.file, piece)) this.to.document(document);
    } catch (error) {
      this.onError(error, piece.text);
    }
  }

  /** False when the elements cannot be read apart: an anchor is used across them, or one is broken. */
  private readList({ bare, shell, elements }: YamlList): boolean {
    const read = (piece: YamlPiece): InputDocument | undefined => {
      try {
        return plainDocument(this.file, piece) ?? readYaml(this.file, piece)[0];
      } catch {
        return undefined;
      }
    };
    const plain = readPlainYaml(bare);
    const around =
      plain === undefined
        ? read(shell())
        : {
            file: this.file,
            value: plain,
            lineOf: (path: Path) => lineOfAgain(this.file, shell(), path),
          };
    if (!around || !isFields(around.value)) return false;
    const heading = headingOf(around.value);
    const documents: InputDocument[] = [];
    for (const element of elements) {
      const document = read(element);
      if (!document) return false;
      const { line } = element;
      // Its tree would hold the text of all; lines within are looked up again when asked for.
      const lineOf = (path: Path): number =>
        path.length === 0 ? line : lineOfAgain(this.file, element, path);
      documents.push({ ...document, lineOf });
    }
    for (const one of documents)
      this.to.document(
        heading && isFields(one.value) && one.value['kind'] === undefined
          ? typed(one, heading)
          : one,
      );
    this.to.shell(around);
    return true;
  }
}

/** A document as kubectl writes them, which needs no parser; lines within are looked up when asked for. */
function plainDocument(file: string, piece: YamlPiece): InputDocument | undefined {
  const hasMark = piece.text.startsWith('---\n');
  const value = readPlainYaml(hasMark ? piece.text.slice(4) : piece.text);
  if (value === undefined) return undefined;
  const first = piece.line + Number(hasMark);
  return {
    file,
    value,
    lineOf: (path) => (path.length === 0 ? first : lineOfAgain(file, piece, path)),
  };
}

const lineOfAgain = (file: string, element: YamlPiece, path: Path): number =>
  readYaml(file, element)[0]?.lineOf(path) ?? element.line;

/** The documents of a YAML text that begins on a given line. */
export function readYaml(file: string, { text: yaml, line }: YamlPiece): readonly InputDocument[] {
  const counter = new LineCounter();
  const parsed = parseAllDocuments(yaml, {
    version: '1.2',
    schema: 'core',
    merge: true,
    uniqueKeys: true,
    // Its pretty errors quote the text, which may hold a secret.
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: counter,
    customTags: (tags) => [bool, integer, ...tags],
  });
  if (!Array.isArray(parsed)) return [];
  const lines = { at: (offset: number) => counter.linePos(offset).line + line - 1 };
  return parsed
    .map((tree) => {
      const error = tree.errors[0];
      if (error) fail(file, yaml, error, lines);
      return {
        file,
        value: valueOf(file, tree, lines),
        lineOf: (path: Path) => lineIn(tree, lines, path, line),
      };
    })
    .filter((document) => document.value !== null && document.value !== undefined);
}

function valueOf(file: string, tree: Document, lines: Lines): unknown {
  try {
    return tree.toJS({ maxAliasCount: 100 }) as unknown;
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw inputError({
      code: 'INPUT_NOT_YAML',
      file,
      line: lineIn(tree, lines, [], 1),
      seen: text(
        'an alias that has no anchor, or aliases that multiply beyond measure',
        '앵커가 없는 별칭, 또는 끝없이 불어나는 별칭',
      ),
      wanted: text('aliases of anchors defined above them', '위에서 정의한 앵커의 별칭'),
      remedy: text(
        'Write the repeated part out, or correct the alias.',
        '반복되는 부분을 풀어서 쓰거나 별칭을 고치십시오.',
      ),
    });
  }
}

function fail(file: string, yaml: string, error: YAMLError, lines: Lines): never {
  const at = { file, line: lines.at(error.pos[0]) };
  if (error.code === 'DUPLICATE_KEY')
    throw inputError({
      code: 'INPUT_DUPLICATE_KEY',
      ...at,
      seen: text('a key for the second time in one mapping', '한 매핑에 두 번 나온 키'),
      wanted: text('each key once', '키마다 한 번'),
      remedy: text(
        'Delete one of the two; Kubernetes would refuse the file as well.',
        '둘 중 하나를 지우십시오. Kubernetes도 이 파일을 거부합니다.',
      ),
    });
  const truncated = error.pos[0] >= yaml.trimEnd().length && yaml.trimEnd() !== '';
  throw inputError({
    code: truncated ? 'INPUT_TRUNCATED' : 'INPUT_NOT_YAML',
    ...at,
    // The parser's messages name structures, not contents; the first line is enough.
    seen: text(`a YAML error (${error.code})`, `YAML 오류(${error.code})`),
    wanted: text('well-formed YAML', '형식이 올바른 YAML'),
    remedy: truncated
      ? text(
          'The file ends in the middle; write it again.',
          '파일이 중간에 끊겼습니다. 다시 쓰십시오.',
        )
      : text(
          'Correct the YAML at this line; kubectl apply --dry-run=client -f FILE reads it the same way.',
          '이 줄의 YAML을 고치십시오. kubectl apply --dry-run=client -f FILE도 똑같이 읽습니다.',
        ),
  });
}

function lineIn(tree: Document, lines: Lines, path: Path, first: number): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? tree.contents : tree.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.at(node.range[0]);
  }
  return first;
}
