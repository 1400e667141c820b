/** How a file's bytes become text. */
export type TextEncoding =
  | { readonly kind: 'binary' }
  | {
      readonly kind: 'text';
      readonly isUtf8: boolean;
      /** Bytes of the byte-order mark. */
      readonly mark: number;
      /** A new decoder; it takes the file's bytes in order from the mark on, `last` with the last. */
      readonly decoder: () => (chunk: Uint8Array, last: boolean) => string;
    };

const MARKS: readonly { readonly name: string; readonly bytes: readonly number[] }[] = [
  { name: 'utf-8', bytes: [0xef, 0xbb, 0xbf] },
  { name: 'utf-16le', bytes: [0xff, 0xfe] },
  { name: 'utf-16be', bytes: [0xfe, 0xff] },
];

/**
 * UTF-8, unless a byte-order mark says UTF-16, as PowerShell's `>` writes it. A file with NUL bytes
 * and no such mark is no text at all.
 */
export function encodingOf(head: Uint8Array): TextEncoding {
  const mark = MARKS.find(({ bytes }) => bytes.every((b, i) => head[i] === b));
  const name = mark?.name ?? 'utf-8';
  if (name === 'utf-8' && head.includes(0)) return { kind: 'binary' };
  return {
    kind: 'text',
    isUtf8: name === 'utf-8',
    mark: name === 'utf-8' ? (mark?.bytes.length ?? 0) : 0,
    decoder: () => decoderOf(name),
  };
}

function decoderOf(name: string): (chunk: Uint8Array, last: boolean) => string {
  const swap = name === 'utf-16be';
  // It swallows the mark. Node without full ICU knows only the little-endian kind.
  const decoder = new TextDecoder(swap ? 'utf-16le' : name);
  let odd: number | undefined;
  const swapped = (chunk: Uint8Array): Uint8Array => {
    const all = Buffer.from(odd === undefined ? chunk : [odd, ...chunk]);
    odd = all.length % 2 === 1 ? all[all.length - 1] : undefined;
    return all.subarray(0, all.length - (all.length % 2)).swap16();
  };
  return (chunk, last) => decoder.decode(swap ? swapped(chunk) : chunk, { stream: !last });
}
