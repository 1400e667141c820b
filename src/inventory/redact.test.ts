import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactObject } from './redact.ts';

const deployment = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'web',
    namespace: 'app',
    managedFields: [{ manager: 'kubectl' }],
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"env":"hunter2"}',
      team: 'shop',
    },
  },
  spec: {
    template: {
      spec: {
        containers: [
          {
            name: 'web',
            command: ['sh', '-c', `export DB_PASSWORD=hunter2 API_TOKEN='my hunter2'; run`],
            args: [
              '--db-password=hunter2',
              '--token',
              'hunter2',
              '--url=postgres://me:hunter2@db:5432/x',
              '--port=80',
            ],
            env: [
              { name: 'TOKEN', value: 'hunter2' },
              { name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
            ],
            livenessProbe: {
              httpGet: { port: 80, httpHeaders: [{ name: 'Authorization', value: 'hunter2' }] },
            },
          },
        ],
      },
    },
  },
};

describe('redactObject', () => {
  it('keeps names and references and drops every value', () => {
    const out = JSON.stringify(redactObject(deployment));
    expect(out).not.toContain('hunter2');
    expect(out).not.toContain('managedFields');
    expect(JSON.parse(out)).toMatchObject({
      metadata: { annotations: { team: 'shop' } },
      spec: {
        template: {
          spec: {
            containers: [
              {
                args: ['--db-password=<redacted>', '--token', '<redacted>', '--url=postgres://me:<redacted>@db:5432/x', '--port=80'],
                env: [{ name: 'TOKEN' }, { name: 'HOST', valueFrom: { fieldRef: {} } }],
              },
            ],
          },
        },
      },
    }); // prettier-ignore
  });

  it('leaves its input as it was', () => {
    const before = JSON.stringify(deployment);
    redactObject(deployment);
    expect(JSON.stringify(deployment)).toBe(before);
  });

  it('keeps only the keys of a Secret, whatever field they stand in', () => {
    expect(
      redactObject({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', namespace: 'app' },
        data: { a: 'aHVudGVyMg==' },
        stringData: { b: 'hunter2' },
      }),
    ).toMatchObject({ data: { a: '' }, stringData: { b: '' } });
  });

  it('reads the Corefile and the log routing, of other ConfigMaps only the keys', () => {
    const map = (namespace: string, name: string, data: Record<string, string>) =>
      redactObject({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data })[
        'data'
      ];
    expect(map('kube-system', 'coredns', { Corefile: '.:53 {\n  forward . 10.0.0.2\n}' })).toEqual({
      Corefile: '.:53 {\n  forward . 10.0.0.2\n}',
    });
    expect(
      map('aws-observability', 'aws-logging', {
        'output.conf': '[OUTPUT]\n  Name es\n  HTTP_Passwd hunter2',
      }),
    ).toEqual({ 'output.conf': '[OUTPUT]\n  Name es\n  HTTP_Passwd <redacted>' });
    expect(map('app', 'settings', { url: 'hunter2' })).toEqual({ url: '' });
  });

  it('drops what people type into chart values and what looks like a credential', () => {
    const out = JSON.stringify(
      redactObject({
        apiVersion: 'helm.toolkit.fluxcd.io/v2',
        kind: 'HelmRelease',
        metadata: { name: 'db', namespace: 'app' },
        spec: { chart: { name: 'db' }, values: { admin: 'hunter2' }, clientSecret: 'hunter2' },
      }),
    );
    expect(out).not.toContain('hunter2');
    expect(out).toContain('"chart"');
  });

  it('never lets an environment value through, wherever the containers stand', () => {
    const secret = 'hunter2-5f3e';
    const arbitrary = fc.letrec<{ tree: unknown }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        fc.constant({ containers: [{ name: 'c', env: [{ name: 'A', value: secret }] }] }),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('spec', 'template', 'items', 'x'), tie('tree'), {
          maxKeys: 3,
        }),
      ),
    })).tree;
    fc.assert(
      fc.property(
        arbitrary,
        (tree) =>
          !JSON.stringify(
            redactObject({ apiVersion: 'x/v1', kind: 'X', metadata: { name: 'x' }, spec: tree }),
          ).includes(secret),
      ),
    );
  });

  it('changes nothing the second time', () => {
    const once = redactObject(deployment);
    expect(redactObject(once)).toBe(once);
  });
});
