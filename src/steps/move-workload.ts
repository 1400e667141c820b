import { z } from 'zod';
import { formatRef } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { mustGet, placementOf, podsOf, waitForRollout } from './rollout.ts';
import { fieldSetting, objectRef } from './schemas.ts';

const input = z.object({
  ref: objectRef,
  /** One write: the opt-in label (or restart mark) and whatever the workload needs on Fargate. */
  settings: z.array(fieldSetting),
  /** A single replica gets company for its move: from this many to that many, and back. */
  scaleOut: z.object({ from: z.number(), to: z.number() }).nullable(),
  estimateSeconds: z.number(),
});
type Input = z.infer<typeof input>;

/**
 * Moves one Deployment or StatefulSet by its own rollout: the template is changed once, new pods
 * match the profile and come up on Fargate, old ones go when the new are ready. Never by eviction.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#rolling-update-deployment (read 2026-11-23)
 */
export const moveWorkload = defineMigrationStep<Input>({
  id: 'move-workload',
  phase: 'application',
  input,
  describe: (i) => ({
    title: `Move ${formatRef(i.ref)} to Fargate${i.scaleOut ? `, scaled out to ${i.scaleOut.to} meanwhile` : ''}`,
    effects: [
      ...(i.scaleOut
        ? [`PATCH ${pathOf(i.ref)} replicas ${i.scaleOut.from}→${i.scaleOut.to}`]
        : []),
      `PATCH ${pathOf(i.ref)}`,
      ...(i.scaleOut
        ? [`PATCH ${pathOf(i.ref)} replicas ${i.scaleOut.to}→${i.scaleOut.from}`]
        : []),
    ],
    estimateSeconds: i.estimateSeconds,
    reversible: true,
  }),
  async precondition(context, i) {
    const object = await mustGet(context, i.ref);
    if (object.metadata.deletionTimestamp !== undefined)
      return {
        state: 'blocked',
        reason: `${formatRef(i.ref)} is being deleted.`,
        remedy: 'Make a new snapshot and a new plan.',
      };
    if ((object['spec'] as { paused?: boolean }).paused === true)
      return {
        state: 'blocked',
        reason: `${formatRef(i.ref)} is paused, so a change of its template would not roll out.`,
        remedy: `kubectl rollout resume ${i.ref.kind.toLowerCase()}/${i.ref.name} -n ${i.ref.namespace ?? 'default'}`,
      };
    return { state: 'ready' };
  },
  async apply(context, i) {
    if (i.scaleOut) {
      await context.effect({
        kind: 'kube-set',
        ref: i.ref,
        set: [{ path: ['spec', 'replicas'], value: i.scaleOut.to }],
      });
      await waitForRollout(context, i.ref, 'anywhere');
    }
    await context.effect({ kind: 'kube-set', ref: i.ref, set: i.settings });
    await waitForRollout(context, i.ref, 'fargate');
    if (i.scaleOut) {
      await context.effect({
        kind: 'kube-set',
        ref: i.ref,
        set: [{ path: ['spec', 'replicas'], value: i.scaleOut.from }],
      });
      await waitForRollout(context, i.ref, 'fargate');
    }
  },
  async verify(context, i) {
    const pods = await podsOf(context, await mustGet(context, i.ref));
    const { fargate, ec2, unplaced } = await placementOf(
      context,
      pods.filter((p) => !p.metadata.deletionTimestamp),
    );
    return ec2.length + unplaced.length === 0
      ? { state: 'ok', evidence: `${fargate.length} pods on Fargate: ${sizes(fargate)}` }
      : {
          state: 'failed',
          reason: `${formatRef(i.ref)}: ${ec2.length} pods on EC2 and ${unplaced.length} without a node.`,
          remedy: 'fargatectl migrate --resume tries again; fargatectl rollback goes back.',
        };
  },
  /** The inverse takes the opt-in away; new pods find no profile and land on EC2. */
  async afterUndo(context, i) {
    await waitForRollout(context, i.ref, 'ec2');
  },
});

const pathOf = (ref: Input['ref']): string =>
  `${ref.kind.toLowerCase()}s/${ref.namespace ?? ''}/${ref.name}`;

function sizes(
  pods: readonly {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  }[],
): string {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const size = pod.metadata.annotations?.['CapacityProvisioned'] ?? 'size not yet known';
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  return [...counts].map(([size, n]) => `${n} × ${size}`).join(', ');
}
