import { describe, expect, it } from 'vitest';
import { PushStream } from './push-stream.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function readAll(stream: PushStream): Promise<string> {
  let all = '';
  for await (const chunk of stream) all += Buffer.from(chunk).toString();
  return all;
}

describe('a pushed stream', () => {
  it('gives what was there at the start before what happened since', async () => {
    const stream = new PushStream(() => undefined, { first: [bytes('a'), bytes('b')] });
    stream.push(bytes('c'));
    stream.end();
    expect(await readAll(stream)).toBe('abc');
  });

  it('makes what is there at the start only as it is read', async () => {
    let made = 0;
    function* many(): Generator<Uint8Array> {
      for (; made < 1_000; made += 1) yield Buffer.alloc(10_000);
    }
    const stream = new PushStream(() => undefined, { first: many() });
    const reader = stream[Symbol.asyncIterator]();
    await reader.next();
    expect(made).toBeLessThan(20);
    await reader.return?.();
  });

  it('is cut when its reader lags too far, and keeps nothing for it', async () => {
    let ends = 0;
    const stream = new PushStream(() => (ends += 1), { limitBytes: 100 });
    stream.push(Buffer.alloc(60));
    expect(stream.cut.aborted).toBe(false);
    stream.push(Buffer.alloc(60));
    expect(stream.cut.aborted).toBe(true);
    expect(ends).toBe(1);
    expect(await readAll(stream)).toBe('');
  });

  it('does not count what was read', async () => {
    const stream = new PushStream(() => undefined, { limitBytes: 100 });
    const reader = stream[Symbol.asyncIterator]();
    for (let i = 0; i < 10; i += 1) {
      stream.push(Buffer.alloc(60));
      expect((await reader.next()).done).toBe(false);
    }
    expect(stream.cut.aborted).toBe(false);
  });
});
