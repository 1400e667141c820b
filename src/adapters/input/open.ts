import { constants } from 'node:fs';
import { open, readdir, realpath, stat, type FileHandle } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { isFargatectlError, UserError } from '../../errors/index.ts';
import { unreadable } from '../files.ts';
import { text } from '../../model/index.ts';
import { INPUT_LIMITS, unfit, type InputLimits } from './limits.ts';
import { gunzipped, packingOf, peek, untarred, type Bytes } from './unpack.ts';

/** One file of an input. */
export interface InputEntry {
  /** As the user knows it: a path, or where it stands in the folder or archive given. */
  readonly name: string;
  /** Whether it came with others, so that it need not be Kubernetes' at all. */
  readonly isOneOfMany: boolean;
  /** Its bytes, unpacked; to be used before the next entry. Null for what is not looked at. */
  readonly bytes: Bytes | null;
}

export interface OpenOptions {
  /** Which files of a folder or archive are looked at, by name. */
  readonly isManifest: (name: string) => boolean;
  readonly limits?: InputLimits;
}

const CHUNK = 4 << 20;
/** For files whose size says nothing, as in /proc. */
const LEAST = 64 << 10;

/** Opens a file, a folder or an archive; whether it is packed, and how, is told by its bytes. */
export async function* openInput(path: string, o: OpenOptions): AsyncGenerator<InputEntry> {
  const found = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (found.isDirectory()) yield* folder(path, o);
  else yield* openStream(path, found.isFile() ? fileBytes(path) : pipeBytes(path), o);
}

/** The same for bytes that come from somewhere else, such as standard input. */
export async function* openStream(
  name: string,
  bytes: Bytes,
  o: OpenOptions,
): AsyncGenerator<InputEntry> {
  const limits = o.limits ?? INPUT_LIMITS;
  const outer = await peek(bytes);
  if (packingOf(name, outer.head) === 'tar') return yield* archive(name, outer.all, o);
  if (packingOf(name, outer.head) !== 'gzip')
    return yield { name, isOneOfMany: false, bytes: outer.all };
  const inner = await peek(gunzipped(name, outer.all, limits));
  if (packingOf(name, inner.head) === 'tar') yield* archive(name, inner.all, o);
  else yield { name, isOneOfMany: false, bytes: inner.all };
}

async function* archive(name: string, bytes: Bytes, o: OpenOptions): AsyncGenerator<InputEntry> {
  const limits = o.limits ?? INPUT_LIMITS;
  let count = 0;
  for await (const entry of untarred(name, bytes, limits)) {
    const wanted = entry.bytes !== null && o.isManifest(entry.name) ? entry.bytes : null;
    if (wanted) count += 1;
    if (count > limits.files) throw tooMany(name, limits.files);
    const place = `${name === '-' ? '' : `${name}/`}${entry.name}`;
    yield {
      name: entry.name,
      isOneOfMany: true,
      bytes: wanted && unpackedIfPacked(place, wanted, limits),
    };
  }
}

/** `pods.json.gz` among others. */
async function* unpackedIfPacked(
  name: string,
  bytes: Bytes,
  limits: InputLimits,
): AsyncGenerator<Uint8Array> {
  const { head, all } = await peek(bytes);
  yield* packingOf(name, head) === 'gzip' ? gunzipped(name, all, limits) : all;
}

async function* folder(path: string, o: OpenOptions): AsyncGenerator<InputEntry> {
  const limits = o.limits ?? INPUT_LIMITS;
  const files = await walk(path);
  const manifests = files.filter((f) => f.isFile && o.isManifest(f.path)).length;
  if (manifests === 0)
    throw UserError({
      code: 'INPUT_EMPTY',
      message: text(
        `Folder ${path} holds no .yaml, .yml or .json file.`,
        `폴더 ${path}에 .yaml, .yml, .json 파일이 없습니다.`,
      ),
      remedy: text(
        'Name the folder or file that holds manifests or a dump.',
        '매니페스트나 덤프가 있는 폴더 또는 파일을 지정하십시오.',
      ),
    });
  if (manifests > limits.files) throw tooMany(path, limits.files);
  for (const file of files)
    yield {
      name: relative(path, file.path),
      isOneOfMany: true,
      bytes:
        file.isFile && o.isManifest(file.path)
          ? unpackedIfPacked(file.path, fileBytes(file.path), limits)
          : null,
    };
}

/** Folders that hold other people's files, never a cluster's. */
const SKIPPED = new Set(['node_modules', '.git', '.terraform']);

/** Everything below a folder, by name. Links are followed, each real folder once: loops end. */
async function walk(
  root: string,
): Promise<readonly { readonly path: string; readonly isFile: boolean }[]> {
  const found: { path: string; isFile: boolean }[] = [];
  const visited = new Set<string>();
  const folders = [root];
  for (let at = folders.pop(); at !== undefined; at = folders.pop()) {
    const here = at;
    const real = await realpath(here);
    if (visited.has(real)) continue;
    visited.add(real);
    const entries = await readdir(here, { withFileTypes: true }).catch((cause: unknown) => {
      throw unreadable(here, cause);
    });
    for (const entry of entries) {
      const path = join(here, entry.name);
      // A link that leads nowhere is told, not followed.
      const target = entry.isSymbolicLink() ? await stat(path).catch(() => undefined) : entry;
      if (target?.isDirectory() === true) {
        if (!SKIPPED.has(entry.name)) folders.push(path);
      } else found.push({ path, isFile: target?.isFile() === true });
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Reads on while a piece is looked at; two rooms in turns, since new ones would have garbage collected. */
async function* fileBytes(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  let next: Promise<Uint8Array> | undefined;
  try {
    // One more than there are, so that the end is seen at once.
    const bytes = Math.min(CHUNK, Math.max((await handle.stat()).size, LEAST) + 1);
    let [room, other] = [Buffer.allocUnsafeSlow(bytes), Buffer.allocUnsafeSlow(bytes)];
    next = readInto(handle, room);
    for (;;) {
      const piece = await next;
      if (piece.length === 0) return;
      [room, other] = [other, room];
      next = readInto(handle, room);
      yield piece;
    }
  } catch (cause) {
    throw isFargatectlError(cause) ? cause : unreadable(path, cause);
  } finally {
    await next?.catch(() => undefined);
    await handle.close();
  }
}

async function readInto(handle: FileHandle, room: Buffer): Promise<Uint8Array> {
  const { bytesRead } = await handle.read(room, 0, room.length, null);
  return room.subarray(0, bytesRead);
}

/** A pipe, as `<(kubectl …)` is one. Opened without waiting: one that nobody writes to is empty. */
async function* pipeBytes(path: string): AsyncGenerator<Uint8Array> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw unreadable(path, cause);
    },
  );
  try {
    for (;;) {
      const piece = await readPiece(handle);
      if (piece === 'later') await new Promise((resolve) => setTimeout(resolve, POLL_MS));
      else if (piece.length === 0) return;
      else yield piece;
    }
  } catch (cause) {
    throw isFargatectlError(cause) ? cause : unreadable(path, cause);
  } finally {
    await handle.close();
  }
}

const POLL_MS = 5;
/** What has been written so far; empty when no writer is left, `later` while there is one. */
async function readPiece(handle: FileHandle): Promise<Buffer | 'later'> {
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(1 << 16), 0, 1 << 16, null);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 'later';
    throw error;
  }
}

const tooMany = (name: string, most: number) =>
  unfit({
    code: 'INPUT_TOO_LARGE',
    name,
    seen: text(`more than ${most} manifests`, `매니페스트 ${most}개 초과`),
    wanted: text('fewer', '그보다 적은 매니페스트'),
    remedy: text('Name a folder further down.', '더 아래 폴더를 지정하십시오.'),
  });
