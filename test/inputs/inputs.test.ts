import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fargatectl } from '../cli/lab.ts';

const deployment = (name: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'app' },
  spec: { replicas: 1, template: { spec: { containers: [{ name, image: name }] } } },
});
const list = (...names: string[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items: names.map(deployment) }, null, 4);
const yaml = (name: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: app}\nspec: {template: {spec: {containers: [{name: a}]}}}\n`;

async function tar(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'bundle', type: 'directory' });
  for (const [name, content] of Object.entries(entries)) archive.entry({ name }, content);
  archive.entry({ name: 'link.yaml', type: 'symlink', linkname: '../../etc/passwd' });
  archive.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of archive as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('what assess reads', () => {
  let dir: string;
  const put = (name: string, content: string | Buffer): string => {
    const path = join(dir, name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'fargatectl-inputs-'));
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  const run = (from: readonly string[], stdin?: string) =>
    fargatectl(['assess', ...from.flatMap((f) => ['--from', f]), '-o', 'json', '--fail-on', 'never'], { cwd: dir, ...(stdin === undefined ? {} : { stdin }) }); // prettier-ignore
  async function workloads(...from: string[]): Promise<{ names: string[]; notes: string }> {
    const { out, err } = await run(from);
    expect(err).toBe('');
    const a = JSON.parse(out) as { workloads: { ref: { name: string } }[]; notes: unknown };
    return { names: a.workloads.map((w) => w.ref.name), notes: JSON.stringify(a.notes) };
  }
  async function refusal(...from: string[]): Promise<string> {
    const { code, out, err } = await run(from);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/\n\s+at .+:\d+:\d+/);
    expect(err).toMatch(/\n {2}Do: ./);
    return err;
  }

  it('reads gzip, tar and both, told by their bytes', async () => {
    const archive = await tar({
      'bundle/deployments.json': list('one'),
      'bundle/packed.yaml.gz': gzipSync(yaml('two')),
      'bundle/pod.log': 'kind: nothing',
      'bundle/odd.json': '{"broken": ',
    });
    for (const [name, content] of [
      ['plain.tar', archive],
      ['packed.tgz', gzipSync(archive)],
      ['unnamed', gzipSync(archive)],
    ] as const) {
      const { names, notes } = await workloads(put(name, content));
      expect(names).toEqual(['one', 'two']);
      expect(notes).toContain('bundle/pod.log');
      expect(notes).toContain('bundle/odd.json');
    }
    expect((await workloads(put('one.json.gz', gzipSync(list('three'))))).names).toEqual(['three']);
  });

  it('reads cluster-info dumps with logs between the lists', async () => {
    const typed = JSON.stringify({ kind: 'DeploymentList', apiVersion: 'apps/v1', metadata: {}, items: [{ metadata: { name: 'web', namespace: 'app' }, spec: { template: { spec: { containers: [{ name: 'a' }] } } } }] }, null, 4); // prettier-ignore
    const log = '==== START logs for container a of pod app/web-1 ====\n{"level":"info"}\n}}} [\n==== END logs for container a of pod app/web-1 ====\n';
    expect((await workloads(put('dump.txt', `${typed}\n${log}${typed.replace('web', 'api')}\n${log}`))).names).toEqual(['api', 'web']);
  }); // prettier-ignore

  it('reads a must-gather folder: lists, single objects, and the same object twice', async () => {
    const base = 'must-gather/namespaces/app';
    put(`${base}/apps/deployments.yaml`, `apiVersion: apps/v1\nitems:\n- ${yaml('web').replaceAll('\n', '\n  ').trim()}\nkind: DeploymentList\nmetadata: {}\n`); // prettier-ignore
    put(`${base}/deployments/web.yaml`, yaml('web'));
    put('must-gather/version', 'v1');
    put('must-gather/empty.yaml', '---\n');
    const { names, notes } = await workloads(join(dir, 'must-gather'));
    expect(names).toEqual(['web']);
    expect(notes).not.toContain('differently');
  });

  it('reads the layout of oc adm must-gather and inspect: by image, namespace and group, each pod twice', async () => {
    const base = 'gathered/must-gather.local.1/registry-sha256-abc';
    const of = (kind: string, apiVersion: string, ...items: object[]) => `---\n${JSON.stringify({ apiVersion, items: items.map((i) => ({ apiVersion, kind, ...i })), kind: `${kind}List`, metadata: {} })}\n`; // prettier-ignore
    const pod = { metadata: { name: 'web-1-a', namespace: 'app', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'r', controller: true }] }, spec: { nodeName: 'n1', containers: [{ name: 'a' }] } }; // prettier-ignore
    const template = { spec: { containers: [{ name: 'a' }], volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }] } }; // prettier-ignore
    const files: Record<string, string> = {
      timestamp: '2026-11-25 start\n',
      'event-filter.html': '<html>',
      'namespaces/app/app.yaml': `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'app' } })}`,
      'namespaces/app/apps/deployments.yaml': of('Deployment', 'apps/v1', { metadata: { name: 'web', namespace: 'app' }, spec: { template } }),
      'namespaces/app/apps/replicasets.yaml': of('ReplicaSet', 'apps/v1', { metadata: { name: 'web-1', namespace: 'app', ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'd', controller: true }] }, spec: { template } }),
      'namespaces/app/apps/statefulsets.yaml': '---\napiVersion: apps/v1\nitems: []\nkind: StatefulSetList\nmetadata: {}\n',
      'namespaces/app/core/pods.yaml': of('Pod', 'v1', pod),
      'namespaces/app/core/persistentvolumeclaims.yaml': of('PersistentVolumeClaim', 'v1', { metadata: { name: 'data', namespace: 'app' }, spec: { volumeName: 'pv-1', storageClassName: 'gp3' } }),
      'namespaces/app/pods/web-1-a/web-1-a.yaml': `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'Pod', ...pod })}`,
      'namespaces/app/pods/web-1-a/a/a/logs/current.log': 'kind: of a log\n',
      'namespaces/app/apps.openshift.io/deploymentconfigs.yaml': of('DeploymentConfig', 'apps.openshift.io/v1', { metadata: { name: 'old', namespace: 'app' }, spec: { replicas: 2, template: { spec: { hostNetwork: true, containers: [{ name: 'a' }] } } } }),
      'cluster-scoped-resources/core/persistentvolumes/pv-1.yaml': `---\n${JSON.stringify({ apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec: { csi: { driver: 'efs.csi.aws.com', volumeHandle: 'fs-1::fsap-1' } } })}`,
      'pod_network_connectivity_check/cut.yaml': 'a: b: c\n [',
    }; // prettier-ignore
    for (const [name, content] of Object.entries(files)) put(`${base}/${name}`, content);
    const { out } = await run([join(dir, 'gathered', 'must-gather.local.1')]);
    const seen = JSON.parse(out) as { workloads: { ref: { name: string }; verdict: string; unknown: object[] }[]; notes: string[] }; // prettier-ignore
    // The claim's class says EBS; the volume that it is bound to says what it is.
    expect(seen.workloads.map((w) => [w.ref.name, w.verdict])).toEqual([['old', 'needs-work'], ['web', 'ready']]); // prettier-ignore
    const notes = seen.notes.join('\n');
    expect(notes).not.toContain('differently');
    expect(notes).toContain('No Kubernetes objects, set aside: registry-sha256-abc/pod_network_connectivity_check/cut.yaml'); // prettier-ignore
    expect(notes).not.toContain('Empty: registry');
  });

  it('says which command renders a chart and an overlay, and what is half rendered', async () => {
    put('repo/chart/Chart.yaml', 'apiVersion: v2\nname: x\nversion: 1.0.0\n');
    put('repo/chart/templates/web.yaml', yaml('"{{ .Values.name }}"'));
    put('repo/overlay/kustomization.yaml', 'resources: [a.yaml]\n');
    put('repo/half.yaml', `${yaml('rendered')}---\n{{- if .Values.more }}\nkind: Deployment\n{{- end }}\n---\n${yaml('${NAME}')}`); // prettier-ignore
    const { names, notes } = await workloads(join(dir, 'repo'));
    expect(names).toEqual(['rendered']);
    expect(notes).toContain('helm template RELEASE chart |');
    expect(notes).toContain('kubectl kustomize overlay |');
    expect(notes).toContain('half.yaml');
    expect(await refusal(join(dir, 'repo', 'chart'))).toMatch(/^INPUT_UNRENDERED .*\n {2}Do: .*helm template RELEASE \. \|/); // prettier-ignore
  });

  it('reads standard input, together with files as well', async () => {
    const file = put('file.json', list('file'));
    const { out } = await run(['-', file], list('stdin'));
    expect((JSON.parse(out) as { workloads: unknown[] }).workloads).toHaveLength(2);
  });

  it('follows links, each folder once, and reads 10,000 files', async () => {
    const many = join(dir, 'many');
    mkdirSync(join(many, 'sub'), { recursive: true });
    for (let i = 0; i < 10_000; i += 1) writeFileSync(join(many, 'sub', `${i}.json`), '{"a":1}');
    writeFileSync(join(many, 'web.json'), list('web'));
    symlinkSync('..', join(many, 'sub', 'loop'));
    symlinkSync('nowhere', join(many, 'dangling.yaml'));
    const { names, notes } = await workloads(many);
    expect(names).toEqual(['web']);
    expect(notes).toContain('dangling.yaml');
  }, 60_000);

  it('neither waits for a pipe that nobody writes to nor misses what somebody wrote', async () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(await refusal(pipe)).toMatch(/^INPUT_EMPTY/);
    const file = put('piped.json', list('piped'));
    const out = execFileSync('bash', ['-c', `"$0" "$1" assess --from <(cat "$2") -o json --fail-on never`, process.execPath, join(import.meta.dirname, '..', '..', 'dist', 'fargatectl.js'), file], { encoding: 'utf8' }); // prettier-ignore
    expect(out).toContain('"piped"');
  });

  it.each([
    ['cut.json.gz', () => gzipSync(list('a')).subarray(0, 80), /^INPUT_TRUNCATED .*cut\.json\.gz.*gzip/],
    ['bad.json.gz', () => Buffer.from(gzipSync(list('a')).map((b, i) => (i > 20 && i < 40 ? b ^ 255 : b))), /^INPUT_DAMAGED .*bad\.json\.gz/],
    ['bomb.json.gz', () => gzipSync(Buffer.alloc(300 << 20, ' ')), /^INPUT_TOO_LARGE .*400 times/],
    ['x.zip', () => Buffer.from('PK\u0003\u0004\u0000\u0000rest'), /^INPUT_PACKED .*zip[\s\S]*unzip/],
    ['junk.yaml', () => Buffer.from([0, 1, 2, 255, 254, 7, 0, 9]), /^INPUT_NOT_KUBERNETES .*binary/],
  ] as const)('refuses %s with what it is', async (name, content, expected) => {
    expect(await refusal(put(name, content()))).toMatch(expected);
  }); // prettier-ignore

  it('refuses a damaged and a cut tar archive', async () => {
    const archive = await tar({ 'a.json': list('a'), 'b.json': list('b') });
    expect(await refusal(put('cut.tar', archive.subarray(0, 1_400)))).toMatch(/^INPUT_TRUNCATED/);
    const odd = Buffer.from(archive);
    // In the name of the second entry's header: its checksum is wrong then.
    odd[522] = (odd[522] ?? 0) ^ 255;
    expect(await refusal(put('odd.tar', odd))).toMatch(/^INPUT_(DAMAGED|TRUNCATED)/);
  });

  it.skipIf(process.getuid?.() === 0)('says which file of a folder it may not read', async () => {
    const path = put('closed/a.yaml', yaml('a'));
    chmodSync(path, 0);
    expect(await refusal(join(dir, 'closed'))).toMatch(/^FILE_UNREADABLE .*a\.yaml/);
  });
});
