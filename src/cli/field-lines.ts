import { posix } from 'node:path';
import { isMap, isNode, isScalar, isSeq, LineCounter, parseAllDocuments, type Node } from 'yaml';
import { workloadKey, type ObjectRef, type Snapshot } from '../model/index.ts';

/** Where something stands in a file that the user gave. Lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}
/** The place of a field of an object, of its closest ancestor that is written down, or of the object. */
export type Locate = (ref: ObjectRef, field?: string) => Place | undefined;

interface Source {
  /** As the snapshot names it. */
  readonly name: string;
  /** As the user's tools find it: the folder that was given is in it. */
  readonly path: string;
  /** Null where only the lines of objects are known. */
  readonly text: string | null;
}

/** A locator over files that were read; each is parsed once, and only when somebody asks for a place in it. */
export function locator(origins: Snapshot['origins'], sources: readonly Source[]): Locate {
  const parsed = new Map<string, Parsed>();
  return (ref, field) => {
    const origin = origins[workloadKey(ref)];
    if (!origin) return undefined;
    const source = sources.find((s) => s.name === origin.file);
    if (!source) return { file: origin.file, line: origin.line };
    const path = posix.normalize(source.path.replaceAll('\\', '/'));
    if (source.text === null) return { file: path, line: origin.line };
    const file = parsed.get(source.name) ?? parse(source.text);
    parsed.set(source.name, file);
    const node = file.objects.find((o) => o.line === origin.line && o.name === ref.name) ?? file.objects.find((o) => o.kind === ref.kind && o.name === ref.name); // prettier-ignore
    return {
      file: path,
      line: node && field !== undefined ? lineOf(node.node, field, file.lines, node.line) : origin.line, // prettier-ignore
    };
  };
}

interface Parsed {
  readonly lines: LineCounter;
  readonly objects: readonly {
    readonly node: Node;
    readonly line: number;
    readonly kind: unknown;
    readonly name: unknown;
  }[];
}

/** Objects of a YAML or JSON text, those in lists too. */
function parse(text: string): Parsed {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text.replace(/^\uFEFF/, ''), { lineCounter: lines, merge: true, prettyErrors: false, logLevel: 'silent' }); // prettier-ignore
  const objects: Parsed['objects'][number][] = [];
  const visit = (node: unknown, depth: number): void => {
    if (isSeq(node)) node.items.forEach((item) => visit(item, depth));
    if (!isMap(node) || depth > 3) return;
    const name: unknown = node.getIn(['metadata', 'name']) ?? node.getIn(['metadata', 'generateName']); // prettier-ignore
    if (name !== undefined && node.range)
      objects.push({ node, name, kind: node.get('kind'), line: lines.linePos(node.range[0]).line });
    visit(node.get('items', true), depth + 1);
  };
  if (Array.isArray(documents)) documents.forEach((d) => visit(d.contents, 0));
  return { lines, objects };
}

/** `spec.containers[0].ports["x.y"]` → its keys. */
const keysOf = (field: string): readonly (string | number)[] =>
  [...field.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(([, quoted, index, word]) => quoted ?? (index === undefined ? (word ?? '') : Number(index))); // prettier-ignore

/** The line of the field's key; of the deepest part of its path that is written down. */
function lineOf(object: Node, field: string, lines: LineCounter, otherwise: number): number {
  let at: unknown = object;
  let line = otherwise;
  for (const key of keysOf(field)) {
    if (isMap(at)) {
      const pair = at.items.find((p) => isScalar(p.key) && p.key.value === key);
      if (!pair) break;
      if (isNode(pair.key) && pair.key.range) line = lines.linePos(pair.key.range[0]).line;
      at = pair.value;
    } else if (isSeq(at) && typeof key === 'number') {
      const item = at.items[key];
      if (!isNode(item)) break;
      if (item.range) line = lines.linePos(item.range[0]).line;
      at = item;
    } else break;
  }
  return line;
}
