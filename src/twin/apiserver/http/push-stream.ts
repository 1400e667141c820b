/** How far a reader may fall behind; a real server keeps about a hundred events for each watch. */
const READER_LAG_BYTES = 4 * 1024 * 1024;
/** What goes out in one piece of that which is there already. */
const PIECE_BYTES = 64 * 1024;

/**
 * A body that is written to as things happen. Never blocks the writer: a reader that falls too far
 * behind loses its stream (and comes back with a new one), as on a real API server. What is known
 * at the start is made only as fast as it is read, however much it is.
 */
export class PushStream implements AsyncIterable<Uint8Array> {
  private readonly waiting: Uint8Array[] = [];
  private waitingBytes = 0;
  private wake: (() => void) | undefined;
  private ended = false;
  private readonly onEnd: () => void;
  private readonly first: Iterable<Uint8Array>;
  private readonly limitBytes: number;
  private readonly lost = new AbortController();

  /** `onEnd` runs once, whoever ends it. */
  constructor(
    onEnd: () => void,
    options: { readonly first?: Iterable<Uint8Array>; readonly limitBytes?: number } = {},
  ) {
    this.onEnd = onEnd;
    this.first = options.first ?? [];
    this.limitBytes = options.limitBytes ?? READER_LAG_BYTES;
  }

  /** Aborted when the reader was too slow: what it has not read is gone. */
  get cut(): AbortSignal {
    return this.lost.signal;
  }

  push(chunk: Uint8Array): void {
    if (this.ended) return;
    this.waiting.push(chunk);
    this.waitingBytes += chunk.length;
    if (this.waitingBytes > this.limitBytes) {
      this.waiting.length = 0;
      this.waitingBytes = 0;
      this.lost.abort();
      this.end();
    } else this.wake?.();
  }

  /** What was pushed before is still read. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd();
    this.wake?.();
  }

  /** As bytes: everything that is there goes out in one piece. */
  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for await (const chunks of this.batches())
      yield chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
  }

  /** As messages: each exactly as it was pushed. */
  async *pieces(): AsyncGenerator<Uint8Array, void> {
    for await (const chunks of this.batches()) yield* chunks;
  }

  private async *batches(): AsyncGenerator<Uint8Array[], void> {
    try {
      for (const batch of inPieces(this.first)) {
        if (this.cut.aborted) return;
        yield batch;
      }
      for (;;) {
        if (this.waiting.length > 0) {
          this.waitingBytes = 0;
          yield this.waiting.splice(0);
        } else if (this.ended) return;
        else
          await new Promise<void>((resolve) => {
            this.wake = resolve;
          });
      }
    } finally {
      this.end();
    }
  }
}

function* inPieces(chunks: Iterable<Uint8Array>): Generator<Uint8Array[]> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  for (const chunk of chunks) {
    batch.push(chunk);
    bytes += chunk.length;
    if (bytes < PIECE_BYTES) continue;
    yield batch;
    batch = [];
    bytes = 0;
  }
  if (batch.length > 0) yield batch;
}
