import { steps } from '../../steps/index.ts';
import type { ObjectRef } from '../../model/index.ts';
import {
  canaryPod,
  canarySelector,
  probe,
  PROBE_NAMESPACE,
  PROBE_POD,
  type PlanContext,
} from '../context.ts';
import type { PlanBuilder } from '../builder.ts';

/** The proof, then our own probes and jobs go. */
export function verify(
  b: PlanBuilder,
  c: PlanContext,
  done: {
    readonly after: readonly string[];
    readonly jobs: readonly { readonly namespace: string; readonly name: string }[];
  },
): void {
  const canaries = c.profiles.flatMap((p) => {
    const selector = canarySelector(p);
    return selector ? [{ namespace: selector.namespace, name: canaryPod(p.name) }] : [];
  });
  const fargate = canaries.at(-1);
  const proof = b.add(
    steps.verifyResult,
    {
      workloads: c.choices.movers
        .filter((m) => m.workload.ref.kind !== 'CronJob')
        .map((m) => m.workload.ref),
      vpcId: c.world.vpcId,
      probes: [
        ...(c.nodegroups.kept.length > 0 ? [{ ...probe, where: 'EC2' as const }] : []),
        ...(fargate ? [{ ...fargate, where: 'Fargate' as const }] : []),
      ],
      lookups: c.lookups.map((l) => ({ ...l })),
    },
    { name: '', after: done.after, because: ['what was promised is looked at, not assumed'] },
  );
  const objects: ObjectRef[] = [
    ...canaries.map((p) => ({ apiVersion: 'v1', kind: 'Pod', ...p })),
    ...(c.nodegroups.kept.length > 0
      ? [{ apiVersion: 'v1', kind: 'Pod', namespace: PROBE_NAMESPACE, name: PROBE_POD }]
      : []),
    ...done.jobs.map((j) => ({ apiVersion: 'batch/v1', kind: 'Job', ...j })),
    { apiVersion: 'v1', kind: 'Namespace', name: PROBE_NAMESPACE },
  ];
  b.add(
    steps.removeScaffolding,
    { objects },
    { name: '', after: [proof], because: ['what we made for the move goes with it'] },
  );
}
