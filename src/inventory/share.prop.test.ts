import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, type KubeObject } from '../model/index.ts';
import { Sharing } from './share.ts';

const small = fc.constantFrom('a', 'b', 'c');
const labels = fc.option(fc.dictionary(small, small, { maxKeys: 2 }), { nil: undefined });
const containers = fc.array(
  fc.record(
    { name: small, image: small, env: fc.array(fc.record({ name: small }), { maxLength: 2 }) },
    { requiredKeys: ['name'] },
  ),
  { maxLength: 3 },
);
const podSpec = fc.record({ containers, nodeName: small }, { requiredKeys: ['containers'] });
const metadata = fc.record(
  {
    name: small,
    uid: small,
    labels,
    ownerReferences: fc.array(
      fc.record({ apiVersion: fc.constant('v1'), kind: small, name: small, uid: small, controller: fc.boolean() }),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['name'] },
); // prettier-ignore
const object = fc.oneof(
  fc.record({
    apiVersion: fc.constant('v1'),
    kind: fc.constant('Pod'),
    metadata,
    spec: podSpec,
    status: fc.record({ containerStatuses: containers }, { requiredKeys: [] }),
  }),
  fc.record({
    apiVersion: fc.constant('apps/v1'),
    kind: fc.constantFrom('ReplicaSet', 'Deployment', 'Other'),
    metadata,
    spec: fc.record({
      template: fc.record(
        { metadata: fc.record({ labels }, { requiredKeys: [] }), spec: podSpec },
        { requiredKeys: ['spec'] },
      ),
    }),
  }),
);

describe('sharing', () => {
  it('changes no object, the one taken or any taken before', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 8 }), (objects) => {
        const before = objects.map((o) => canonicalJson(o));
        const sharing = new Sharing();
        const taken = objects.map((o) =>
          sharing.take(JSON.parse(JSON.stringify(o)) as unknown as KubeObject),
        );
        expect(taken.map((o) => canonicalJson(o))).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps one copy of what a pod has from its template', () => {
    const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'web' }] } };
    const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: 'u', controller: true };
    const sharing = new Sharing();
    const set = sharing.take({ apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', uid: 'u' }, spec: { template } });
    const pod = sharing.take({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web-1', labels: { app: 'web' }, ownerReferences: [owner] },
      spec: { containers: [{ name: 'web' }] },
    });
    const inSet = (set['spec'] as { template: typeof template }).template;
    expect(pod['spec']).toBe(inSet.spec);
    expect(pod.metadata.labels).toBe(inSet.metadata.labels);
  }); // prettier-ignore
});
