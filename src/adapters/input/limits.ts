import { UserError, type FargatectlError } from '../../errors/index.ts';
import { text, type Text } from '../../model/index.ts';

/** What one input may be at most: beyond it something is wrong, and reading on would not end well. */
export interface InputLimits {
  /** Files of a folder or archive that are looked at. */
  readonly files: number;
  /** Bytes of one file in an archive, unpacked. */
  readonly entryBytes: number;
  /** Bytes of a compressed input, unpacked. */
  readonly totalBytes: number;
  /** How many times longer unpacked data may be than packed; text of clusters packs 10 to 100 to 1. */
  readonly expansion: number;
  /** Unpacked bytes below which the expansion does not matter. */
  readonly expansionFrom: number;
}

export const INPUT_LIMITS: InputLimits = {
  files: 100_000,
  entryBytes: 8 * 2 ** 30,
  totalBytes: 32 * 2 ** 30,
  expansion: 400,
  expansionFrom: 64 * 2 ** 20,
};

/** An input that is not what was wanted: where, what was seen, what was wanted, and what to do. */
export const unfit = (o: {
  readonly code: string;
  readonly name: string;
  readonly seen: Text;
  readonly wanted: Text;
  readonly remedy: Text;
  readonly cause?: unknown;
}): FargatectlError => {
  const name = o.name === '-' ? text('standard input', '표준 입력') : text(o.name, o.name);
  return UserError({
    code: o.code,
    message: text(
      `${name.en}: found ${o.seen.en}, wanted ${o.wanted.en}.`,
      `${name.ko}: 본 것: ${o.seen.ko}, 필요한 것: ${o.wanted.ko}.`,
    ),
    remedy: o.remedy,
    ...(o.cause === undefined ? {} : { cause: o.cause }),
  });
};

export const size = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${Math.round(bytes / 2 ** 30)} GiB` : `${Math.max(1, Math.round(bytes / 2 ** 20))} MiB`; // prettier-ignore

/** Passes bytes on and counts them. */
export async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  count: (length: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    count(chunk.length);
    yield chunk;
  }
}
