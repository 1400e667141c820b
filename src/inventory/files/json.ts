import { isFields, type DocumentSink, type InputDocument } from './document.ts';
import { headingOf, typed, type Heading } from './heading.ts';
import { inputError, tooDeep } from './input-error.ts';
import { text, type Text } from '../../model/index.ts';
import { findJsonFault, type JsonFault } from './json-fault.ts';
import { lineIn, newlinesBefore } from './json-line.ts';
import { type Copied, type ElementPiece, type JsonPiece, type JsonSink } from './json-piece.ts';
import { JsonSplitter, MAX_PIECE_BYTES } from './json-split.ts';
import type { Outline } from './outline.ts';
import { Repeats } from './repeats.ts';

/**
 * Reads a JSON text piece by piece: one value, a stream of several, a `List` of any length, what
 * `kubectl cluster-info dump` prints. Each object is handed on as soon as it has come in.
 */
export class JsonReader implements JsonSink {
  private readonly file: string;
  private readonly to: DocumentSink;
  private readonly splitter: JsonSplitter;
  private list: 'items' | 'objects' | 'array' = 'array';
  private heading: Heading | undefined;
  /** Elements whose kind the list has not told yet, and those of a list called `objects`. */
  private held: InputDocument[] = [];
  private repeats = new Repeats();
  private found: Outline | undefined;

  constructor(file: string, to: DocumentSink, maxPieceBytes = MAX_PIECE_BYTES) {
    this.file = file;
    this.to = to;
    this.splitter = new JsonSplitter(this, maxPieceBytes);
  }

  push(chunk: Uint8Array): void {
    this.splitter.push(chunk);
    if (this.splitter.failed) this.end();
  }

  end(): void {
    const left = this.splitter.end();
    switch (left.kind) {
      case 'nothing':
        return;
      case 'stray':
        throw this.error(
          {
            seen: text(
              `character ${JSON.stringify(left.character)}`,
              `문자 ${JSON.stringify(left.character)}`,
            ),
            wanted: text('a JSON value', 'JSON 값'),
          },
          left.line,
        );
      case 'too long':
        throw inputError({
          code: 'INPUT_TOO_LARGE',
          file: this.file,
          line: left.line,
          seen: text('a single JSON value of more than 256 MiB', '256 MiB가 넘는 JSON 값 하나'),
          wanted: text(
            'Kubernetes objects, which the API server keeps to a few MiB',
            'API 서버가 몇 MiB로 제한하는 Kubernetes 객체',
          ),
          remedy: text(
            'Give the output of kubectl get -o json as it is.',
            'kubectl get -o json의 출력을 그대로 주십시오.',
          ),
        });
      case 'too deep':
        throw tooDeep(this.file, left.line);
      case 'open': {
        const fault = faultOf(left.piece.original(), left.inList, true);
        throw fault.truncated ? this.error(fault, left.lastLine) : this.errorIn(left.piece, fault);
      }
    }
  }

  beginList(name: string, head: string): void {
    // Elements of another list may have their kind from it.
    this.repeats = new Repeats();
    this.list = name === 'items' || name === 'objects' ? name : 'array';
    this.heading = this.list === 'items' ? headingOf(parse(`${head}]}`)) : undefined;
  }

  element(piece: ElementPiece): void {
    const document = this.documentOf(piece, true);
    const { value } = document;
    const untyped = this.list === 'items' && isFields(value) && value['kind'] === undefined;
    if (this.list !== 'objects' && !untyped) this.repeats.learn(piece, this.to.document(document));
    else if (untyped && this.heading)
      this.repeats.learn(piece, this.to.document(typed(document, this.heading)));
    // The text is gone by then: of a held element only its own line is known.
    else this.held.push({ ...document, lineOf: () => piece.line });
  }

  findCopy(bytes: Buffer, at: number, length: number): Copied | undefined {
    return (this.found = this.repeats.find(bytes, at, length));
  }

  copy(): void {
    if (this.found) this.to.copy(this.found.copy());
  }

  root(piece: JsonPiece, isShell: boolean): void {
    const document = this.documentOf(piece, false);
    const { held, list } = this;
    this.held = [];
    if (!isShell) {
      this.to.document(document);
      this.splitter.linewise = this.to.isLines;
      return;
    }
    if (list === 'objects') {
      const value = { ...(document.value as object), objects: held.map((h) => h.value) };
      this.to.document({ ...document, value });
      return;
    }
    const heading = headingOf(document.value);
    for (const one of held) this.to.document(heading ? typed(one, heading) : one);
    this.to.shell(document);
  }

  line(piece: ElementPiece): boolean {
    const value = parse(piece.original());
    if (value === undefined) return false;
    this.repeats.learn(
      piece,
      this.to.document({ file: this.file, value, lineOf: () => piece.line }),
    );
    return true;
  }

  private documentOf(piece: JsonPiece, inList: boolean): InputDocument {
    const value = parse(piece.text());
    if (value === undefined) throw this.errorIn(piece, faultOf(piece.original(), inList, false));
    return { file: this.file, value, lineOf: (path) => lineIn(piece.original(), piece.line, path) };
  }

  private errorIn(piece: JsonPiece, fault: JsonFault): Error {
    return this.error(fault, piece.line + newlinesBefore(piece.original(), fault.offset));
  }

  private error(
    fault: { readonly seen: Text; readonly wanted: Text; readonly truncated?: boolean },
    line: number,
  ): Error {
    const { seen, wanted } = fault;
    return inputError({
      code: fault.truncated === true ? 'INPUT_TRUNCATED' : 'INPUT_NOT_JSON',
      file: this.file,
      line,
      seen,
      wanted,
      remedy: fault.truncated === true
        ? text(
            'The file ends in the middle; write it again, e.g. kubectl get all,ing,pvc,pdb,cm,sa -A -o json > cluster.json.',
            '파일이 중간에 끊겼습니다. 다시 쓰십시오. 예: kubectl get all,ing,pvc,pdb,cm,sa -A -o json > cluster.json',
          )
        : text(
            'Correct the JSON at this line; jq . FILE shows whether it is well-formed.',
            '이 줄의 JSON을 고치십시오. 형식이 맞는지는 jq . FILE로 확인합니다.',
          ),
    }); // prettier-ignore
  }
}

/** Undefined where the text is no JSON. The engine's message quotes the text, which may hold a secret. */
function parse(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return undefined;
  }
}

/** The fault of a text that is no JSON, read as an element of a list or by itself. */
function faultOf(json: string, inList: boolean, ended: boolean): JsonFault {
  if (!inList) return findJsonFault(json);
  if (json.trim() === '' && !ended)
    return {
      offset: 0,
      seen: text('nothing', '없음'),
      wanted: text('a JSON value', 'JSON 값'),
      truncated: false,
    };
  const fault = findJsonFault(ended ? `[${json}` : `[${json}]`);
  return { ...fault, offset: Math.max(0, fault.offset - 1) };
}
