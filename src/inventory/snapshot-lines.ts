import type { Snapshot } from '../model/index.ts';

/**
 * A snapshot as lines of JSON, each with its line end: a header with everything but the objects and
 * their number (`objectCount`), then an object a line. No text is longer than one object, so that a
 * cluster of any size can be written and read. See docs/adr/0011-snapshot-format.md.
 */
export function* snapshotLines(snapshot: Snapshot): Generator<string> {
  const { objects, apiVersion, kind, ...rest } = snapshot;
  yield `${JSON.stringify({ apiVersion, kind, objectCount: objects.length, ...rest })}\n`;
  for (const object of objects) yield `${JSON.stringify(object)}\n`;
}
