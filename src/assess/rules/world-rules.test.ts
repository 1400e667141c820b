import { describe, expect, it } from 'vitest';
import { assess } from '../assess.ts';
import { aContainer, aSnapshot } from '../fixtures.test-data.ts';
import { live, WORLD_CASES, type World } from './world-rules.test-data.ts';

describe.each(WORLD_CASES)('%s', (rule, finds, leaves) => {
  const hits = (world: World) => {
    const snapshot = aSnapshot(world.objects ?? [], world.aws);
    const { workloads, cluster } = assess({ snapshot, digest: '' });
    return [...workloads.flatMap((w) => w.findings), ...cluster.findings].filter(
      (f) => f.rule === rule,
    );
  };
  it('finds it and names object or field', () => {
    const [found] = hits(finds);
    expect(found).toBeDefined();
    expect(found?.object ?? found?.field).toBeDefined();
  });
  it('leaves what only comes close', () => {
    expect(hits(leaves)).toEqual([]);
  });
});

describe('injected-container', () => {
  const judged = (...containers: object[]) =>
    assess({ snapshot: aSnapshot(live(...containers).objects ?? []), digest: '' }).workloads[0];
  it('blocks where Fargate refuses what was put in', () => {
    const init = aContainer({ name: 'istio-init', securityContext: { capabilities: { add: ['NET_ADMIN'] } } }); // prettier-ignore
    expect(judged(aContainer(), init)).toMatchObject({ verdict: 'needs-work' });
  });
  it('is a change where it makes the pod larger, and advice where it does not', () => {
    const of = (memory: string) =>
      judged(aContainer(), aContainer({ name: 'agent', resources: { requests: { cpu: '0', memory } } }))
        ?.findings.find((f) => f.rule === 'injected-container')?.severity;
    expect([of('1Gi'), of('64Mi')]).toEqual(['change', 'advice']);
  }); // prettier-ignore
});
