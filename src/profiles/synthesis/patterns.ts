/**
 * Patterns as Fargate profile selectors know them (`*`: any characters, also none), as far as the
 * synthesis uses them: an exact text, or a text with one star, `prefix*suffix`.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23)
 */

/**
 * The narrowest patterns that match all `values`: every other pattern of the language that matches
 * them all also matches whatever one of these matches. One, unless the common beginning and the
 * common end overlap in the shortest value (`aa`, `aaa`: `aa*`, `a*a`, `*aa`). Empty without
 * `wildcards` when the values differ. Values are distinct and not empty as a list.
 */
export function narrowestPatterns(
  values: readonly string[],
  wildcards: boolean,
): readonly string[] {
  const [first = '', ...rest] = values;
  if (rest.length === 0) return [first];
  if (!wildcards) return [];
  let prefix = first.length;
  let suffix = first.length;
  let shortest = first.length;
  for (const value of rest) {
    shortest = Math.min(shortest, value.length);
    prefix = Math.min(prefix, commonPrefix(first, value));
    suffix = Math.min(suffix, commonSuffix(first, value));
  }
  const star = (p: number, s: number) => `${first.slice(0, p)}*${first.slice(first.length - s)}`;
  if (prefix + suffix <= shortest) return [star(prefix, suffix)];
  const from = Math.max(0, shortest - suffix);
  const to = Math.min(prefix, shortest);
  return Array.from({ length: to - from + 1 }, (_, i) => star(to - i, shortest - to + i));
}

export const isWildcard = (pattern: string): boolean => pattern.includes('*');

function commonPrefix(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[i] === b[i]) i += 1;
  return i;
}

function commonSuffix(a: string, b: string): number {
  let i = 0;
  while (i < a.length && i < b.length && a[a.length - 1 - i] === b[b.length - 1 - i]) i += 1;
  return i;
}
