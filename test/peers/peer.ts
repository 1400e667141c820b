import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openLab, runProgram, type Ended, type Lab } from '../cli/lab.ts';
import { openRealLab } from '../control-plane/lab.ts';

/**
 * kubectl is 1.32 with helm 3; `kubectl36` is 1.36, `helm4` came with it. `python` is one that has
 * boto3, botocore's service models and moto. `eksctl` may be missing, in CI too.
 */
export type PeerName = 'kubectl' | 'kubectl36' | 'helm' | 'helm4' | 'aws' | 'python' | 'eksctl';

const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'peers');
const PLACES: Record<PeerName, string> = {
  kubectl: join(CACHE, 'kubectl', 'kubectl'),
  kubectl36: join(CACHE, 'v36', 'kubectl', 'kubectl'),
  helm: join(CACHE, 'helm', 'helm'),
  helm4: join(CACHE, 'v36', 'helm', 'helm'),
  aws: join(CACHE, 'aws', 'bin', 'aws'),
  python: join(CACHE, 'python', 'bin', 'python'),
  eksctl: process.env['FARGATECTL_PEER_EKSCTL'] ?? join(CACHE, 'eksctl', 'eksctl'),
};
/** See scripts/peers.mjs. */
const OPTIONAL: ReadonlySet<PeerName> = new Set<PeerName>(['eksctl']);
const VERSION: Record<PeerName, readonly string[]> = {
  kubectl: ['version', '--client'],
  kubectl36: ['version', '--client'],
  helm4: ['version', '--short'],
  helm: ['version', '--short'],
  aws: ['--version'],
  eksctl: ['version'],
  python: ['-c', 'import boto3, moto'],
};

/** The program of that name: what `scripts/peers.mjs` installed, else the PATH's. */
function find(name: PeerName): string | undefined {
  if (existsSync(PLACES[name])) return PLACES[name];
  return spawnSync(name, VERSION[name], { stdio: 'ignore' }).status === 0 ? name : undefined;
}

/** Where the tables run: on the twin, or the very same ones on Kubernetes' own control plane. */
export const ON_KUBERNETES = process.env['FARGATECTL_PEERS_ON'] === 'kubernetes';
export const openPeerLab = (): Promise<Lab> => (ON_KUBERNETES ? openRealLab() : openLab());

export interface PeerLab {
  readonly lab: Lab;
  /** Where the peer is, or its name on the PATH. */
  readonly path: (name: PeerName) => string;
  /** Runs the peer against the lab. */
  run(
    name: PeerName,
    args: readonly string[],
    o?: {
      readonly stdin?: string;
      /** Instead of the lab's own. */
      readonly env?: Readonly<Record<string, string>>;
      readonly onOutput?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
    },
  ): Promise<Ended>;
  /** The same for a peer that has to end well; gives what it printed. */
  ok(name: PeerName, args: readonly string[], stdin?: string): Promise<string>;
  /** `bash -c`, for command lines as people type them; the peers are on its PATH. */
  shell(line: string): Promise<Ended>;
}

/**
 * Tests that drive programs which nobody here wrote against a lab of their own. Where a program is
 * missing they are skipped, aloud; in CI that is a failure, but for the optional ones.
 */
export function withPeers(
  title: string,
  names: readonly PeerName[],
  tests: (peers: PeerLab) => void,
): void {
  const programs = new Map(names.map((name) => [name, find(name)]));
  const missing = names.filter((name) => programs.get(name) === undefined);
  if (missing.length > 0) process.stderr.write(`SKIPPED: ${title}: no ${missing.join(', ')}.\n`);
  if (missing.some((name) => !OPTIONAL.has(name)) && process.env['CI'] === 'true') {
    it(`${title}: ${missing.join(', ')} should be here (node scripts/peers.mjs)`, () => {
      expect(missing).toEqual([]);
    });
    return;
  }
  describe.skipIf(missing.length > 0)(title, () => {
    let lab: Lab | undefined;
    const theLab = (): Lab => {
      if (lab === undefined) throw new Error('the lab is not open');
      return lab;
    };
    beforeAll(async () => {
      lab = await openPeerLab();
    });
    afterAll(() => lab?.close());

    const run: PeerLab['run'] = (name, args, o = {}) =>
      runProgram(programs.get(name) ?? name, args, {
        cwd: theLab().dir,
        env: environment(theLab()),
        ...o,
      });
    tests({
      get lab() {
        return theLab();
      },
      path: (name) => programs.get(name) ?? name,
      run,
      async ok(name, args, stdin) {
        const ended = await run(name, args, stdin === undefined ? {} : { stdin });
        if (ended.code !== 0)
          throw new Error(
            `${name} ${args.join(' ')} ended with ${ended.code}: ${ended.err || ended.out}`,
          );
        return ended.out;
      },
      shell: (line) =>
        runProgram('bash', ['-c', `${functions(programs)}\n${line}`], {
          cwd: theLab().dir,
          env: environment(theLab()),
        }),
    });
  });
}

/** The lab's own environment; pyenv's shims need to know where their versions are. */
const environment = (lab: Lab): Record<string, string> => ({
  ...lab.env,
  AWS_PAGER: '',
  ...(process.env['PYENV_ROOT'] === undefined ? {} : { PYENV_ROOT: process.env['PYENV_ROOT'] }),
});

const functions = (programs: ReadonlyMap<PeerName, string | undefined>): string =>
  [...programs]
    .filter(([name, path]) => path !== undefined && path !== name)
    .map(([name, path]) => `${name}() { '${path ?? name}' "$@"; }`)
    .join('\n');
