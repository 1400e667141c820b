import { copyJson, isDraft, own, sameJson, set, type Draft } from '../draft.ts';

/** The patch is well-formed but does not fit this object. */
export class PatchMisfit extends Error {}

type Container = Draft | unknown[];

/**
 * JSON Patch on a draft, which is written to.
 * @source https://www.rfc-editor.org/rfc/rfc6902 (read 2026-11-23)
 * @throws PatchMisfit with the words of the Go library that the real server uses.
 */
export function jsonPatch(target: unknown, operations: unknown): unknown {
  if (!Array.isArray(operations)) throw new PatchMisfit('the patch is not a list of operations');
  const root: Draft = { root: target };
  for (const operation of operations) apply(root, operation);
  return root['root'];
}

function apply(root: Draft, operation: unknown): void {
  if (!isDraft(operation)) throw new PatchMisfit('Unexpected kind: an operation is not an object');
  const { op, path } = operation;
  if (typeof path !== 'string') throw new PatchMisfit('missing path');
  const where = pointer(path);
  switch (op) {
    case 'add':
      return add(root, where, valueOf(operation), path);
    case 'remove':
      remove(root, where, path, 'remove');
      return;
    case 'replace': {
      // The server's library looks for the parent only: a key that is not there is added.
      const { parent, key } = parentOf(root, where, path, 'replace');
      if (Array.isArray(parent)) parent[index(parent, key, path)] = valueOf(operation);
      else set(parent, key, valueOf(operation));
      return;
    }
    case 'move': {
      const from = fromOf(operation);
      add(root, where, remove(root, pointer(from), from, 'move'), path);
      return;
    }
    case 'copy': {
      const from = fromOf(operation);
      return add(root, where, copyJson(readOrNull(root, pointer(from), from, 'copy')), path);
    }
    case 'test': {
      const found = readOrNull(root, where, path, 'test');
      if (!sameJson(found, operation['value'] ?? null))
        throw new PatchMisfit(`testing value ${path} failed: test failed`);
      return;
    }
    default:
      throw new PatchMisfit(`Unexpected kind: ${String(op)}`);
  }
}

function valueOf(operation: Draft): unknown {
  if (operation['value'] === undefined)
    throw new PatchMisfit(`${String(operation['op'])} operation without a value`);
  return copyJson(operation['value']);
}

function fromOf(operation: Draft): string {
  if (typeof operation['from'] !== 'string') throw new PatchMisfit('missing from');
  return operation['from'];
}

/** Steps from the wrapper's `root`. */
function pointer(path: string): string[] {
  if (path === '') return ['root'];
  if (!path.startsWith('/')) throw new PatchMisfit(`path ${path} does not start with a slash`);
  return [
    'root',
    ...path
      .slice(1)
      .split('/')
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~')),
  ];
}

const isContainer = (value: unknown): value is Container => Array.isArray(value) || isDraft(value);

function parentOf(
  root: Draft,
  where: readonly string[],
  path: string,
  op: string,
): { readonly parent: Container; readonly key: string } {
  let parent: unknown = root;
  for (const step of where.slice(0, -1)) {
    parent = Array.isArray(parent)
      ? parent[index(parent, step, path)]
      : isDraft(parent)
        ? own(parent, step)
        : undefined;
    if (!isContainer(parent))
      throw new PatchMisfit(
        `${op} operation does not apply: doc is missing path: "${path}": missing value`,
      );
  }
  return { parent: parent as Container, key: where.at(-1) as string };
}

function index(list: readonly unknown[], key: string, path: string): number {
  const n = /^-?\d+$/.test(key) ? Number(key) : NaN;
  const i = n < 0 ? n + list.length : n;
  if (!(i >= 0 && i < list.length))
    throw new PatchMisfit(
      `unable to access invalid index: ${path}: Unable to access invalid index: ${key}: invalid index referenced`,
    );
  return i;
}

function read(root: Draft, where: readonly string[], path: string, op: string): unknown {
  const { parent, key } = parentOf(root, where, path, op);
  const value = Array.isArray(parent) ? parent[index(parent, key, path)] : own(parent, key);
  if (value === undefined)
    throw new PatchMisfit(
      `${op} operation does not apply: doc is missing key: ${path}: missing value`,
    );
  return value;
}

function readOrNull(root: Draft, where: readonly string[], path: string, op: string): unknown {
  const { parent, key } = parentOf(root, where, path, op);
  return (Array.isArray(parent) ? parent[index(parent, key, path)] : own(parent, key)) ?? null;
}

function add(root: Draft, where: readonly string[], value: unknown, path: string): void {
  const { parent, key } = parentOf(root, where, path, 'add');
  if (!Array.isArray(parent)) set(parent, key, value);
  else if (key === '-') parent.push(value);
  else {
    const at = key === String(parent.length) ? parent.length : index(parent, key, path);
    parent.splice(at, 0, value);
  }
}

function remove(root: Draft, where: readonly string[], path: string, op: string): unknown {
  const value = read(root, where, path, op);
  const { parent, key } = parentOf(root, where, path, op);
  if (Array.isArray(parent)) parent.splice(index(parent, key, path), 1);
  else delete parent[key];
  return value;
}
