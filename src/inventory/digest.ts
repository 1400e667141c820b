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
  return `sha256:${hash.digest('hex')}`;
}

/** As `canonicalJson` of the model, without a replacer call per field: a digest reads everything. */
function canonical(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) {
    let out = '[';
    for (let i = 0; i < value.length; i += 1) out += (i === 0 ? '' : ',') + canonical(value[i]);
    return `${out}]`;
  }
  const fields = value as Record<string, unknown>;
  let out = '{';
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key];
    if (field === undefined) continue;
    out += `${out === '{' ? '' : ','}${JSON.stringify(key)}:${canonical(field)}`;
  }
  return `${out}}`;
}
