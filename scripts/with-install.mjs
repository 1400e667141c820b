// `npm run demo` and `npm test` work in a fresh clone: this installs and builds what is missing,
// with nothing but Node.js itself, and then does what was asked.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [task = '', ...rest] = process.argv.slice(2);

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Node.js ${process.versions.node} is too old; fargatectl needs 20.19 or newer.`);
  process.exit(2);
}

const run = (command, args) => {
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
};

const newest = (dir) =>
  readdirSync(dir, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(dir, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);

/** Installed when npm's own record of the tree is at least as new as the lock file. */
const isInstalled = () => {
  const record = join(root, 'node_modules', '.package-lock.json');
  return (
    existsSync(record) &&
    statSync(record).mtimeMs >= statSync(join(root, 'package-lock.json')).mtimeMs
  );
};
const isBuilt = () => {
  const bin = join(root, 'dist', 'fargatectl.js');
  return (
    existsSync(bin) &&
    statSync(bin).mtimeMs >=
      Math.max(newest(join(root, 'src')), statSync(join(root, 'package.json')).mtimeMs)
  );
};

if (!isInstalled()) {
  console.error('Installing packages (npm ci) …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
if (!isBuilt()) run(process.execPath, ['scripts/build.mjs']);
if (task === 'demo') run(process.execPath, ['dist/fargatectl.js', 'demo', ...rest]);
else if (task === 'test') run(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', ...rest]);
else {
  console.error(`with-install: unknown task "${task}"; wanted demo or test.`);
  process.exit(2);
}
