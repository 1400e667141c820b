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
  const probed = c.nodegroups.nodesRemain && !c.nodegroups.none;
  const canaries = c.profiles.flatMap((p) => {
    const selector = canarySelector(p);
    return selector ? [{ namespace: selector.namespace, name: canaryPod(p.name) }] : [];
  });
  const fargate = canaries.at(-1);
  const proof = b.add(
    steps.verifyResult,
    {
      workloads: [...c.choices.movers.map((m) => m.workload), ...c.choices.there]
        .filter((w) => w.ref.kind !== 'CronJob')
        .map((w) => w.ref),
      vpcId: c.world.vpcId,
      probes: [
        ...(probed ? [{ ...probe, where: 'EC2' as const }] : []),
        ...(fargate ? [{ ...fargate, where: 'Fargate' as const }] : []),
      ],
      lookups: c.lookups.map((l) => ({ ...l })),
    },
    { name: '', after: done.after, because: ['what was promised is looked at, not assumed'] },
  );
  const objects: ObjectRef[] = [
    ...canaries.map((p) => ({ apiVersion: 'v1', kind: 'Pod', ...p })),
    ...(probed
      ? [{ apiVersion: 'v1', kind: 'Pod', namespace: PROBE_NAMESPACE, name: PROBE_POD }]
      : []),
    ...done.jobs.map((j) => ({ apiVersion: 'batch/v1', kind: 'Job', ...j })),
    ...(c.nodegroups.none ? [] : [{ apiVersion: 'v1', kind: 'Namespace', name: PROBE_NAMESPACE }]),
  ];
  if (objects.length === 0) return;
  b.add(
    steps.removeScaffolding,
    { objects },
    { name: '', after: [proof], because: ['what we made for the move goes with it'] },
  );
}
