import type { FargateSelector } from '../../model/index.ts';
import { fewestGroups } from './partition.ts';
import { shapesOf, type PodShape } from './pods.ts';
import { plainestSelector, type SelectorRules } from './selector.ts';

/** A workload's pods, as they are when they are made: template labels, and what the plan adds. */
export interface SelectablePod {
  readonly workload: string;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface SynthesisInput {
  readonly moving: readonly SelectablePod[];
  /** Must not be taken: what stays, and what another profile is for. Not those that opted out by annotation. */
  readonly staying: readonly SelectablePod[];
  readonly required?: Readonly<Record<string, string>>;
  readonly neverWhole?: readonly string[];
  /** `false`: exact texts only · `if-fewer-profiles`: patterns with one star where they save a profile · `always`: where they save a selector. */
  readonly wildcards: false | 'if-fewer-profiles' | 'always';
}

export interface SynthesizedGroup {
  readonly selector: FargateSelector;
  /** Workload keys of the movers it takes in this solution; each mover once. */
  readonly workloads: readonly string[];
}

export interface Synthesis {
  readonly groups: readonly SynthesizedGroup[];
  /** No set of selectors of the language has fewer. Equal to `groups.length`: proven minimal. */
  readonly atLeast: number;
  readonly language: 'exact' | 'one-star';
  /** Movers that no selector can tell from pods that stay; `from` is empty where they lack a label that must be named. */
  readonly inseparable: readonly { readonly workload: string; readonly from: readonly string[] }[];
}

/** @source https://docs.aws.amazon.com/general/latest/gr/eks.html (read 2026-11-23) */
export const SELECTORS_PER_PROFILE = 5;

/**
 * Fewest profiles first, then no wildcards where exact texts need no more profiles, then fewest
 * selectors, each as plain as it can be. Pure; the order of its input does not matter.
 *
 * The language: a namespace (exact, or `prefix*suffix` but never `*`) and up to five labels with
 * exact keys whose values are exact or `prefix*suffix`. `?`, several stars and wildcards in keys are
 * outside it, so "minimal" is said of this language and no other.
 */
export function synthesize(input: SynthesisInput): Synthesis {
  const stayers = shapesOf(input.staying);
  const movers = shapesOf(input.moving);
  const rules = { required: input.required ?? {}, neverWhole: new Set(input.neverWhole ?? []) };
  const exact = solution(movers, stayers, { ...rules, wildcards: false });
  const { wildcards } = input;
  if (wildcards === false || (wildcards === 'if-fewer-profiles' && profiles(exact) <= 1))
    return exact;
  const starred = solution(movers, stayers, { ...rules, wildcards: true });
  const count = wildcards === 'always' ? selectors : profiles;
  return count(starred) < count(exact) ? starred : exact;
}

const selectors = (s: Synthesis): number => s.groups.length;
const profiles = (s: { readonly groups: readonly unknown[] }): number =>
  Math.ceil(s.groups.length / SELECTORS_PER_PROFILE);

function solution(
  movers: readonly PodShape[],
  stayers: readonly PodShape[],
  rules: SelectorRules,
): Synthesis {
  const index = new Map(movers.map((m, i) => [m, i]));
  const known = new Map<string, FargateSelector | undefined>();
  const selectorOf = (group: readonly PodShape[]) => {
    const key = group.map((m) => index.get(m) ?? -1).sort((a, b) => a - b).join(); // prettier-ignore
    if (!known.has(key)) known.set(key, plainestSelector(group, stayers, rules));
    return known.get(key);
  };
  const able = movers.filter((m) => selectorOf([m]) !== undefined);
  const of = (group: readonly number[]) => group.map((i) => able[i] as PodShape);
  const found = fewestGroups(able.length, (g) => selectorOf(of(g)) !== undefined);
  const groups = found.groups.map(of).map((members) => ({
    selector: selectorOf(members) as FargateSelector,
    workloads: [...new Set(members.flatMap((m) => m.workloads))].sort(),
  }));
  return {
    groups: groups.sort((a, b) => (text(a.selector) < text(b.selector) ? -1 : 1)),
    atLeast: found.atLeast,
    language: rules.wildcards ? 'one-star' : 'exact',
    inseparable: movers
      .filter((m) => !able.includes(m))
      .flatMap((m) => m.workloads.map((workload) => ({ workload, from: lookalikes(m, stayers) }))),
  };
}

/** Those who carry all labels of the mover, and perhaps more: whatever takes it takes them. */
const lookalikes = (mover: PodShape, stayers: readonly PodShape[]): readonly string[] =>
  stayers
    .filter(
      (s) =>
        s.namespace === mover.namespace &&
        [...mover.labels].every(([key, value]) => s.labels.get(key) === value),
    )
    .flatMap((s) => s.workloads);

const text = (selector: FargateSelector): string => JSON.stringify(selector);
