import type { FieldSetting } from './effect.ts';
import type { JsonPatchOp } from '../model/index.ts';

type Path = FieldSetting['path'];
type Container = Record<string, unknown> | unknown[];

/** Where a path ends in an object, how far it exists, and what stands there. */
export interface Located {
  /** JSON pointer tokens as far as the object goes along. */
  readonly tokens: readonly string[];
  /** How many elements of the path exist. */
  readonly depth: number;
  readonly value: unknown;
}

const isContainer = (v: unknown): v is Container => v !== null && typeof v === 'object';
const matches = (element: unknown, by: Readonly<Record<string, string | number>>): boolean =>
  isContainer(element) &&
  Object.entries(by).every(([k, v]) => (element as Record<string, unknown>)[k] === v);

/** Walks a path; list elements are found by their identifying fields. */
export function locate(object: unknown, path: Path): Located {
  const tokens: string[] = [];
  let at: unknown = object;
  for (const [depth, part] of path.entries()) {
    if (!isContainer(at)) return { tokens, depth, value: undefined };
    const key =
      typeof part === 'string'
        ? part
        : Array.isArray(at)
          ? at.findIndex((e) => matches(e, part))
          : -1;
    const next = Array.isArray(at)
      ? at[Number(key)]
      : typeof key === 'string'
        ? at[key]
        : undefined;
    if (next === undefined) return { tokens, depth, value: undefined };
    tokens.push(String(key));
    at = next;
  }
  return { tokens, depth: path.length, value: at };
}

const pointer = (tokens: readonly string[]): string =>
  tokens.map((t) => `/${t.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

export type Lowering =
  | { readonly kind: 'ops'; readonly ops: readonly JsonPatchOp[]; readonly result: unknown }
  /** A list element that the path names does not exist. */
  | { readonly kind: 'no-such-element'; readonly path: Path };

/**
 * Turns settings into JSON patch operations on this very object, guarded by `test`: an element is
 * still the one that was meant, a field still holds what was seen. Missing parents are made.
 */
export function lower(object: unknown, settings: readonly FieldSetting[]): Lowering {
  const ops: JsonPatchOp[] = [];
  let working: unknown = structuredClone(object);
  const push = (op: JsonPatchOp): void => {
    ops.push(op);
    working = applyOps(working, [op]);
  };
  for (const setting of settings) {
    const found = locate(working, setting.path);
    guardElements(working, setting.path, push);
    if (setting.value === undefined) {
      if (found.depth < setting.path.length) continue;
      push({ op: 'test', path: pointer(found.tokens), value: found.value });
      push({
        op: 'remove',
        path: pointer(prunable(working, found.tokens, setting.pruneParents ?? 0)),
      });
      continue;
    }
    const missing = setting.path.slice(found.depth);
    if (missing.some((p) => typeof p !== 'string'))
      return { kind: 'no-such-element', path: setting.path };
    if (missing.length === 0) {
      push({ op: 'test', path: pointer(found.tokens), value: found.value });
      push({ op: 'replace', path: pointer(found.tokens), value: setting.value });
      continue;
    }
    const tokens = [...found.tokens];
    for (const [i, part] of (missing as string[]).entries()) {
      tokens.push(part);
      push({
        op: 'add',
        path: pointer(tokens),
        value: i === missing.length - 1 ? setting.value : {},
      });
    }
  }
  return { kind: 'ops', ops, result: working };
}

function guardElements(object: unknown, path: Path, push: (op: JsonPatchOp) => void): void {
  for (const [i, part] of path.entries()) {
    if (typeof part === 'string') continue;
    const { tokens, depth } = locate(object, path.slice(0, i + 1));
    if (depth <= i) return;
    for (const [k, v] of Object.entries(part))
      push({ op: 'test', path: pointer([...tokens, k]), value: v });
  }
}

/** Climbs to the highest parent that would be left empty, at most `most` levels. */
function prunable(object: unknown, tokens: readonly string[], most: number): readonly string[] {
  let keep = tokens.length;
  for (let level = 0; level < most && keep > 1; level += 1) {
    const parent = locate(object, tokens.slice(0, keep - 1)).value;
    if (!isContainer(parent) || Array.isArray(parent) || Object.keys(parent).length !== 1) break;
    keep -= 1;
  }
  return tokens.slice(0, keep);
}

/** RFC 6902 for the operations that `lower` makes (the server does the same with them). */
export function applyOps(document: unknown, ops: readonly JsonPatchOp[]): unknown {
  let doc = document;
  for (const op of ops) {
    if (op.op === 'test') continue;
    const tokens = op.path.split('/').slice(1).map((t) => t.replaceAll('~1', '/').replaceAll('~0', '~')); // prettier-ignore
    doc = change(doc, tokens, op);
  }
  return doc;
}

function change(node: unknown, [head, ...rest]: readonly string[], op: JsonPatchOp): unknown {
  if (head === undefined) return op.value;
  if (Array.isArray(node)) {
    const copy = [...(node as unknown[])];
    const index = Number(head);
    if (rest.length > 0) copy[index] = change(copy[index], rest, op);
    else if (op.op === 'remove') copy.splice(index, 1);
    else if (op.op === 'add') copy.splice(index, 0, op.value);
    else copy[index] = op.value;
    return copy;
  }
  const copy = { ...(node as Record<string, unknown>) };
  if (rest.length > 0) copy[head] = change(copy[head], rest, op);
  else if (op.op === 'remove') delete copy[head];
  else copy[head] = op.value;
  return copy;
}

/**
 * What brings the fields back: old values where there were some, removal (and empty parents of ours)
 * where not. Each expects what we left: `now`, as the server wrote it, or else what was set.
 */
export function invert(
  before: readonly SeenField[],
  settings: readonly FieldSetting[],
  now?: readonly SeenField[],
): readonly FieldSetting[] {
  return settings
    .map((setting, i): FieldSetting => {
      const seen = before[i];
      const left = now ? now[i]?.value : setting.value;
      const expect = left === undefined ? {} : { value: left };
      if (seen?.value !== undefined) return { path: setting.path, value: seen.value, expect };
      const made = setting.path.length - (seen?.depth ?? 0) - 1;
      return { path: setting.path, expect, ...(made > 0 ? { pruneParents: made } : {}) };
    })
    .reverse();
}

/** What stood at a path before, and how much of the path existed. */
export interface SeenField {
  readonly depth: number;
  readonly value?: unknown;
}

export const seeFields = (
  object: unknown,
  settings: readonly FieldSetting[],
): readonly SeenField[] =>
  settings.map(({ path }) => {
    const { depth, value } = locate(object, path);
    return value === undefined ? { depth } : { depth, value };
  });
