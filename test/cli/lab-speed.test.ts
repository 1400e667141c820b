import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { kubeconfigText } from '../../src/twin/server/index.ts';
import { labSpeed } from '../../src/adapters/kubernetes/lab-speed.ts';

describe('how fast waits pass', () => {
  let dir: string;
  beforeAll(() => (dir = mkdtempSync(join(tmpdir(), 'fargatectl-speed-'))));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const server = 'https://127.0.0.1:6443';
  const put = (name: string, text: string): string => {
    writeFileSync(join(dir, name), text);
    return join(dir, name);
  };
  const entry = (cluster: object): string =>
    stringify({ clusters: [{ name: 'c', cluster: { server, ...cluster } }] });
  const lab = (speed: unknown) => [{ name: 'fargatectl.io/lab', extension: { speed } }];
  const speedOf = (paths: string, at = server, clusterName = 'c'): number =>
    labSpeed({ paths, clusterName, server: at });

  it('is the lab’s own in the kubeconfig that the lab writes', () => {
    const file = put('lab', kubeconfigText({ server, ca: 'x', region: 'r', accountId: '1', cluster: 'c', token: 't', speed: 20 })); // prettier-ignore
    expect(speedOf(file, server, 'arn:aws:eks:r:1:cluster/c')).toBe(20);
  });

  it('is real for a server that is elsewhere, whatever its kubeconfig says', () => {
    const elsewhere = 'https://0123.gr7.ap-northeast-2.eks.amazonaws.com';
    const file = put('remote', entry({ server: elsewhere, extensions: lab(20) }));
    expect(speedOf(file, elsewhere)).toBe(1);
  });

  it('is real on this machine, too, where nothing says that it is a lab', () => {
    expect(speedOf(put('tunnel', entry({})))).toBe(1);
    expect(speedOf(put('kind', entry({ extensions: [{ name: 'minikube.io', extension: {} }] })))).toBe(1); // prettier-ignore
  });

  it('is what the first file that names the cluster says, as kubectl merges them', () => {
    const first = put('first', entry({}));
    const second = put('second', entry({ extensions: lab(20) }));
    expect(speedOf(`${first}${delimiter}${second}`)).toBe(1);
    expect(speedOf(`${second}${delimiter}${first}`)).toBe(20);
    expect(speedOf(`${join(dir, 'missing')}${delimiter}${second}`)).toBe(20);
  });

  it.each([0, -1, 0.5, 1e9, '20', null, {}])('is real where it says %j', (speed) => {
    expect(speedOf(put('odd', entry({ extensions: lab(speed) })))).toBe(1);
  });

  it('is real where the server is not the one that the entry names', () => {
    expect(speedOf(put('moved', entry({ extensions: lab(20) })), 'https://127.0.0.1:7000')).toBe(1);
  });
});
