import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { LockHolder } from '../execute/index.ts';
import type { Io } from './io.ts';
import { isAlive } from './is-alive.ts';

/**
 * Who holds the lock: `alice@laptop-4026531836/4711/20261123T200455-3f9c`. The process is part of it, so that
 * the same run cannot go on in two terminals; a process of this machine that is gone holds nothing.
 */
export function lockHolder(io: Io, run: string): LockHolder {
  const who = `${io.env['USER'] ?? io.env['USERNAME'] ?? 'somebody'}@${hostname()}${processSpace()}`;
  return {
    id: `${who}/${process.pid}/${run}`,
    isGone(other) {
      const [theirs, pid] = other.split('/');
      return theirs === who && /^\d+$/.test(pid ?? '') && !isAlive(Number(pid));
    },
  };
}

/** Containers may share a host name and not see each other's processes: on Linux the process namespace tells them apart. */
function processSpace(): string {
  try {
    return `-${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))?.[0] ?? ''}`;
  } catch {
    return '';
  }
}
