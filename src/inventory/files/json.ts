import { LineCounter, isNode, parseDocument } from 'yaml';
import type { InputDocument, Path } from './document.ts';
import { inputError } from './input-error.ts';
import { findJsonFault } from './json-fault.ts';
import { skimJson, type Span } from './json-skim.ts';
import { text } from '../../model/index.ts';

/** The documents of a JSON text: usually one; a stream of several is taken too. */
export function readJson(file: string, json: string): readonly InputDocument[] {
  const whole = parse(json);
  if (whole.ok) return [document(file, json, whole.value, undefined)];
  const documents: InputDocument[] = [];
  const { roots } = skimJson(json);
  let end = 0;
  for (const root of roots) {
    const one = parse(json.slice(root.start, root.end));
    // Only space may stand between the values of a stream.
    if (!one.ok || json.slice(end, root.start).trim() !== '') return fail(file, json);
    documents.push(document(file, json, one.value, root));
    end = root.end;
  }
  return documents.length > 0 && json.slice(end).trim() === '' ? documents : fail(file, json);
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false };
function parse(text: string): Parsed {
  try {
    return { ok: true, value: JSON.parse(text) as unknown };
  } catch {
    // Its message quotes the text, which may hold a secret; findJsonFault words the error instead.
    return { ok: false };
  }
}

function fail(file: string, json: string): never {
  const fault = findJsonFault(json);
  throw inputError({
    code: fault.truncated ? 'INPUT_TRUNCATED' : 'INPUT_NOT_JSON',
    file,
    line: lineAt(json, fault.offset),
    seen: fault.seen,
    wanted: fault.wanted,
    remedy: fault.truncated
      ? text(
          'The file ends in the middle; write it again, e.g. kubectl get all,ing,pvc,pdb,cm,sa -A -o json > cluster.json.',
          '파일이 중간에 끊겼습니다. 다시 쓰십시오. 예: kubectl get all,ing,pvc,pdb,cm,sa -A -o json > cluster.json',
        )
      : text(
          'Correct the JSON at this line; jq . FILE shows whether it is well-formed.',
          '이 줄의 JSON을 고치십시오. 형식이 맞는지는 jq . FILE로 확인합니다.',
        ),
  });
}

export function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1))
    line += 1;
  return line;
}

/** Lines are looked up late: most documents are never asked for one below their items. */
function document(
  file: string,
  text: string,
  value: unknown,
  root: Span | undefined,
): InputDocument {
  const from = root ?? { start: 0, end: text.length, line: 1 };
  let items: readonly (Span | undefined)[] | undefined;
  return {
    file,
    value,
    lineOf: (path) => {
      if (path[0] !== 'items' || typeof path[1] !== 'number') return lineIn(text, from, path);
      items ??= skimJson(text.slice(from.start, from.end)).items;
      const item = items[path[1]];
      if (!item) return from.line;
      const span = {
        start: from.start + item.start,
        end: from.start + item.end,
        line: from.line + item.line - 1,
      };
      return path.length === 2 ? span.line : lineIn(text, span, path.slice(2));
    },
  };
}

/** JSON is YAML, whose parser knows where things stand. */
function lineIn(text: string, span: Span, path: Path): number {
  if (path.length === 0) return span.line;
  const lines = new LineCounter();
  const tree = parseDocument(text.slice(span.start, span.end), {
    lineCounter: lines,
    logLevel: 'silent',
  });
  for (let length = path.length; length > 0; length -= 1) {
    const node = tree.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return span.line + lines.linePos(node.range[0]).line - 1;
  }
  return span.line;
}
