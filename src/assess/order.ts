import { refOf, workloadKey, type KubeObject } from '../model/index.ts';

const known = new WeakMap<readonly KubeObject[], readonly KubeObject[]>();

/**
 * The objects sorted by `workloadKey`, so that the order in which they came never tells. Sorted once
 * a list, and each key made once: a cluster has a hundred thousand of them.
 */
export function inOrder(objects: readonly KubeObject[]): readonly KubeObject[] {
  const before = known.get(objects);
  if (before) return before;
  const sorted = isSorted(objects)
    ? objects
    : objects
        .map((object) => [workloadKey(refOf(object)), object] as const)
        .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([, object]) => object);
  known.set(objects, sorted);
  return sorted;
}

function isSorted(objects: readonly KubeObject[]): boolean {
  let before: KubeObject | undefined;
  for (const object of objects) {
    if (before && !isInOrder(before, object)) return false;
    before = object;
  }
  return true;
}

/** Neighbours of one kind and namespace differ in their names alone: no key need be made. */
function isInOrder(a: KubeObject, b: KubeObject): boolean {
  return a.kind === b.kind &&
    a.apiVersion === b.apiVersion &&
    a.metadata.namespace === b.metadata.namespace
    ? a.metadata.name <= b.metadata.name
    : workloadKey(refOf(a)) <= workloadKey(refOf(b));
}
