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
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { textOf, UserError } from '../errors/index.ts';
import { text, type Text } from '../model/index.ts';

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

export async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** A file or folder that cannot be read, and why. */
export const unreadable = (path: string, cause: unknown) =>
  UserError({
    code: 'FILE_UNREADABLE',
    message: text(
      `${path} cannot be read: ${reason(cause).en}.`,
      `${path} 읽기 실패: ${reason(cause).ko}.`,
    ),
    remedy: text('Check the path and its permissions.', '경로와 권한을 확인하십시오.'),
    cause,
  });
const unwritable = (path: string, cause: unknown) =>
  UserError({
    code: 'FILE_UNWRITABLE',
    message: text(
      `${path} cannot be written: ${reason(cause).en}.`,
      `${path} 쓰기 실패: ${reason(cause).ko}.`,
    ),
    remedy: text(
      'Free space, or choose another place with -o or --state-dir.',
      '공간을 확보하거나 -o 또는 --state-dir로 다른 곳을 지정하십시오.',
    ),
    exitCode: 1,
    cause,
  });

const REASONS: Readonly<Record<string, Text>> = {
  ENOENT: text('there is no such file or folder', '그런 파일이나 폴더가 없습니다'),
  EACCES: text('permission denied', '권한이 없습니다'),
  EISDIR: text('it is a folder', '폴더입니다'),
  ENOSPC: text('the disk is full', '디스크가 가득 찼습니다'),
  EROFS: text('the file system is read-only', '파일 시스템이 읽기 전용입니다'),
  ENOTDIR: text('a part of the path is a file', '경로 중간에 파일이 있습니다'),
  ELOOP: text('its links lead in a circle', '링크가 서로를 가리킵니다'),
  ENXIO: text('it is a socket or a device without data', '소켓이거나 데이터가 없는 장치입니다'),
};

const reason = (cause: unknown): Text =>
  REASONS[(cause as NodeJS.ErrnoException).code ?? ''] ?? textOf(cause);
