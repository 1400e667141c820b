// What npm runs in a clone of the repository that it makes for somebody who installs from it, as
// pre-commit does: the bundle is not in the repository. In a checkout of one's own there is nothing to
// prepare, and `npm ci` stays quick.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

// Set by npm for such a clone only.
if (process.env._PACOTE_NO_PREPARE_ !== undefined && !existsSync('dist/fargatectl.js')) {
  // For `npm install -g` npm asks for a global install here as well, which brings no tools to build with.
  const env = { ...process.env };
  delete env.npm_config_global;
  delete env.npm_config_location;
  const run = (...args) => {
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit', env });
    if (status !== 0) process.exit(status ?? 1);
  };
  if (!existsSync('node_modules/esbuild'))
    run(process.env.npm_execpath, 'ci', '--include=dev', '--ignore-scripts');
  run('scripts/build.mjs');
}
