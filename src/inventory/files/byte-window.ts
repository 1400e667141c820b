const NEWLINE = 10;
export const isSpace = (c: number | undefined): boolean =>
  c === 32 || c === 9 || c === 13 || c === NEWLINE;

/** Bytes that have come in and are not done with. */
export class ByteWindow {
  bytes: Buffer = Buffer.alloc(0);
  /** Of `bytes`, those that have come in. */
  length = 0;
  /** The next one to look at, and the line in the file that it stands on. */
  at = 0;
  line = 1;

  /** Keeps what is there, and makes room by doubling: a long piece is copied few times. */
  append(chunk: Uint8Array): void {
    const wanted = this.length + chunk.length;
    if (wanted > this.bytes.length) {
      const grown = Buffer.allocUnsafe(Math.max(wanted, this.bytes.length * 2));
      this.bytes.copy(grown, 0, 0, this.length);
      this.bytes = grown;
    }
    this.bytes.set(chunk, this.length);
    this.length = wanted;
  }

  /** Forgets the first bytes. */
  drop(count: number): void {
    this.bytes.copyWithin(0, count, this.length);
    this.length -= count;
    this.at -= count;
  }
}
