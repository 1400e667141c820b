import { describe, expect, it } from 'vitest';
import type { Finding, WorkloadAssessment } from '../model/index.ts';
import { HAND_STEPS, effortsOf } from './effort.ts';

const finding = (rule: string, more: Partial<Finding>): Finding => ({
  rule,
  severity: 'change',
  message: '',
  remedy: '',
  fix: null,
  mendable: true,
  ...more,
});
const workload = (name: string, findings: readonly Finding[], kind = 'Deployment'): WorkloadAssessment => ({
  ref: { apiVersion: 'apps/v1', kind, namespace: 'app', name },
  replicas: 1,
  verdict: 'ready',
  fargate: null,
  findings,
  unknown: [],
}); // prettier-ignore
const KEY = 'apps/v1/Deployment/app/web';
const effort = (findings: readonly Finding[], steps: number | null = null) =>
  effortsOf(
    [workload('web', findings)],
    steps === null
      ? null
      : { steps: Array.from({ length: steps }, () => ({ workload: { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'web' } })) as never },
  ).get(KEY); // prettier-ignore
const PATCH = { type: 'json-patch', patch: [] } as const;

describe('the effort of a workload', () => {
  it('is one step where nothing is found and no plan can be made', () => {
    expect(effort([])).toEqual({ plan: 1, decide: 0, byHand: 0, total: 1 });
  });

  it('counts the plan’s own steps for it', () => {
    expect(effort([], 4)).toEqual({ plan: 4, decide: 0, byHand: 0, total: 4 });
  });

  it('adds a decision for each rule that changes something, however often it is broken', () => {
    const twice = [finding('requests-not-limits', {}), finding('requests-not-limits', {}), finding('image-pull-never', {})]; // prettier-ignore
    expect(effort(twice, 2)).toEqual({ plan: 2, decide: 2, byHand: 0, total: 4 });
  });

  it('adds work by hand for each rule that blocks and that a person must mend', () => {
    const blocked = [finding('host-path-volume', { severity: 'blocker' })];
    expect(effort(blocked)).toEqual({ plan: 1, decide: 0, byHand: HAND_STEPS, total: 1 + HAND_STEPS }); // prettier-ignore
  });

  it('adds nothing for what the tool mends, what somebody waived, and mere advice', () => {
    const free = [
      finding('host-port', { severity: 'blocker', fix: PATCH }),
      finding('finished-job-cost', { waived: { reason: 'known', expires: '2027-01-01' } }),
      finding('single-replica', { severity: 'advice' }),
    ];
    expect(effort(free)?.total).toBe(1);
  });

  it('is not asked of DaemonSets, which do not move', () => {
    expect(effortsOf([workload('agent', [], 'DaemonSet')], null).size).toBe(0);
  });
});
