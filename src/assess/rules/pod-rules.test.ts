import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../../model/index.ts';
import { assess } from '../assess.ts';
import { aSnapshot, aService } from '../fixtures.test-data.ts';
import { fsx, POD_CASES } from './pod-rules.test-data.ts';

describe.each(POD_CASES)('%s', (rule, finds, leaves) => {
  const hits = (object: KubeObject) =>
    assess({ snapshot: aSnapshot([object, aService(), fsx]), digest: '' }).workloads.flatMap((w) =>
      w.findings.filter((f) => f.rule === rule),
    );
  it('finds it and says where, what and the way out', () => {
    const [found] = hits(finds);
    expect(found).toBeDefined();
    expect([found?.message, found?.remedy]).not.toContain('');
    expect(found?.field ?? '').not.toBe('');
  });
  it('leaves what only comes close', () => {
    expect(hits(leaves)).toEqual([]);
  });
});
