// Writing and reading a snapshot, against the least that its bytes take: a text and a value an object,
// and gzip. In one process, in turns, the best of several rounds in processor time.
// Usage: npm run bench:snapshot -- [pods …]
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { writePieces } from '../../src/adapters/files.ts';
import { readFiles } from '../../src/cli/read-files.ts';
import { snapshotLines } from '../../src/inventory/index.ts';
import { cluster } from '../assess/cluster.ts';
import { writeDump } from '../assess/dump.ts';
import { best } from '../best.ts';

const ROUNDS = 7;
const sizes = process.argv.slice(2).map(Number);
const dir = mkdtempSync(join(tmpdir(), 'fargatectl-bench-'));
const noInput = async function* (): AsyncGenerator<Uint8Array> {};

/** A value for each line, as `jq` would read them. */
function parseLines(bytes: Buffer): readonly unknown[] {
  const values: unknown[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(10, at);
    values.push(JSON.parse(bytes.toString('utf8', at, end)));
    at = end + 1;
  }
  return values;
}

console.log(
  '| pods | form | MB | write, least s | write s | ratio | read, least s | read s | ratio |',
);
console.log('|--:|---|--:|--:|--:|--:|--:|--:|--:|');
try {
  for (const pods of sizes.length > 0 ? sizes : [1_000, 10_000]) {
    const dump = join(dir, 'dump.json');
    writeDump(dump, cluster({ pods, seed: 7, managedFields: true }), 'compact');
    const snapshot = await readFiles([dump], noInput);
    for (const packed of [false, true]) {
      const path = join(dir, packed ? 's.jsonl.gz' : 's.jsonl');
      const floorPath = join(dir, 'floor');
      const pack = (bytes: Buffer): Buffer => (packed ? gzipSync(bytes, { level: 1 }) : bytes);
      const unpack = (bytes: Buffer): Buffer => (packed ? gunzipSync(bytes) : bytes);
      await writePieces(path, snapshotLines(snapshot));
      const s = await best(ROUNDS, {
        writeFloor: () => {
          const lines = snapshot.objects.map((object) => JSON.stringify(object)).join('\n');
          writeFileSync(floorPath, pack(Buffer.from(lines, 'utf8')));
        },
        write: () => writePieces(path, snapshotLines(snapshot)),
        readFloor: () => parseLines(unpack(readFileSync(path))),
        read: () => readFiles([path], noInput),
      });
      const mb = (statSync(path).size / 1e6).toFixed(1);
      const f = (n: number): string => n.toFixed(2);
      console.log(`| ${pods} | ${packed ? 'gzip' : 'plain'} | ${mb} | ${f(s.writeFloor)} | ${f(s.write)} | ${f(s.write / s.writeFloor)} | ${f(s.readFloor)} | ${f(s.read)} | ${f(s.read / s.readFloor)} |`); // prettier-ignore
    }
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
