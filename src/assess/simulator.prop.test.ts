import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  fargateRefusals,
  FARGATE_SCHEDULER,
  simulateAdmission,
  type KubeObject,
  type PodSpec,
  type PodTemplate,
} from '../model/index.ts';
import { assess } from './assess.ts';
import { aDeployment, aSnapshot } from './fixtures.test-data.ts';
import { POD_CASES } from './rules/pod-rules.test-data.ts';

const templateOf = (object: KubeObject): PodTemplate | undefined =>
  object.kind === 'Deployment'
    ? (object['spec'] as { readonly template: PodTemplate }).template
    : undefined;
/** Pod specs of every fixture, those that rules find and those that only come close. */
const specs = POD_CASES.flatMap(([, finds, leaves]) => [finds, leaves])
  .map(templateOf)
  .filter((t) => t !== undefined)
  .map((t) => t.spec);

/** Several of them in one pod: containers side by side, the other fields of the last that has them. */
const mixed = fc
  .uniqueArray(fc.nat(specs.length - 1), { minLength: 1, maxLength: 5 })
  .map((picks) => picks.map((i) => specs[i] as PodSpec))
  .map((parts): PodSpec => {
    const numbered = (list: PodSpec['containers'], from: string) => list.map((c, i) => ({ ...c, name: `${from}-${i}` })); // prettier-ignore
    return {
      ...Object.assign({}, ...parts) as PodSpec,
      containers: numbered(parts.flatMap((p) => p.containers), 'main'),
      initContainers: numbered(parts.flatMap((p) => p.initContainers ?? []), 'init'),
      volumes: parts.flatMap((p) => p.volumes ?? []).map((v, i) => ({ ...v, name: `v-${i}` })),
    };
  }); // prettier-ignore

const judged = (spec: PodSpec) =>
  assess({ snapshot: aSnapshot([aDeployment({ ...spec })]), digest: '' }).workloads[0];

describe('what assess says, held against what Fargate does with the pod', () => {
  it('is never ready where the simulated webhook and scheduler do not place the pod', () => {
    const verdicts = new Set<string>();
    fc.assert(
      fc.property(mixed, (spec) => {
        const admission = simulateAdmission(
          { metadata: { namespace: 'app', name: 'web' }, spec },
          { profiles: [{ name: 'p', selectors: [{ namespace: 'app' }] }], claims: () => undefined },
        );
        const verdict = judged(spec)?.verdict ?? 'none';
        verdicts.add(`${verdict} ${admission.kind}`);
        if (verdict === 'ready') expect(admission.kind).toBe('placed');
      }),
      { numRuns: 500 },
    );
    // The law is empty unless both have been seen.
    expect([...verdicts]).toEqual(expect.arrayContaining(['ready placed', 'needs-work refused']));
  });

  it('is not that a change of the tool’s own is enough where the validator still refuses the rest', () => {
    fc.assert(
      fc.property(mixed, (spec) => {
        const found = judged(spec);
        if (found?.verdict !== 'ready-with-changes') return;
        const mended = mend(spec, found.findings.flatMap((f) => (f.severity === 'blocker' && f.fix?.type === 'json-patch' ? f.fix.patch : []))); // prettier-ignore
        expect(fargateRefusals({ metadata: {}, spec: { ...mended, schedulerName: FARGATE_SCHEDULER } }, () => undefined)).toEqual([]); // prettier-ignore
      }),
      { numRuns: 300 },
    );
  });
});

/** Applies the removals and replacements of findings to a pod spec, in an order that keeps indices true. */
function mend(
  spec: PodSpec,
  patch: readonly { readonly op: string; readonly path: string; readonly value?: unknown }[],
): PodSpec {
  const copy = structuredClone(spec) as unknown as Record<string, unknown>;
  for (const { op, path, value } of [...patch].reverse()) {
    const keys = path.split('/').slice(4).map((k) => k.replaceAll('~1', '/').replaceAll('~0', '~'));
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>((at, key) => (at as Record<string, unknown>)?.[key], copy);
    if (parent === null || typeof parent !== 'object') continue;
    if (op === 'remove') delete (parent as Record<string, unknown>)[last];
    else (parent as Record<string, unknown>)[last] = value;
  }
  return copy as unknown as PodSpec;
} // prettier-ignore

it('has many different pods to mix', () => {
  expect(specs.length).toBeGreaterThan(80);
});
