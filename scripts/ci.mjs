// What .ci/run runs: the README's two commands, the checks, and the tests against tools that nobody
// here wrote (kubectl, helm, the AWS CLI). Each check counts as one, tests by their own number.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { controlPlane } from './control-plane.mjs';
import { newerNode } from './newer-node.mjs';
import { installPeers, TABLES_WITHOUT_AWS } from './peers.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const scratch = join(root, 'node_modules', '.cache', 'ci');
const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];

const run = (command, args, options = {}) =>
  spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, CI: 'true', ...options.env },
    ...options,
  });

function check(name, ok) {
  if (ok) total.passed += 1;
  else {
    total.failed += 1;
    failures.push(name);
  }
  console.log(`${ok ? 'ok  ' : 'FAIL'}  ${name}`);
}

const heading = (text) => console.log(`\n== ${text}`);

/** A suite's own counts; one that ended without a report counts as one failure. */
function suite(name, command, args, report) {
  heading(name);
  rmSync(report, { force: true });
  const began = Date.now();
  const { status } = run(command, args);
  count(name, status, report, began);
}

/** The same beside others: what it prints is shown when it has ended. */
function suiteBeside(name, args, report, env = {}) {
  rmSync(report, { force: true });
  const began = Date.now();
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, CI: 'true', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed = [];
    child.stdout.on('data', (piece) => printed.push(piece));
    child.stderr.on('data', (piece) => printed.push(piece));
    child.on('close', (status) => {
      heading(name);
      process.stdout.write(Buffer.concat(printed));
      count(name, status, report, began);
      resolve();
    });
  });
}

function count(name, status, report, began) {
  if (!existsSync(report)) {
    check(`${name}: no report was written`, false);
    return;
  }
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  total.passed += numPassedTests;
  total.failed += numFailedTests;
  total.skipped += numPendingTests + numTodoTests;
  if (numFailedTests > 0) failures.push(name);
  console.log(
    `${name}: ${numPassedTests} passed, ${numFailedTests} failed in ${((Date.now() - began) / 1000).toFixed(1)} s`,
  );
  if (status !== 0 && numFailedTests === 0) check(`${name}: ended with ${status}`, false);
}

mkdirSync(join(root, 'node_modules'), { recursive: true });

// `npm test` is the README's: in a clean clone it installs and builds first.

suite(
  'npm test',
  'npm',
  [
    'test',
    '--',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${join(scratch, 'tests.json')}`,
  ],
  join(scratch, 'tests.json'),
);

heading('npm run demo');
const began = Date.now();
const demo = run('npm', ['run', 'demo'], { stdio: 'pipe', encoding: 'utf8' });
const seconds = (Date.now() - began) / 1000;
console.log(`${demo.stdout}${demo.stderr}`);
check(`npm run demo ends well (${seconds.toFixed(1)} s)`, demo.status === 0);
check('npm run demo takes less than a minute', seconds < 60);

heading('checks');
check('lint', run('npm', ['run', '--silent', 'lint']).status === 0);
check('types', run('npm', ['run', '--silent', 'typecheck']).status === 0);
check('format', run('npm', ['run', '--silent', 'format:check']).status === 0);
check('generated docs', run('npm', ['run', '--silent', 'docs', '--', '--check']).status === 0);
check(
  'the lock file names no mirror',
  !/"resolved":/.test(readFileSync(join(root, 'package-lock.json'), 'utf8')),
);

const vitest = (config, name, ...more) => [
  'node_modules/vitest/vitest.mjs',
  'run',
  '--config',
  config,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${join(scratch, name)}`,
  ...more,
];

heading('a newer Node.js');
const newer = newerNode(join(scratch, 'newer-node'));
check(`Node.js 24${'path' in newer ? '' : `: ${newer.reason}`}`, 'path' in newer);
if ('path' in newer) {
  const { status } = run(newer.path, ['dist/fargatectl.js', 'demo'], { stdio: 'ignore' });
  check('the demo on it', status === 0);
  const report = join(scratch, 'newer-node.json');
  const files = ['src/cli', 'src/inventory', 'test/contract', 'test/cli/bad-input', 'test/cli/doctor', 'test/cli/lab-doors']; // prettier-ignore
  suite('on a newer Node.js', newer.path, [...vitest('vitest.config.ts', 'newer-node.json'), ...files], report); // prettier-ignore
}

heading('peers');
for (const { name, found, reason } of installPeers(root))
  check(`${name}${found ? '' : `: ${reason}`}`, found);

heading('control plane');
const kubernetes = controlPlane();
check(
  `Kubernetes’ own control plane${'path' in kubernetes ? (kubernetes.built ? `, built in ${kubernetes.seconds} s` : '') : `: ${kubernetes.reason}`}`,
  'path' in kubernetes,
);
// Alone: it holds two clusters in step, and a busy machine makes one of them late.
await suiteBeside(
  'the twin beside Kubernetes’ own control plane',
  vitest('vitest.control-plane.config.ts', 'differential.json', '--no-file-parallelism', 'test/differential'),
  join(scratch, 'differential.json'),
); // prettier-ignore

/** The whole job there mostly waits for Kubernetes: beside the rest. */
async function onKubernetes() {
  await suiteBeside(
    'on Kubernetes’ own control plane',
    vitest('vitest.control-plane.config.ts', 'control-plane.json', 'test/control-plane'),
    join(scratch, 'control-plane.json'),
  );
  await suiteBeside(
    'the peers’ tables on Kubernetes’ own control plane',
    vitest('vitest.peers.config.ts', 'peers-on-kubernetes.json', ...TABLES_WITHOUT_AWS),
    join(scratch, 'peers-on-kubernetes.json'),
    { FARGATECTL_PEERS_ON: 'kubernetes' },
  );
}

async function onTheTwin() {
  await suiteBeside(
    'against real tools',
    vitest('vitest.peers.config.ts', 'peers.json'),
    join(scratch, 'peers.json'),
  );
  // Every write × every fault: some 35 minutes of processor time, while the real control plane mostly waits.
  await suiteBeside(
    'fault matrix',
    ['--import', 'tsx', 'test/faults/run.ts', '--report', join(scratch, 'faults.json')],
    join(scratch, 'faults.json'),
  );
}

await Promise.all([onKubernetes(), onTheTwin()]);

if (failures.length > 0) console.log(`\nfailed: ${failures.join('; ')}`);
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed === 0 ? 0 : 1);
