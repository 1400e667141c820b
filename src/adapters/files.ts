import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { UserError } from '../errors/index.ts';

/** Writes a file whole or not at all: temporary file, fsync, rename. Makes missing folders. */
export function writeWhole(path: string, text: string, mode = 0o600): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    const fd = openSync(temporary, 'w', mode);
    try {
      writeSync(fd, text);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw unwritable(path, cause);
  }
}

/** A file that only grows; each append is on disk when it answers. */
export class AppendFile {
  private readonly path: string;
  constructor(path: string) {
    this.path = path;
  }
  append(text: string): void {
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      const fd = openSync(this.path, 'a', 0o600);
      try {
        writeSync(fd, text);
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    } catch (cause) {
      throw unwritable(this.path, cause);
    }
  }
  /** Empty when the file is not there yet. */
  read(): string {
    try {
      return readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw error;
    }
  }
}

/** What a person may hand us as input, at most. */
const MAX_FILES = 5_000;
const MANIFEST = /\.(ya?ml|json)$/i;

/** Reads one file, or every manifest below a folder, by name. Names are relative to the folder. */
export async function readInputs(
  path: string,
): Promise<readonly { readonly name: string; readonly text: string }[]> {
  let isFolder: boolean;
  try {
    isFolder = (await stat(path)).isDirectory();
  } catch (cause) {
    throw unreadable(path, cause);
  }
  if (!isFolder) return [{ name: path, text: await readText(path) }];
  const names = (await readdir(path, { recursive: true, withFileTypes: true }))
    .filter(
      (e) =>
        e.isFile() && MANIFEST.test(e.name) && !e.parentPath.split('/').includes('node_modules'),
    )
    .map((e) => join(e.parentPath, e.name))
    .sort();
  if (names.length === 0)
    throw UserError({
      code: 'INPUT_EMPTY',
      message: `Folder ${path} holds no .yaml, .yml or .json file.`,
      remedy: 'Name the folder or file that holds manifests or a dump.',
    });
  if (names.length > MAX_FILES)
    throw UserError({
      code: 'INPUT_TOO_LARGE',
      message: `Folder ${path} holds ${names.length} manifests; at most ${MAX_FILES} are read.`,
      remedy: 'Name a folder further down.',
    });
  const inputs = [];
  for (const name of names) inputs.push({ name: relative(path, name), text: await readText(name) });
  return inputs;
}

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

const unreadable = (path: string, cause: unknown) =>
  UserError({
    code: 'FILE_UNREADABLE',
    message: `${path} cannot be read: ${reason(cause)}.`,
    remedy: 'Check the path and its permissions.',
    cause,
  });
const unwritable = (path: string, cause: unknown) =>
  UserError({
    code: 'FILE_UNWRITABLE',
    message: `${path} cannot be written: ${reason(cause)}.`,
    remedy: 'Free space, or choose another place with -o or --state-dir.',
    exitCode: 1,
    cause,
  });

function reason(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'there is no such file or folder',
    EACCES: 'permission denied',
    EISDIR: 'it is a folder',
    ENOSPC: 'the disk is full',
    EROFS: 'the file system is read-only',
    ENOTDIR: 'a part of the path is a file',
  };
  return (code && known[code]) ?? (cause as Error).message;
}
