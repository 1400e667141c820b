// JSON.parse over a file's bytes and nothing else: at once, or, where a string cannot hold them, in
// slices of about 64 MB that end between two objects of a compact list.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

const path = process.argv[2];
const fd = openSync(path, 'r');
const { size } = fstatSync(fd);
if (size < 500e6) JSON.parse(readFileSync(path, 'utf8'));
else {
  const buffer = Buffer.allocUnsafe(64 << 20);
  const kept = [];
  let at = 0;
  let tail = '';
  while (at < size) {
    const read = readSync(fd, buffer, 0, buffer.length, at);
    at += read;
    const text = tail + buffer.toString('utf8', 0, read);
    const start = text.indexOf('{"apiVersion":', tail === '' ? 1 : 0);
    const end = text.lastIndexOf(',{"apiVersion":"v1","kind":"Pod","metadata":{"name"');
    if (end <= start) {
      tail = text;
      continue;
    }
    kept.push(JSON.parse(`[${text.slice(start, end)}]`).length);
    tail = text.slice(end + 1);
  }
  const last = tail.lastIndexOf('],"kind":"List"');
  kept.push(JSON.parse(`[${tail.slice(0, last)}]`).length);
}
closeSync(fd);
