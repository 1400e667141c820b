import { createHash } from 'node:crypto';
import type { Snapshot } from '../model/index.ts';
import { CanonicalWriter } from './canonical.ts';

/**
 * `sha256:` and 64 hex digits over the snapshot's canonical JSON without `takenAt`: equal clusters
 * have equal digests, whenever and in whatever key order they were written down.
 */
export function snapshotDigest(snapshot: Snapshot): string {
  const hash = createHash('sha256');
  const { takenAt: _not, objects, ...rest } = snapshot;
  // In pieces: one text of a large cluster would pass the limit of a string.
  const writer = new CanonicalWriter((bytes) => hash.update(bytes));
  writer.value(rest);
  for (const object of objects) {
    writer.raw('\n');
    writer.value(object);
  }
  writer.flush();
  return `sha256:${hash.digest('hex')}`;
}
