/** Items in as few groups as the search could find, and what is known of fewer. */
export interface Partition {
  /** Indices of items, each once. */
  readonly groups: readonly (readonly number[])[];
  /** No partition has fewer groups than this. */
  readonly atLeast: number;
}

/** Questions that the exact search may ask of `fits`; past them the answer is the best found and its bound. Deterministic, unlike a time limit. */
const MAX_QUESTIONS = 20_000;

/**
 * Fewest groups such that `fits` holds for each. `fits` must hold for single items and for every
 * part of a group for which it holds. Items that are not even linked through others are divided
 * apart; each part is searched by branch and bound, the most constrained item first, against a lower
 * bound from items of which no two fit together. Exact within `MAX_QUESTIONS` for each part.
 */
export function fewestGroups(
  count: number,
  fits: (group: readonly number[]) => boolean,
): Partition {
  const pairs = pairTable(count, fits);
  const parts = linked(count, pairs).map((items) => fewestOf(items, pairs, fits));
  return {
    groups: parts.flatMap((p) => p.groups),
    atLeast: parts.reduce((sum, p) => sum + p.atLeast, 0),
  };
}

function fewestOf(
  items: readonly number[],
  pairs: Pairs,
  fits: (group: readonly number[]) => boolean,
): Partition {
  const friends = new Map(
    items.map((i) => [i, items.filter((j) => j !== i && pairs(i, j)).length]),
  );
  // The loneliest first: they decide most, for the bound as for the groups.
  const order = [...items].sort((a, b) => (friends.get(a) ?? 0) - (friends.get(b) ?? 0) || a - b);
  const apart = largestApart(order, pairs);
  const grown = grow(order, pairs, fits);
  if (grown.length === apart.length) return { groups: grown, atLeast: apart.length };
  return search({ items: order, fits, pairs, apart, best: grown });
}

/** Parts between which no two items fit together. */
function linked(count: number, pairs: Pairs): readonly (readonly number[])[] {
  const left = new Set(Array.from({ length: count }, (_, i) => i));
  const parts: number[][] = [];
  for (const start of left) {
    left.delete(start);
    const part = [start];
    for (const item of part)
      for (const other of left)
        if (pairs(item, other)) {
          left.delete(other);
          part.push(other);
        }
    parts.push(part.sort((a, b) => a - b));
  }
  return parts;
}

type Pairs = (a: number, b: number) => boolean;

function pairTable(count: number, fits: (group: readonly number[]) => boolean): Pairs {
  const known = new Int8Array(count * count);
  return (a, b) => {
    const at = a < b ? a * count + b : b * count + a;
    if (known[at] === 0) known[at] = fits(a < b ? [a, b] : [b, a]) ? 1 : -1;
    return known[at] === 1;
  };
}

/** Items of which no two fit together: each needs a group of its own. Greedy from several starts. */
function largestApart(order: readonly number[], pairs: Pairs): readonly number[] {
  let best: number[] = [];
  for (const first of order.slice(0, STARTS)) {
    const chosen = [first];
    for (const item of order) if (chosen.every((c) => c !== item && !pairs(c, item))) chosen.push(item); // prettier-ignore
    if (chosen.length > best.length) best = chosen;
  }
  return best;
}

/** The loneliest item that is left takes as many companions as it can, by the best of several tries. */
function grow(
  order: readonly number[],
  pairs: Pairs,
  fits: (group: readonly number[]) => boolean,
): number[][] {
  const groups: number[][] = [];
  let left = order;
  while (left.length > 0) {
    const seed = left[0] as number;
    const near = left.filter((i) => i !== seed && pairs(seed, i));
    let best: number[] = [seed];
    for (const second of near.length === 0 ? [] : near.slice(0, STARTS)) {
      const group = [seed, second];
      for (const item of near)
        if (group.every((m) => m !== item && pairs(m, item)) && fits([...group, item]))
          group.push(item);
      if (group.length > best.length) best = group;
    }
    groups.push(best);
    const taken = new Set(best);
    left = left.filter((i) => !taken.has(i));
  }
  return groups;
}
const STARTS = 24;

function search(o: {
  readonly items: readonly number[];
  readonly fits: (group: readonly number[]) => boolean;
  readonly pairs: Pairs;
  readonly apart: readonly number[];
  readonly best: readonly (readonly number[])[];
}): Partition {
  let best = o.best;
  let questions = 0;
  // Those that must be apart are the first of their groups: no order of groups is tried twice.
  const groups: number[][] = o.apart.map((item) => [item]);
  const fits = (group: readonly number[], item: number): boolean => {
    if (!group.every((m) => o.pairs(m, item))) return false;
    questions += 1;
    return o.fits([...group, item]);
  };
  const homes = (item: number) => groups.filter((g) => fits(g, item));
  const isOver = () =>
    questions > MAX_QUESTIONS || groups.length >= best.length || best.length === o.apart.length;
  const visit = (left: readonly number[]): void => {
    if (isOver()) return;
    if (left.length === 0) {
      best = groups.map((g) => [...g]);
      return;
    }
    // The item with the fewest homes decides most.
    let item = left[0] as number;
    let where = homes(item);
    for (const other of left.slice(1)) {
      if (where.length <= 1) break;
      const theirs = homes(other);
      if (theirs.length < where.length) [item, where] = [other, theirs];
    }
    const next = left.filter((i) => i !== item);
    for (const g of where) {
      g.push(item);
      visit(next);
      g.pop();
    }
    groups.push([item]);
    visit(next);
    groups.pop();
  };
  visit(o.items.filter((i) => !o.apart.includes(i)));
  const proven = questions <= MAX_QUESTIONS;
  return { groups: best, atLeast: proven ? best.length : o.apart.length };
}
