import { openInput, openStream } from '../adapters/input/index.ts';
import { isManifestName, SnapshotReader } from '../inventory/files/index.ts';
import type { Snapshot } from '../model/index.ts';

/** The snapshot of files, folders and archives; `-` among them is what `stdin` gives. */
export async function readFiles(
  from: readonly string[],
  stdin: () => AsyncIterable<Uint8Array>,
): Promise<Snapshot> {
  const reader = new SnapshotReader();
  const o = { isManifest: isManifestName };
  for (const path of from)
    for await (const entry of path === '-' ? openStream('-', stdin(), o) : openInput(path, o)) {
      if (!entry.bytes) {
        reader.setAside(entry.name);
        continue;
      }
      const isOneOfMany = entry.isOneOfMany || from.length > 1;
      const file = reader.file(entry.name, { isOneOfMany });
      for await (const chunk of entry.bytes) {
        file.push(chunk);
        if (file.isSettled()) break;
      }
      file.end();
    }
  return reader.finish().snapshot;
}
