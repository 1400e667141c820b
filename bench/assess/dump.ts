import { closeSync, openSync, writeSync } from 'node:fs';

/** How a dump is written down. */
export type Form = 'compact' | 'indented';

/**
 * Writes objects as `kubectl get -o json` does: one `List`. `indented` is kubectl's own form (four
 * spaces), `compact` what `jq -c` or the API server gives. Streams: a large cluster fits no string.
 */
export function writeDump(path: string, objects: Iterable<unknown>, form: Form): void {
  const fd = openSync(path, 'w');
  let pending: string[] = [];
  let size = 0;
  const put = (text: string): void => {
    pending.push(text);
    size += text.length;
    if (size < 8 << 20) return;
    writeSync(fd, pending.join(''));
    pending = [];
    size = 0;
  };
  const indented = form === 'indented';
  put(indented ? '{\n    "apiVersion": "v1",\n    "items": [' : '{"apiVersion":"v1","items":[');
  let first = true;
  for (const object of objects) {
    const text = indented
      ? `\n        ${JSON.stringify(object, null, 4).replaceAll('\n', '\n        ')}`
      : JSON.stringify(object);
    put(first ? text : `,${text}`);
    first = false;
  }
  put(
    indented
      ? '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n'
      : '],"kind":"List","metadata":{"resourceVersion":""}}\n',
  );
  writeSync(fd, pending.join(''));
  closeSync(fd);
}
