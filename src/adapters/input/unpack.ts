import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { text, type Text } from '../../model/index.ts';
import { counted, size, unfit, type InputLimits } from './limits.ts';

/** Each piece may be written over when the next is asked for. */
export type Bytes = AsyncIterable<Uint8Array>;

/** For those that ask for the next before they are done with one, as streams do. */
async function* lasting(bytes: Bytes): AsyncGenerator<Uint8Array> {
  for await (const piece of bytes) yield Uint8Array.from(piece);
}

/** Enough to know every format by its first bytes. */
const PEEK = 512;
const CHUNK = 1 << 20;

/** Archives that we do not read, by their first bytes, and what unpacks them. */
const FOREIGN: readonly { readonly bytes: readonly number[]; readonly name: Text; readonly by: string }[] = [
  { bytes: [0x50, 0x4b, 3, 4], name: text('a zip archive', 'zip 아카이브'), by: 'unzip' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], name: text('data packed by zstd', 'zstd로 압축한 데이터'), by: 'zstd -d' },
  { bytes: [0xfd, 0x37, 0x7a, 0x58, 0x5a], name: text('data packed by xz', 'xz로 압축한 데이터'), by: 'xz -d' },
  { bytes: [0x42, 0x5a, 0x68], name: text('data packed by bzip2', 'bzip2로 압축한 데이터'), by: 'bzip2 -d' },
]; // prettier-ignore

/** The first bytes, and all of them again. */
export async function peek(bytes: Bytes): Promise<{ readonly head: Buffer; readonly all: Bytes }> {
  const iterator = bytes[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < PEEK) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  const start = head;
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      if (start.length > 0) yield start;
      for (;;) {
        const next = await iterator.next();
        if (next.done === true) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head: start, all: all() };
}

export function packingOf(name: string, head: Buffer): 'gzip' | 'tar' | 'none' {
  if (head[0] === 0x1f && head[1] === 0x8b) return 'gzip';
  if (head.toString('latin1', 257, 262) === 'ustar') return 'tar';
  const foreign = FOREIGN.find((f) => f.bytes.every((b, i) => head[i] === b));
  if (foreign && (head.includes(0) || foreign.bytes.some((b) => b > 126 || b < 32)))
    throw unfit({
      code: 'INPUT_PACKED',
      name,
      seen: foreign.name,
      wanted: text(
        'text, or text packed by gzip or tar',
        '텍스트, 또는 gzip이나 tar로 묶은 텍스트',
      ),
      remedy: text(
        `Unpack it first: ${foreign.by} ${name === '-' ? 'FILE' : name}`,
        `먼저 푸십시오: ${foreign.by} ${name === '-' ? 'FILE' : name}`,
      ),
    });
  return 'none';
}

/** What gunzip gives; damage and bombs are errors. */
export async function* gunzipped(
  name: string,
  packed: Bytes,
  limits: InputLimits,
): AsyncGenerator<Uint8Array> {
  let inBytes = 0;
  let outBytes = 0;
  const source = Readable.from(counted(lasting(packed), (n) => (inBytes += n)));
  const gunzip = createGunzip({ chunkSize: CHUNK });
  source.on('error', (error) => gunzip.destroy(error));
  source.pipe(gunzip);
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      outBytes += chunk.length;
      if (outBytes > limits.totalBytes)
        throw unfit({
          code: 'INPUT_TOO_LARGE',
          name,
          seen: text(`more than ${size(limits.totalBytes)} when unpacked`, `풀면 ${size(limits.totalBytes)} 초과`),
          wanted: text('less', '그보다 적은 데이터'),
          remedy: text('Give a part of it, or the unpacked files.', '일부만 주거나 푼 파일을 주십시오.'),
        });
      if (outBytes > limits.expansionFrom && outBytes > inBytes * limits.expansion)
        throw unfit({
          code: 'INPUT_TOO_LARGE',
          name,
          seen: text(`data that unpacks to more than ${limits.expansion} times its size`, `풀면 크기가 ${limits.expansion}배를 넘는 데이터`),
          wanted: text('a dump of a cluster, which does not', '그렇지 않은 클러스터 덤프'),
          remedy: text('If you trust it, unpack it yourself and give the files: gunzip -k FILE', '믿을 수 있는 파일이면 직접 풀어서 주십시오: gunzip -k FILE'),
        });
      yield chunk;
    }
  } catch (error) {
    throw damaged(name, error) ?? error;
  } finally {
    source.destroy();
    gunzip.destroy();
  }
} // prettier-ignore

function damaged(name: string, error: unknown): Error | undefined {
  const code = (error as NodeJS.ErrnoException).code ?? '';
  if (!code.startsWith('Z_')) return undefined;
  const truncated = code === 'Z_BUF_ERROR';
  return unfit({
    code: truncated ? 'INPUT_TRUNCATED' : 'INPUT_DAMAGED',
    name,
    seen: truncated
      ? text('the end in the middle of gzip data', '중간에 끊긴 gzip 데이터')
      : text('damaged gzip data', '손상된 gzip 데이터'),
    wanted: text('whole gzip data', '온전한 gzip 데이터'),
    remedy: text(
      'Copy or make the file again; gzip -t FILE tells whether it is whole.',
      '파일을 다시 복사하거나 만드십시오. 온전한지는 gzip -t FILE로 확인합니다.',
    ),
    cause: error,
  });
}

export interface TarEntry {
  readonly name: string;
  /** Null for what is no file: links, folders, devices. */
  readonly bytes: Bytes | null;
}

/** The entries of a tar archive, in its order. The bytes of one must be used before the next. */
export async function* untarred(
  name: string,
  bytes: Bytes,
  limits: InputLimits,
): AsyncGenerator<TarEntry> {
  const archive = extract();
  const fed = pipeline(Readable.from(lasting(bytes)), archive);
  // Told to the loop below through the archive itself.
  fed.catch(() => undefined);
  try {
    for await (const entry of archive) {
      const { header } = entry;
      const isFile = header.type === 'file' || header.type === 'contiguous-file';
      if (isFile && (header.size ?? 0) > limits.entryBytes)
        throw unfit({
          code: 'INPUT_TOO_LARGE',
          name: `${name}: ${header.name}`,
          seen: text(size(header.size ?? 0), size(header.size ?? 0)),
          wanted: text(`at most ${size(limits.entryBytes)}`, `최대 ${size(limits.entryBytes)}`),
          remedy: text(
            'Unpack the archive and give the files that matter.',
            '아카이브를 풀고 필요한 파일만 주십시오.',
          ),
        });
      if (header.type === 'directory') {
        entry.resume();
        continue;
      }
      let used = false;
      async function* content(): AsyncGenerator<Uint8Array> {
        used = true;
        try {
          for await (const chunk of entry as AsyncIterable<Buffer>) yield chunk;
        } catch (error) {
          throw brokenTar(name, error) ?? error;
        }
      }
      yield { name: header.name.replace(/^(?:\.\/)+/, ''), bytes: isFile ? content() : null };
      if (!used) entry.resume();
    }
    await fed;
  } catch (error) {
    throw brokenTar(name, error) ?? error;
  } finally {
    archive.destroy();
  }
}

function brokenTar(name: string, error: unknown): Error | undefined {
  const message = error instanceof Error ? error.message : '';
  const truncated =
    /unexpected end of data|premature close|stream was destroyed|writable stream closed/i.test(
      message,
    );
  if (!truncated && !/tar header|tar format|invalid|checksum/i.test(message)) return undefined;
  return unfit({
    code: truncated ? 'INPUT_TRUNCATED' : 'INPUT_DAMAGED',
    name,
    seen: truncated
      ? text('the end in the middle of a tar archive', '중간에 끊긴 tar 아카이브')
      : text('a damaged tar archive', '손상된 tar 아카이브'),
    wanted: text('a whole one', '온전한 아카이브'),
    remedy: text(
      'Copy or make the file again; tar -tf FILE tells whether it is whole.',
      '파일을 다시 복사하거나 만드십시오. 온전한지는 tar -tf FILE로 확인합니다.',
    ),
    cause: error,
  });
}
