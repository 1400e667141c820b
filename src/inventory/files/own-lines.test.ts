import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFargatectlError } from '../../errors/index.ts';
import type { Snapshot } from '../../model/index.ts';
import { snapshotLines } from '../snapshot-lines.ts';
import { snapshotFromFiles, SnapshotReader } from './index.ts';

const pod = (name: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n  ownerReferences:\n  - {apiVersion: apps/v1, kind: ReplicaSet, name: web, uid: u, controller: true}\nspec:\n  containers:\n  - {name: web, image: web}\n`;
const { snapshot } = snapshotFromFiles([
  { name: 'a.yaml', text: ['one', 'two', 'three'].map(pod).join('---\n') },
]);
const lines = [...snapshotLines(snapshot)];

function readIn(pieces: readonly Buffer[]): Snapshot {
  const reader = new SnapshotReader();
  const file = reader.file('s.jsonl', { isOneOfMany: false });
  for (const piece of pieces) file.push(piece);
  file.end();
  return reader.finish().snapshot;
}
const read = (text: string): Snapshot => readIn([Buffer.from(text, 'utf8')]);
function refusal(text: string): string {
  try {
    read(text);
    return 'read';
  } catch (error) {
    return isFargatectlError(error) ? `${error.code} ${error.message}` : String(error);
  }
}

describe('the lines of a snapshot', () => {
  it('give the snapshot that was written, wherever the pieces end', () => {
    const bytes = Buffer.from(lines.join(''), 'utf8');
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 6 }), (cuts) => {
        const ends = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        const pieces = ends.slice(1).map((end, i) => bytes.subarray(ends[i], end));
        expect(readIn(pieces)).toEqual(snapshot);
      }),
    );
  });

  it.each([
    ['without the last line end', lines.join('').trimEnd()],
    ['with line ends of Windows', lines.join('').replaceAll('\n', '\r\n')],
    ['with empty lines', lines.join('\n \n')],
    ['with objects of several lines', lines.map((l) => JSON.stringify(JSON.parse(l), null, 2)).join('\n')],
    ['with two objects in a line', `${lines[0]}${lines.slice(1, 3).join('').replaceAll('\n', ' ')}\n${lines[3]}`],
  ])('are read %s', (_how, text) => {
    expect(read(text)).toEqual(snapshot);
  }); // prettier-ignore

  it('are refused where one is damaged, by its number', () => {
    expect(refusal(lines.join('').replace('"name":"three"', '"name"'))).toMatch(/^INPUT_NOT_JSON s\.jsonl:3:/);
    expect(refusal(lines.join('').slice(0, -20))).toMatch(/^INPUT_TRUNCATED s\.jsonl:4:/);
    expect(refusal(lines.slice(0, 3).join(''))).toMatch(/^SNAPSHOT_DAMAGED /);
    expect(refusal(`${lines.slice(0, 3).join('')}12\n`)).toMatch(/^INPUT_NOT_JSON s\.jsonl:4:/);
  }); // prettier-ignore

  it('lose what a snapshot must not hold', () => {
    const withSecret = lines.map((l) => l.replace('"image":"web"', '"image":"web","env":[{"name":"A","value":"hunter2"}]')); // prettier-ignore
    const text = JSON.stringify(read(withSecret.join('')));
    expect(text).toContain('"env":[{"name":"A"}]');
    expect(text).not.toContain('hunter2');
  });
});
