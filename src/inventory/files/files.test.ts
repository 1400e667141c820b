import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFargatectlError } from '../../errors/index.ts';
import { canonicalJson, type Text } from '../../model/index.ts';
import { snapshotDigest } from '../digest.ts';
import { snapshotFromFiles } from './index.ts';

const web = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', namespace: 'app', creationTimestamp: null },
  spec: {
    replicas: 2,
    template: { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }] } },
  },
};
const kubectl = (items: readonly unknown[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items }, null, 4);
const one = (text: string, name = 'a.yaml') => snapshotFromFiles([{ name, text }]).snapshot;
const key = 'apps/v1/Deployment/app/web';

const english = (notes: readonly Text[]): string => notes.map((n) => n.en).join('\n');

function errorOf(run: () => unknown): { code: string; text: string; remedy: string } {
  try {
    run();
  } catch (error) {
    if (isFargatectlError(error))
      return { code: error.code, text: error.message, remedy: error.remedy.en };
    throw error;
  }
  return { code: 'none', text: '', remedy: '' };
}

const manifest = (body: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\n  namespace: app\nspec:\n  template:\n    spec:\n      containers:\n        - name: web\n${body}`;

describe('snapshotFromFiles', () => {
  it('reads kubectl’s JSON list, with a byte-order mark and nulls in it', () => {
    const snapshot = one(`\uFEFF${kubectl([null, web])}`, 'cluster.json');
    expect(snapshot.objects).toHaveLength(1);
    expect(snapshot.objects[0]?.metadata).toEqual({ name: 'web', namespace: 'app' });
    expect(snapshot.origins[key]).toEqual({ file: 'cluster.json', line: 6 });
  });

  it('reads the same from JSON and from YAML', () => {
    const yaml = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: apps/v1\n  kind: Deployment\n  metadata: {name: web, namespace: app, creationTimestamp: null}\n  spec:\n    replicas: 2\n    template:\n      metadata: {labels: {app: web}}\n      spec:\n        containers: [{name: web}]\n`;
    expect(one(yaml).objects).toEqual(one(kubectl([web]), 'b.json').objects);
    expect(one(yaml).origins[key]).toEqual({ file: 'a.yaml', line: 4 });
  });

  it('fills in the kind that the API leaves out of a typed list', () => {
    const { kind: _k, apiVersion: _v, ...item } = web;
    const text = JSON.stringify({ apiVersion: 'apps/v1', kind: 'DeploymentList', items: [item] });
    expect(one(text, '-').objects[0]?.kind).toBe('Deployment');
  });

  it('reads several documents, anchors and merge keys', () => {
    const text = `${manifest('          resources: &r\n            requests: {cpu: 100m}\n')}---\n# nothing here\n---\n${manifest(
      '          resources: {requests: {<<: {cpu: 200m}, memory: 1Gi}}\n',
    ).replace('name: web\n  n', 'name: other\n  n')}`;
    const { objects, origins } = one(text);
    expect(objects.map((o) => o.metadata.name)).toEqual(['other', 'web']);
    expect(JSON.stringify(objects[0])).toContain('{"cpu":"200m","memory":"1Gi"}');
    expect(origins['apps/v1/Deployment/app/other']?.line).toBe(16);
  });

  it('resolves scalars as Kubernetes does', () => {
    const { objects } = one(`${manifest('')}      hostNetwork: yes\n      volumes: [{name: s, secret: {secretName: x, defaultMode: 0644}}]\n      terminationGracePeriodSeconds: 1_0\n`); // prettier-ignore
    expect(JSON.stringify(objects)).toContain('"hostNetwork":true');
    expect(JSON.stringify(objects)).toContain('"defaultMode":420');
    expect(JSON.stringify(objects)).toContain('"terminationGracePeriodSeconds":10');
  });

  it('names file, line, value seen and value wanted where a field has the wrong type', () => {
    const label = errorOf(() => one(`${manifest('')}    metadata:\n      labels:\n        account: 0123\n`)); // prettier-ignore
    expect(label.code).toBe('INPUT_WRONG_TYPE');
    expect(label.text).toBe(
      'a.yaml:13: found the number 83 in Deployment.spec.template.metadata.labels.account, wanted a string.',
    );
    expect(label.remedy).toContain('quotes');
    const json = errorOf(() =>
      one(
        kubectl([web, { ...web, spec: { ...web.spec, replicas: 'two' }, metadata: { name: 'x' } }]),
        'c.json',
      ),
    );
    expect(json.text).toMatch(/^c\.json:\d+: found the string "two" in Deployment\.spec\.replicas, wanted a number\.$/); // prettier-ignore
  });

  it('never shows an environment value, not even a wrong one', () => {
    const text = manifest(
      '          env:\n            - name: PORT\n              value: 80801234\n',
    );
    const error = errorOf(() => one(text));
    expect(error.text).toContain(
      'a number in Deployment.spec.template.spec.containers.0.env.0.value',
    );
    expect(error.text).not.toContain('80801234');
  });

  it('refuses a key that is there twice, with its line', () => {
    const error = errorOf(() => one(`${manifest('')}          image: a\n          image: b\n`));
    expect([error.code, error.text.split(':').slice(0, 2)]).toEqual([
      'INPUT_DUPLICATE_KEY',
      ['a.yaml', '12'],
    ]);
  });

  it.each([
    ['', 'INPUT_EMPTY'],
    ['# nothing\n---\n', 'INPUT_EMPTY'],
    ['just words', 'INPUT_NOT_KUBERNETES'],
    ['foo: bar', 'INPUT_NOT_KUBERNETES'],
    ['kind: Deployment\nmetadata: {name: {{ .Values.name }}}\n', 'INPUT_UNRENDERED'],
    ['a: [1,\n', 'INPUT_TRUNCATED'],
    ['a: b: c\n', 'INPUT_NOT_YAML'],
    ['apiVersion: v1\nkind: Pod\nmetadata: {}\nspec: {containers: []}', 'INPUT_WRONG_TYPE'],
    ['apiVersion: fargatectl/v9\nkind: Snapshot', 'SNAPSHOT_VERSION'],
    ['apiVersion: fargatectl/v1\nkind: Plan', 'NOT_A_SNAPSHOT'],
    ['apiVersion: fargatectl/v1\nkind: Snapshot\nsource: files', 'SNAPSHOT_DAMAGED'],
  ])('refuses %j as %s and says what to do', (text, code) => {
    const error = errorOf(() => one(text));
    expect(error.code).toBe(code);
    expect(error.remedy).not.toBe('');
    expect(error.text).toMatch(/found .*wanted /);
  });

  it.each([
    ['{"a": 1', 'INPUT_TRUNCATED', 'c.json:1: found the end of the text, wanted a comma or "}".'],
    ['{"a": 1,\n}', 'INPUT_NOT_JSON', 'c.json:2: found character "}", wanted a field name in double quotes.'],
    ['{"a":\n hunter2}', 'INPUT_NOT_JSON', 'c.json:2: found character "h", wanted a JSON value.'],
    ['{"a": "b', 'INPUT_TRUNCATED', 'c.json:1: found the end of the text, wanted a closing double quote.'],
    ['[1 2]', 'INPUT_NOT_JSON', 'c.json:1: found character "2", wanted a comma or "]".'],
  ])('says where %j stops being JSON, without quoting what is around', (text, code, message) => {
    const error = errorOf(() => one(text, 'c.json'));
    expect([error.code, error.text]).toEqual([code, message]);
  }); // prettier-ignore

  it('says that a dump cut anywhere is cut, whatever the place', () => {
    const text = kubectl([web]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: text.length - 1 }), (length) => {
        const { code } = errorOf(() => one(text.slice(0, length), 'c.json'));
        return code === 'INPUT_TRUNCATED' || code === 'INPUT_NOT_JSON';
      }),
    );
  });

  it('takes a stream of JSON objects', () => {
    const other = { ...web, metadata: { name: 'b', namespace: 'app' } };
    const snapshot = one(`${JSON.stringify(web)}\n${JSON.stringify(other)}\n`, '-');
    expect(snapshot.origins['apps/v1/Deployment/app/b']).toEqual({ file: '-', line: 2 });
  });

  it('takes what it can of a folder and tells the rest', () => {
    const { snapshot, files } = snapshotFromFiles([
      { name: 'chart/Chart.yaml', text: 'apiVersion: v2\nname: x\n' },
      { name: 'chart/values.yaml', text: 'image: x\n' },
      { name: 'chart/templates/d.yaml', text: '{{- if .Values.on }}\nkind: Deployment\n{{- end }}\n' },
      { name: 'README.md', text: '# hello' },
      { name: 'empty.yaml', text: '\n' },
      { name: 'cert.yaml', text: 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: c}' },
      { name: 'web.json', text: kubectl([web]) },
    ]); // prettier-ignore
    expect(snapshot.objects.map((o) => o.kind)).toEqual(['Deployment']);
    expect(files).toContain('web.json');
    const notes = english(snapshot.notes);
    expect(snapshot.notes.every((n) => /[가-힣]/.test(n.ko))).toBe(true);
    for (const text of [
      'chart/templates/d.yaml',
      'helm template',
      'Certificate (1)',
      'chart/values.yaml',
      'README.md',
      'Empty: empty.yaml',
    ])
      // prettier-ignore
      expect(notes).toContain(text);
  });

  it('keeps custom objects that hold pods', () => {
    const rollout = { ...web, apiVersion: 'example.com/v1', kind: 'Blue' };
    expect(one(kubectl([rollout]), 'a.json').objects).toHaveLength(1);
  });

  it('puts objects without a namespace where kubectl apply would, and says so', () => {
    const bare = { ...web, metadata: { name: 'web' } };
    const input = [{ name: 'a.json', text: kubectl([bare]) }];
    expect(snapshotFromFiles(input).snapshot.objects[0]?.metadata.namespace).toBe('default');
    const { snapshot } = snapshotFromFiles(input, { namespace: 'app' });
    expect(snapshot.objects[0]?.metadata.namespace).toBe('app');
    expect(english(snapshot.notes)).toContain('name no namespace');
  });

  it('lets the later of two definitions count, and names both places', () => {
    const other = { ...web, spec: { ...web.spec, replicas: 3 } };
    const { snapshot } = snapshotFromFiles([
      { name: 'a.json', text: kubectl([web]) },
      { name: 'b.json', text: kubectl([other]) },
    ]);
    expect((snapshot.objects[0]?.['spec'] as { replicas: number }).replicas).toBe(3);
    expect(english(snapshot.notes)).toContain('Deployment app/web stands in a.json:5 and, differently, in b.json:5'); // prettier-ignore
  });

  it('says of AWS and of absent kinds that they are unknown, not that there are none', () => {
    const snapshot = one(kubectl([web]), 'a.json');
    expect(Object.values(snapshot.aws).every((r) => r.state === 'unknown')).toBe(true);
    expect(snapshot.unreadKinds.map((k) => k.kind)).toContain('policy/v1/PodDisruptionBudget');
    const pdb = {
      apiVersion: 'policy/v1beta1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'p' },
    };
    expect(one(kubectl([web, pdb]), 'a.json').unreadKinds.map((k) => k.kind)).not.toContain(
      'policy/v1/PodDisruptionBudget',
    );
  });

  it('reads its own snapshot back, byte for byte', () => {
    const snapshot = one(kubectl([web]), 'a.json');
    expect(one(JSON.stringify(snapshot), 'snapshot.json')).toEqual(snapshot);
    expect(errorOf(() => snapshotFromFiles([
      { name: 's.json', text: JSON.stringify(snapshot) }, { name: 'a.json', text: kubectl([web]) },
    ])).code).toBe('SNAPSHOT_NOT_ALONE'); // prettier-ignore
  });

  it('calls a part that an own snapshot lacks unknown', () => {
    const { addons: _gone, ...aws } = one(kubectl([web]), 'a.json').aws;
    const text = JSON.stringify({ ...one(kubectl([web]), 'a.json'), aws });
    expect(one(text, 's.json').aws.addons.state).toBe('unknown');
  });
});

describe('snapshotDigest', () => {
  const snapshot = one(kubectl([web]), 'a.json');
  it('does not depend on the time of the capture or the order of keys', () => {
    const reordered = JSON.parse(canonicalJson(snapshot)) as typeof snapshot;
    expect(snapshotDigest({ ...reordered, takenAt: '2026-01-01T00:00:00Z' })).toBe(
      snapshotDigest(snapshot),
    );
    expect(snapshotDigest(snapshot)).toMatch(/^sha256:[0-9a-f]{64}$/);
  });
  it('changes with any field', () => {
    const text = JSON.stringify(snapshot).replace('"replicas":2', '"replicas":3');
    expect(snapshotDigest(JSON.parse(text) as typeof snapshot)).not.toBe(snapshotDigest(snapshot));
  });
});
