import { spawnSync } from 'node:child_process';

/** The command line is tested as it is shipped: bundled. Half a second. */
export default function setup(): void {
  const { status } = spawnSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
  if (status !== 0) throw new Error('scripts/build.mjs failed');
}
