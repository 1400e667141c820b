import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fargateRefusals } from './admission.ts';
import { chooseProfile, selectorTakes, wildcardMatches } from './selectors.ts';

describe('wildcardMatches', () => {
  it('agrees with the regular expression of the same meaning', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '-'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '-', '*', '?'), maxLength: 8 });
    fc.assert(
      fc.property(pattern, letters, (p, text) => {
        const regex = new RegExp(`^${p.replace(/\*/g, '.*').replace(/\?/g, '.')}$`);
        return wildcardMatches(p, text) === regex.test(text);
      }),
    );
  });
});

describe('chooseProfile', () => {
  const profile = (name: string, namespace: string, labels = {}) => ({
    name,
    selectors: [{ namespace, labels }],
  });
  const pod = (labels: Record<string, string>) => ({ metadata: { namespace: 'app', labels } });

  it('takes the alphanumerically first of those that match', () => {
    expect(
      chooseProfile([profile('z', 'app'), profile('b', 'a*'), profile('a', 'other')], pod({}))
        ?.name,
    ).toBe('b');
  });
  it('honours the label of a profile that still matches, and ignores one that does not', () => {
    const profiles = [profile('a', 'app'), profile('z', 'app'), profile('no', 'other')];
    expect(chooseProfile(profiles, pod({ 'eks.amazonaws.com/fargate-profile': 'z' }))?.name).toBe(
      'z',
    );
    expect(chooseProfile(profiles, pod({ 'eks.amazonaws.com/fargate-profile': 'no' }))?.name).toBe(
      'a',
    );
  });
  it('wants every label of a selector', () => {
    expect(selectorTakes({ namespace: 'app', labels: { a: '1', b: '2' } }, 'app', { a: '1' })).toBe(
      false,
    );
  });
});

describe('fargateRefusals', () => {
  const scheduler = { schedulerName: 'fargate-scheduler' };
  it('lets an ordinary pod through', () => {
    expect(
      fargateRefusals(
        { metadata: {}, spec: { ...scheduler, containers: [{ name: 'a' }] } },
        () => undefined,
      ),
    ).toEqual([]);
  });
  it('names everything at once, in the validator’s order and words', () => {
    const reasons = fargateRefusals(
      {
        metadata: {
          ownerReferences: [{ apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', uid: 'u' }],
        },
        spec: {
          ...scheduler,
          hostNetwork: true,
          hostPID: true,
          volumes: [
            { name: 'log', hostPath: { path: '/var/log' } },
            { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
          ],
          containers: [
            {
              name: 'a',
              securityContext: {
                privileged: true,
                capabilities: { add: ['NET_ADMIN', 'CHOWN', 'ALL'] },
              },
            },
            {
              name: 'b',
              ports: [{ containerPort: 80, hostPort: 80 }],
              securityContext: { allowPrivilegeEscalation: true },
            },
          ],
        },
      },
      () => ({ bound: true, volumeName: 'pv-1', driver: 'ebs.csi.aws.com' }),
    );
    expect(reasons).toEqual([
      'DaemonSet not supported',
      'fields not supported: HostNetwork, HostPID',
      'volumes not supported: log is of an unsupported volume Type, data not supported because: PVC data bound to invalid PV pv-1 with CSI Driver: ebs.csi.aws.com',
      'invalid SecurityContext fields: Privileged, Capabilities added: NET_ADMIN, ALL, AllowPrivilegeEscalation',
      'port contains HostIP or HostPort',
    ]);
  });
});
