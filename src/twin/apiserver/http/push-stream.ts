/**
 * A body that is written to as things happen. Never blocks the writer: a reader that falls too far
 * behind loses its stream (and comes back with a new one), as on a real API server.
 */
export class PushStream implements AsyncIterable<Uint8Array> {
  private readonly waiting: Uint8Array[] = [];
  private wake: (() => void) | undefined;
  private ended = false;
  private readonly onEnd: () => void;
  private readonly limit: number;

  /** `onEnd` runs once, whoever ends it. */
  constructor(onEnd: () => void, limit = 20_000) {
    this.onEnd = onEnd;
    this.limit = limit;
  }

  push(chunk: Uint8Array): void {
    if (this.ended) return;
    this.waiting.push(chunk);
    if (this.waiting.length > this.limit) {
      this.waiting.length = 0;
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
      for (;;) {
        if (this.waiting.length > 0) yield this.waiting.splice(0);
        else if (this.ended) return;
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
