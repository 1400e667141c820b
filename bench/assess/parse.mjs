// JSON.parse over a file's bytes and nothing else: at once, or, where a string cannot hold them, in
// slices of about 64 MB that end between two objects of a compact list.
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';

const path = process.argv[2];
const fd = openSync(path, 'r');
const { size } = fstatSync(fd);
if (size < 500e6) JSON.parse(readFileSync(path, 'utf8'));
else {
  const buffer = Buffer.allocUnsafe(64 << 20);
  let at = 0;
  let objects = 0;
  let tail = '';
  while (at < size) {
    const read = readSync(fd, buffer, 0, buffer.length, at);
    // What the list says of itself stands before its first object.
    const text = tail + buffer.toString('utf8', 0, read).slice(at === 0 ? buffer.indexOf('[') + 1 : 0); // prettier-ignore
    at += read;
    const end =
      at < size ? text.lastIndexOf(',{"apiVersion":') : text.lastIndexOf('],"kind":"List"');
    objects += JSON.parse(`[${text.slice(0, end)}]`).length;
    tail = text.slice(end + 1);
  }
  console.error(`${objects} objects`);
}
closeSync(fd);
