import { copyJson, isDraft, own, set as assign, type Draft } from '../draft.ts';
import { itemsByElement, type ApplyType } from './apply-type.ts';
import type { FieldSet } from './field-set.ts';

/** The live value with an applied configuration laid over it. The result is a private copy. */
export function mergeApplied(type: ApplyType, live: unknown, config: unknown): unknown {
  if (config === undefined) return copyJson(live);
  if (live === undefined) return copyJson(config);
  if (type.kind === 'map' && isDraft(live) && isDraft(config)) {
    const result: Draft = {};
    for (const key of new Set([...Object.keys(live), ...Object.keys(config)]))
      assign(result, key, mergeApplied(type.field(key).type, own(live, key), own(config, key)));
    return result;
  }
  if (type.kind === 'keyed' && Array.isArray(live) && Array.isArray(config)) {
    const left = itemsByElement(type, live);
    const right = itemsByElement(type, config);
    return orderOf(left, right).map((e) => mergeApplied(type.item, left.get(e), right.get(e)));
  }
  if (type.kind === 'set' && Array.isArray(live) && Array.isArray(config)) {
    const left = itemsByElement(type, live);
    const right = itemsByElement(type, config);
    return orderOf(left, right).map((e) => copyJson(left.get(e) ?? right.get(e)));
  }
  return copyJson(config);
}

/** The applied order for what was applied; live-only items stay behind their neighbors. */
function orderOf(live: Map<string, unknown>, config: Map<string, unknown>): string[] {
  const wanted = [...config.keys()];
  const result: string[] = [];
  let next = 0;
  for (const element of live.keys()) {
    if (!config.has(element)) result.push(element);
    else {
      const upTo = wanted.indexOf(element);
      while (next <= upTo) {
        result.push(wanted[next] as string);
        next += 1;
      }
    }
  }
  return [...result, ...wanted.slice(next)];
}

/**
 * Takes out of `value` (a private copy) what `last` has and `keep` has not: fields that their
 * manager no longer applies and that nobody else owns. Answers `undefined` when nothing is left.
 */
export function prune(type: ApplyType, value: unknown, last: FieldSet, keep: FieldSet): unknown {
  if (type.kind === 'map' && isDraft(value)) {
    for (const [element, child] of last.children) {
      const key = element.slice(2);
      const inner = own(value, key);
      if (inner === undefined) continue;
      const kept = keep.children.get(element);
      if (!kept && child.own) delete value[key];
      else {
        const left = prune(type.field(key).type, inner, child, kept ?? NOTHING);
        if (left === undefined) delete value[key];
        else assign(value, key, left);
      }
    }
    return Object.keys(value).length === 0 && last.children.size > 0 && !keep.own
      ? undefined
      : value;
  }
  if ((type.kind === 'keyed' || type.kind === 'set') && Array.isArray(value)) {
    const items = itemsByElement(type, value);
    const result: unknown[] = [];
    for (const [element, item] of items) {
      const child = last.children.get(element);
      const kept = keep.children.get(element);
      if (!child) result.push(item);
      else if (kept || !child.own) {
        const left = type.kind === 'keyed' ? prune(type.item, item, child, kept ?? NOTHING) : item;
        if (left !== undefined) result.push(left);
      }
    }
    return result.length === 0 && items.size > 0 && !keep.own ? undefined : result;
  }
  return value;
}

const NOTHING: FieldSet = { own: false, children: new Map() };
