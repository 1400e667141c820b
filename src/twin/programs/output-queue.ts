import type { ExecOutput } from '../apiserver/index.ts';

/** Output waits here until somebody reads it. */
export class OutputQueue {
  private readonly items: ExecOutput[] = [];
  private closed = false;
  private wake: () => void = () => undefined;

  push(item: ExecOutput): void {
    this.items.push(item);
    this.wake();
  }
  close(): void {
    this.closed = true;
    this.wake();
  }
  async *all(): AsyncIterable<ExecOutput> {
    for (;;) {
      const item = this.items.shift();
      if (item) yield item;
      else if (this.closed) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
