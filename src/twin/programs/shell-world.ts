import type { Pod } from '../../model/index.ts';
import type { Resolver } from './dns.ts';
import type { PodFiles } from './files.ts';

export interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** What a command may look at. `cwd` is changed by `cd`. */
export interface ShellWorld {
  readonly pod: Pod;
  readonly container: string;
  readonly files: PodFiles;
  readonly resolver: Resolver;
  readonly now: () => number;
  /** Whether something ready listens at a host (name or address) and port. */
  readonly reach: (host: string, port: number) => Promise<'answers' | 'refused' | 'no such host'>;
  cwd: string;
}

export const absolute = (world: ShellWorld, path: string): string =>
  path.startsWith('/') ? path : `${world.cwd}/${path}`;
