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

/**
 * The same files as texts, for those who want to see what stands where; null for one of more than
 * `most` bytes. Names are as in a snapshot's origins: relative to the folder or
 * archive that they came from.
 */
export async function readTexts(
  from: string,
  { stdin, most }: { readonly stdin: () => AsyncIterable<Uint8Array>; readonly most: number },
): Promise<readonly { readonly name: string; readonly text: string | null }[]> {
  const o = { isManifest: isManifestName };
  const texts = [];
  for await (const entry of from === '-' ? openStream('-', stdin(), o) : openInput(from, o)) {
    if (!entry.bytes) continue;
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of entry.bytes) {
      size += chunk.length;
      if (size > most) break;
      chunks.push(Uint8Array.from(chunk));
    }
    const text = size > most ? null : Buffer.concat(chunks).toString('utf8');
    texts.push({ name: entry.name, text });
  }
  return texts;
}
