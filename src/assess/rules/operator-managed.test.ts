import { describe, expect, it } from 'vitest';
import { read, type AwsFacts, type FargateProfile, type KubeObject } from '../../model/index.ts';
import { assess } from '../assess.ts';
import { aContainer, anObject, aSnapshot } from '../fixtures.test-data.ts';

const owner = { apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'Kafka', name: 'events', uid: '1', controller: true }; // prettier-ignore
const made = (labels: Record<string, string> = {}, pod: object = {}): KubeObject =>
  anObject(
    'apps/v1',
    'StatefulSet',
    'events',
    {
      replicas: 2,
      selector: { matchLabels: { app: 'events' } },
      template: { metadata: { labels: { app: 'events', ...labels } }, spec: { containers: [aContainer()], ...pod } },
    },
    { ownerReferences: [owner] },
  ); // prettier-ignore
const aPod = (labels: Record<string, string>): KubeObject => ({
  ...anObject('v1', 'Pod', 'events-0', { containers: [aContainer()], nodeName: 'n' }),
  metadata: {
    name: 'events-0',
    namespace: 'app',
    labels: { app: 'events', ...labels },
    ownerReferences: [{ ...owner, apiVersion: 'apps/v1', kind: 'StatefulSet' }],
  },
});
const profile = (namespace: string): Partial<AwsFacts> => ({
  fargateProfiles: read([{ name: 'p', status: 'ACTIVE', selectors: [{ namespace }] } as unknown as FargateProfile]),
}); // prettier-ignore
const judged = (objects: readonly KubeObject[], aws?: Partial<AwsFacts>) => {
  const [events] = assess({ snapshot: aSnapshot(objects, aws), digest: '' }).workloads;
  return [events?.verdict, events?.findings.find((f) => f.rule === 'operator-managed')?.severity];
};

describe('what an operator makes', () => {
  it('needs a person: no plan moves it, and its way out is its custom resource', () => {
    const { workloads } = assess({ snapshot: aSnapshot([made()]), digest: '' });
    expect(workloads[0]).toMatchObject({ verdict: 'needs-work' });
    expect(workloads[0]?.findings[0]).toMatchObject({
      rule: 'operator-managed',
      severity: 'blocker',
      fix: null,
      field: 'metadata.ownerReferences',
      value: 'Kafka events',
    });
    expect(workloads[0]?.findings[0]?.remedy).toContain('fargatectl.io/compute=fargate');
  });

  it('is held back no longer once its resource says Fargate, or a profile takes its pods', () => {
    const sent = ['ready', 'change'];
    expect(judged([made({ 'fargatectl.io/compute': 'fargate' })])).toEqual(sent);
    expect(judged([made()], profile('app'))).toEqual(sent);
    expect(judged([made(), aPod({ 'eks.amazonaws.com/fargate-profile': 'p' })])).toEqual(sent);
  });

  it('is held back by a profile that is another’s, and where its pods keep off', () => {
    const held = ['needs-work', 'blocker'];
    expect(judged([made()], profile('other'))).toEqual(held);
    expect(judged([made(), aPod({})])).toEqual(held);
    const off = made();
    const template = (off['spec'] as { template: { metadata: { annotations?: object } } }).template;
    template.metadata.annotations = { 'eks.amazonaws.com/compute-type': 'ec2' };
    expect(judged([off], profile('app'))).toEqual(held);
  });

  it('still stays where Fargate cannot run it at all', () => {
    const gpu = aContainer({ resources: { limits: { 'nvidia.com/gpu': 1 } } });
    expect(judged([made({}, { containers: [gpu] })])[0]).toBe('stays');
  });
});
