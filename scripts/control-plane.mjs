// Finds or builds Kubernetes' own control plane for the tests that run on it: one binary, cached by
// the content of its Go module, the toolchain and the platform.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const MODULE = join(dirname(fileURLToPath(import.meta.url)), '..', 'testbed', 'control-plane');

/**
 * @returns {{ path: string, seconds: number, built: boolean } | { reason: string, missing: boolean }}
 *   where the binary is; or why there is none. `missing`: this machine has no Go that could build it.
 */
export function controlPlane() {
  const go = spawnSync('go', ['version'], { encoding: 'utf8' });
  const toolchain = go.status === 0 ? go.stdout.trim() : '';
  const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  if (toolchain === '')
    return { reason: 'Go is not installed (go version did not run)', missing: true };
  const [, major, minor] = /go(\d+)\.(\d+)/.exec(toolchain) ?? [];
  const wanted = /^go (\d+)\.(\d+)/m.exec(readFileSync(join(MODULE, 'go.mod'), 'utf8')) ?? [];
  if (Number(major) < Number(wanted[1]) || Number(minor) < Number(wanted[2]))
    return { reason: `${toolchain} is older than go.mod asks for (${wanted[0]})`, missing: true };
  const path = join(cache, 'fargatectl', `control-plane-${key(toolchain)}`, 'control-plane');
  const began = Date.now();
  const seconds = () => Math.round((Date.now() - began) / 1000);
  if (existsSync(path)) return { path, seconds: 0, built: false };
  mkdirSync(dirname(path), { recursive: true });
  const half = `${path}.${process.pid}`;
  // The first build compiles some 2000 packages; it must leave the machine usable meanwhile.
  const built = spawnSync(
    'nice',
    ['-n', '5', 'go', 'build', '-trimpath', '-ldflags', stamps(), '-o', half, '.'],
    { cwd: MODULE, encoding: 'utf8' },
  );
  if (built.status !== 0)
    return {
      reason: `go build ended with ${built.status}: ${(built.stderr ?? String(built.error)).trim().slice(-2000)}`,
      missing: false,
    };
  renameSync(half, path);
  return { path, seconds: seconds(), built: true };
}

/** Everything that decides what the binary is. */
function key(toolchain) {
  const hash = createHash('sha256').update(toolchain);
  for (const name of readdirSync(MODULE).sort())
    if (/\.go$|^go\.(mod|sum)$/.test(name))
      hash.update(name).update(readFileSync(join(MODULE, name)));
  return hash.update(stamps()).digest('hex').slice(0, 16);
}

/** What the release build stamps in: without it the server calls itself v0.0.0-master. */
function stamps() {
  const version = /k8s\.io\/kubernetes (v\d+\.(\d+)\.\d+)/.exec(
    readFileSync(join(MODULE, 'go.mod'), 'utf8'),
  );
  const stamp = (name, value) => `-X k8s.io/component-base/version.${name}=${value}`;
  return [
    '-s -w',
    stamp('gitVersion', version[1]),
    stamp('gitMajor', '1'),
    stamp('gitMinor', version[2]),
    stamp('gitTreeState', 'clean'),
    stamp('buildDate', '1970-01-01T00:00:00Z'),
  ].join(' ');
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const found = controlPlane();
  if ('path' in found)
    console.log(`${found.path}${found.built ? ` (built in ${found.seconds} s)` : ''}`);
  else {
    console.error(found.reason);
    process.exit(1);
  }
}
