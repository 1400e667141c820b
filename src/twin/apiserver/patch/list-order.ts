import { isDraft, own, sameJson } from '../draft.ts';

export interface Ordering {
  /** Items, or their keys, in the order that is asked for. */
  readonly order: readonly unknown[];
  /** The list as the server had it. */
  readonly before: readonly unknown[];
  /** The field by which items are known; undefined for scalars. */
  readonly mergeKey: string | undefined;
}

/**
 * A merged list in order: what the order names as it says, the rest as the server had it; where one of
 * the rest stood before one that is named, it goes on doing so.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.4/pkg/util/strategicpatch/patch.go (read 2026-11-25)
 */
export function ordered(items: readonly unknown[], o: Ordering): readonly unknown[] {
  const keyOf = (item: unknown): unknown =>
    o.mergeKey === undefined ? item : isDraft(item) ? own(item, o.mergeKey) : undefined;
  const placeIn = (list: readonly unknown[], item: unknown): number =>
    list.findIndex((other) => sameJson(keyOf(other), keyOf(item)));
  const sorted = (some: readonly unknown[], list: readonly unknown[]): unknown[] =>
    [...some].sort((a, b) => placeIn(list, a) - placeIn(list, b));
  const isNamed = (item: unknown): boolean => placeIn(o.order, item) >= 0;
  const named = sorted(items.filter(isNamed), o.order);
  const rest = sorted(items.filter((i) => !isNamed(i)), o.before); // prettier-ignore
  const result: unknown[] = [];
  while (named.length > 0 || rest.length > 0) {
    const [a, b] = [placeIn(o.before, rest[0]), placeIn(o.before, named[0])];
    const restIsFirst = named.length === 0 || (rest.length > 0 && a >= 0 && b >= 0 && a < b);
    result.push(restIsFirst ? rest.shift() : named.shift());
  }
  return result;
}

/** Both lists, each scalar once; the place of one that comes again is taken by the last. */
export function mergeScalars(a: readonly unknown[], b: readonly unknown[]): readonly unknown[] {
  const all = [...a, ...b];
  for (let i = 0; i < all.length - 1; i += 1)
    for (let j = i + 1; j < all.length; j += 1)
      if (sameJson(all[i], all[j])) {
        all[j] = all.at(-1);
        all.pop();
        j -= 1;
      }
  return all;
}
