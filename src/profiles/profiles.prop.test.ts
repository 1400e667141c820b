import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Workload } from '../model/index.ts';
import { proofOfMatch, proposeProfiles } from './index.ts';

const name = fc.stringMatching(/^[a-z]{1,6}$/);
const workload = (namespace: string, own: string): Workload => {
  const object = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { namespace, name: own } };
  return {
    ref: { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: own },
    object,
    template: { metadata: { labels: { app: own } }, spec: { containers: [] } },
    templatePath: 'spec.template',
    replicas: 1,
  };
};
const workloads = fc
  .uniqueArray(fc.tuple(fc.oneof(name, fc.constant('kube-system')), name), {
    selector: ([ns, n]) => `${ns}/${n}`,
    minLength: 1,
    maxLength: 25,
  })
  .map((pairs) => pairs.map(([ns, n]) => workload(ns, n)));

describe('profiles with opt-in labels', () => {
  it('take every mover and nobody who stays, whatever the workloads', () => {
    fc.assert(
      fc.property(workloads, fc.nat(24), (all, cut) => {
        const moving = all.slice(0, Math.max(1, cut % all.length));
        const staying = all.slice(moving.length);
        for (const mode of ['opt-in-label', 'own-labels'] as const) {
          const { profiles, labelled } = proposeProfiles({ moving, staying, mode });
          const proof = proofOfMatch(profiles, { moving, staying, labelled });
          expect(proof.missed).toEqual([]);
          expect(proof.swept).toEqual([]);
          expect(proof.overlaps).toEqual([]);
          expect(proof.matches).toHaveLength(moving.length);
          expect(new Set(profiles.map((p) => p.name)).size).toBe(profiles.length);
        }
      }),
    );
  });

  it('keep to five selectors a profile, in as few profiles as that allows', () => {
    fc.assert(
      fc.property(workloads, (moving) => {
        const { profiles } = proposeProfiles({ moving, staying: [], mode: 'opt-in-label' });
        const namespaces = new Set(moving.map((w) => w.ref.namespace));
        const system = namespaces.delete('kube-system') ? 1 : 0;
        // A pattern may save some; never does it take more.
        expect(profiles.length).toBeLessThanOrEqual(system + Math.ceil(namespaces.size / 5));
        if (namespaces.size > 0 && namespaces.size <= 5) expect(profiles).toHaveLength(system + 1);
        for (const p of profiles) {
          expect(p.selectors.length).toBeGreaterThanOrEqual(1);
          expect(p.selectors.length).toBeLessThanOrEqual(5);
          expect(p.name).toMatch(/^[A-Za-z0-9_-]{1,63}$/);
        }
        expect(new Set(profiles.map((p) => p.name)).size).toBe(profiles.length);
      }),
    );
  });

  it('do not depend on the order of the workloads', () => {
    fc.assert(
      fc.property(workloads, (moving) => {
        const there = proposeProfiles({ moving, staying: [], mode: 'opt-in-label' });
        const back = proposeProfiles({
          moving: [...moving].reverse(),
          staying: [],
          mode: 'opt-in-label',
        });
        expect(back).toEqual(there);
      }),
    );
  });
});

describe('profiles as the tutorial makes them', () => {
  it('take whole namespaces and say who is swept along', () => {
    const moving = [workload('app', 'web')];
    const staying = [workload('app', 'host-tuner'), workload('other', 'x')];
    const { profiles, warnings } = proposeProfiles({ moving, staying, mode: 'as-tutorial' });
    expect(profiles).toEqual([{ name: 'fargatectl-app', selectors: [{ namespace: 'app' }] }]);
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.en).toContain('Deployment app/host-tuner');
    expect(warnings[0]?.ko).toContain('Deployment app/host-tuner');
    expect(proofOfMatch(profiles, { moving, staying, labelled: new Set() }).swept).toEqual([
      'apps/v1/Deployment/app/host-tuner',
    ]);
  });

  it('sweep along what the webhook takes, and say of it what Fargate would do', () => {
    const of = (name: string, spec: object, annotations: Record<string, string> = {}) => {
      const w = workload('app', name);
      return { ...w, template: { metadata: { ...w.template.metadata, annotations }, spec: { containers: [{ name: 'c' }], ...spec } } };
    };
    const staying = [
      of('on-host', { hostNetwork: true }),
      of('on-gpu-nodes', { nodeSelector: { pool: 'gpu' } }),
      of('on-a-disk', { volumes: [{ name: 'd', persistentVolumeClaim: { claimName: 'd' } }] }),
      of('opted-out', { hostNetwork: true }, { 'eks.amazonaws.com/compute-type': 'ec2' }),
      of('scheduled-elsewhere', { schedulerName: 'volcano' }),
    ];
    const { warnings } = proposeProfiles({ moving: [workload('app', 'web')], staying, mode: 'as-tutorial' });
    expect(warnings.map((w) => /app\/(\S+) stays.*namespace: (Fargate refuses|the next pod that is made goes)/.exec(w.en)?.slice(1))).toEqual([
      ['on-host', 'Fargate refuses'],
      ['on-gpu-nodes', 'Fargate refuses'],
      ['on-a-disk', 'the next pod that is made goes'],
    ]);
  }); // prettier-ignore

  it('take what looks alike by a label of our own, and only that', () => {
    const twin = (name: string) => {
      const w = workload('app', name);
      return {
        ...w,
        template: { metadata: { labels: { app: 'same' } }, spec: { containers: [] } },
      };
    };
    const moving = [twin('goes'), workload('app', 'web')];
    const { profiles, labelled } = proposeProfiles({
      moving,
      staying: [twin('stays')],
      mode: 'own-labels',
    });
    expect([...labelled]).toEqual(['apps/v1/Deployment/app/goes']);
    expect(profiles).toEqual([
      {
        name: 'fargatectl-app',
        selectors: [
          { namespace: 'app', labels: { app: 'web' } },
          { namespace: 'app', labels: { 'fargatectl.io/compute': 'fargate' } },
        ],
      },
    ]);
  });

  it('take CoreDNS by its own label when its template is EKS’ own', () => {
    const dns = workload('kube-system', 'coredns');
    const moving = [
      {
        ...dns,
        template: { metadata: { labels: { 'k8s-app': 'kube-dns' } }, spec: { containers: [] } },
      },
    ];
    const { profiles } = proposeProfiles({ moving, staying: [], mode: 'opt-in-label' });
    expect(profiles[0]?.selectors[0]).toEqual({
      namespace: 'kube-system',
      labels: { 'k8s-app': 'kube-dns' },
    });
  });
});
