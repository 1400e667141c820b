// The newest Node.js with long-term support, from the npm packages that hold its binaries: what runs
// on the oldest that we support may warn, or fail, on the one that people have.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const VERSION = 24;

/** Installs it into a folder; answers its path, or why there is none. */
export function newerNode(folder) {
  const name = `node-${process.platform}-${process.arch}`;
  const path = join(folder, 'node_modules', name, 'bin', 'node');
  if (existsSync(path)) return { path };
  mkdirSync(folder, { recursive: true });
  const installed = spawnSync(
    'npm',
    ['install', '--prefix', folder, '--no-save', '--ignore-scripts', `${name}@${VERSION}`],
    { encoding: 'utf8' },
  );
  return existsSync(path) ? { path } : { reason: installed.stderr.trim().slice(-500) };
}
