import { createHash } from 'node:crypto';
import type { Snapshot } from '../model/index.ts';

/**
 * `sha256:` and 64 hex digits over the snapshot's canonical JSON without `takenAt`: equal clusters
 * have equal digests, whenever and in whatever key order they were written down.
 */
export function snapshotDigest(snapshot: Snapshot): string {
  const hash = createHash('sha256');
  const { takenAt: _not, objects, ...rest } = snapshot;
  hash.update(canonical(rest));
  // Object by object: one text of a large cluster would pass the limit of a string.
  for (const object of objects) hash.update('\n').update(canonical(object));
  ordered = new WeakMap();
  return `sha256:${hash.digest('hex')}`;
}

/** The JSON text of a value with its keys in order; the engine writes it much faster than we could. */
const canonical = (value: unknown): string => JSON.stringify(inKeyOrder(value)) ?? 'null';

type Fields = Record<string, unknown>;
/** Copies made for values that stand in several objects (see `Sharing`), so that each is made once. */
let ordered = new WeakMap<object, object>();

/** The same value with the keys of every mapping in order; the value itself where they are already. */
function inKeyOrder(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return value;
  const known = ordered.get(value);
  if (known) return known;
  const after = Array.isArray(value) ? orderedList(value) : orderedFields(value as Fields);
  if (after !== value) ordered.set(value, after);
  return after;
}

function orderedList(list: readonly unknown[]): object {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const before = list[i];
    if (before === null || typeof before !== 'object') continue;
    const after = inKeyOrder(before);
    if (after === before) continue;
    copy ??= [...list];
    copy[i] = after;
  }
  return copy ?? list;
}

function orderedFields(fields: Fields): object {
  let sequence = root;
  let count = 0;
  for (const key in fields) {
    sequence = sequence.next.get(key) ?? followedBy(sequence, key);
    if ((count += 1) > MOST_KEYS) break;
  }
  const order = count > MOST_KEYS ? Object.keys(fields).sort() : sequence.order;
  if (order === undefined) {
    let copy: Fields | undefined;
    for (const key in fields) {
      const before = fields[key];
      if (before === null || typeof before !== 'object') continue;
      const after = inKeyOrder(before);
      if (after === before) continue;
      copy ??= { ...fields };
      copy[key] = after;
    }
    return copy ?? fields;
  }
  const copy: Fields = {};
  for (const key of order) {
    const before = fields[key];
    copy[key] = before !== null && typeof before === 'object' ? inKeyOrder(before) : before;
  }
  return copy;
}

/** A sequence of keys as objects have them, and its order: undefined where it is in order already. */
interface Sequence {
  readonly keys: readonly string[];
  readonly next: Map<string, Sequence>;
  readonly order: readonly string[] | undefined;
}
/** Clusters have few sequences and millions of mappings: sorting each anew takes half of all time. */
const root: Sequence = { keys: [], next: new Map(), order: undefined };
const MOST_NEXT = 1_000;
/** Mappings with more keys than this are data, each with keys of its own; they are sorted one by one. */
const MOST_KEYS = 40;

function followedBy(sequence: Sequence, key: string): Sequence {
  const keys = [...sequence.keys, key];
  const sorted = [...keys].sort();
  const order = sorted.every((k, i) => k === keys[i]) ? undefined : sorted;
  const next: Sequence = { keys, next: new Map(), order };
  // Mappings of arbitrary keys (labels, data) would fill the memory.
  if (sequence.next.size < MOST_NEXT) sequence.next.set(key, next);
  return next;
}
