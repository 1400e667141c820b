import { wildcardMatches, type FargateSelector } from '../../model/index.ts';
import { isWildcard, narrowestPatterns } from './patterns.ts';
import type { PodShape } from './pods.ts';

export interface SelectorRules {
  /** Patterns may carry one star each. */
  readonly wildcards: boolean;
  /** Labels that every selector must name, such as the opt-in label; all movers carry them. */
  readonly required: Readonly<Record<string, string>>;
  /** Namespaces that no selector may take whole: at least one label is named there. */
  readonly neverWhole: ReadonlySet<string>;
}

/** @source https://docs.aws.amazon.com/general/latest/gr/eks.html (read 2026-11-23) */
const MAX_LABELS = 5;

/** A label that a selector may name, and which of the stayers at hand it keeps out. */
interface Constraint {
  readonly key: string;
  readonly pattern: string;
  readonly keepsOut: readonly boolean[];
}

/**
 * The plainest selector that takes all `members` and none of `stayers`, or undefined where the
 * language has none: fewest labels, then fewest wildcards, then the keys that people select by.
 *
 * Exact: whatever selector takes all members is matched by one built from the narrowest patterns of
 * their namespaces and of the values of their common labels, and narrower patterns keep out more.
 */
export function plainestSelector(
  members: readonly PodShape[],
  stayers: readonly PodShape[],
  rules: SelectorRules,
): FargateSelector | undefined {
  let best: { selector: FargateSelector; cost: number } | undefined;
  for (const namespace of namespacePatterns(members, rules)) {
    const inside = stayers.filter((s) => wildcardMatches(namespace, s.namespace));
    const labels = fewestLabels(namespace, members, inside, rules);
    if (labels === undefined) continue;
    const entries = [...Object.entries(rules.required), ...labels.map((l) => [l.key, l.pattern])];
    const wild = entries.filter(([, p]) => isWildcard(p as string)).length;
    const cost = entries.length * 10 + wild + (isWildcard(namespace) ? 1 : 0);
    if (best && best.cost <= cost) continue;
    const selector = {
      namespace,
      ...(entries.length === 0 ? {} : { labels: Object.fromEntries(entries) as Record<string, string> }), // prettier-ignore
    };
    best = { selector, cost };
  }
  return best?.selector;
}

/** Never `*` alone: a profile of the whole cluster takes what nobody has looked at. */
function namespacePatterns(members: readonly PodShape[], rules: SelectorRules): readonly string[] {
  const names = [...new Set(members.map((m) => m.namespace))];
  return narrowestPatterns(names, rules.wildcards).filter((p) => p !== '*');
}

function fewestLabels(
  namespace: string,
  members: readonly PodShape[],
  inside: readonly PodShape[],
  rules: SelectorRules,
): readonly Constraint[] | undefined {
  const required = Object.entries(rules.required);
  const captured = inside.filter((s) => required.every(([k, v]) => s.labels.get(k) === v));
  const whole = [...rules.neverWhole].some((n) => wildcardMatches(namespace, n));
  const atLeast = whole && required.length === 0 ? 1 : 0;
  if (captured.length === 0 && atLeast === 0) return [];
  const constraints = commonLabels(members, captured, rules);
  for (let count = atLeast; count <= MAX_LABELS - required.length; count += 1) {
    const found = choose(constraints, captured.length, count);
    if (found) return found;
  }
  return undefined;
}

/** Labels that all members have, in the order in which people select by them. */
function commonLabels(
  members: readonly PodShape[],
  captured: readonly PodShape[],
  rules: SelectorRules,
): readonly Constraint[] {
  const [first, ...rest] = members;
  if (!first) return [];
  const out: Constraint[] = [];
  for (const [key, value] of first.labels) {
    if (key in rules.required) continue;
    const values = new Set([value]);
    let common = true;
    for (const m of rest) {
      const theirs = m.labels.get(key);
      if (theirs === undefined) common = false;
      else values.add(theirs);
    }
    if (!common) continue;
    for (const pattern of narrowestPatterns([...values], rules.wildcards)) {
      const keepsOut = captured.map((s) => {
        const theirs = s.labels.get(key);
        return theirs === undefined || !wildcardMatches(pattern, theirs);
      });
      out.push({ key, pattern, keepsOut });
    }
  }
  return out.sort((a, b) => rank(a) - rank(b) || (a.key < b.key ? -1 : 1));
}

const USUAL = ['app.kubernetes.io/name', 'k8s-app', 'app', 'app.kubernetes.io/instance', 'name', 'app.kubernetes.io/component', 'component', 'tier']; // prettier-ignore
const rank = (c: Constraint): number => {
  const usual = USUAL.indexOf(c.key);
  return (isWildcard(c.pattern) ? 100 : 0) + (usual < 0 ? USUAL.length : usual);
};

/** `count` constraints, one a key, that together keep everybody out; the first such in order. */
function choose(
  constraints: readonly Constraint[],
  stayers: number,
  count: number,
): readonly Constraint[] | undefined {
  const chosen: Constraint[] = [];
  const visit = (from: number, out: readonly boolean[]): boolean => {
    if (chosen.length === count) return out.every(Boolean);
    const open = out.indexOf(false);
    for (let i = from; i < constraints.length; i += 1) {
      const c = constraints[i] as Constraint;
      if (chosen.some((o) => o.key === c.key)) continue;
      // The last one must keep the first captured out; before it, order leaves no other chance either.
      if (open >= 0 && chosen.length === count - 1 && c.keepsOut[open] !== true) continue;
      chosen.push(c);
      if (visit(i + 1, out.map((o, s) => o || c.keepsOut[s] === true))) return true; // prettier-ignore
      chosen.pop();
    }
    return false;
  };
  return visit(0, new Array<boolean>(stayers).fill(false)) ? chosen : undefined;
}
