import { z } from 'zod';
import { both, counted, formatRef, text, type Text } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { bringCompany, keepCompany, sendCompanyHome } from './company.ts';
import { meanwhileSetting, putBack, setMeanwhile } from './meanwhile.ts';
import { sideAfterUndo, stayOffOnTheWayBack } from './off-fargate.ts';
import { cannotRollOut } from './roll-out.ts';
import { mustGet, placementOf, podsOf, waitForRollout } from './rollout.ts';
import { fieldSetting, objectRef } from './schemas.ts';

const input = z.object({
  ref: objectRef,
  /** One write: the opt-in label (or restart mark) and whatever the workload needs on Fargate. */
  settings: z.array(fieldSetting),
  /** A single replica gets company for its move: from this many to that many, and back. */
  scaleOut: z.object({ from: z.number(), to: z.number() }).nullable(),
  /** Settings that it has only while it moves: what stands there now would keep its pods from being replaced. */
  meanwhile: z.array(meanwhileSetting).optional(),
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
    title: text(
      `Move ${formatRef(i.ref)} to Fargate${i.scaleOut ? `, scaled out to ${i.scaleOut.to} meanwhile` : ''}`,
      `${formatRef(i.ref)}: Fargate로 옮기기${i.scaleOut ? `(그동안 레플리카 ${i.scaleOut.to}개로 늘림)` : ''}`,
    ),
    effects: [
      ...(i.scaleOut
        ? [`PATCH ${pathOf(i.ref)} replicas ${i.scaleOut.from}→${i.scaleOut.to}`]
        : []),
      ...(i.meanwhile ?? []).map(
        (s) => `PATCH ${pathOf(i.ref)} ${s.path.slice(1).join('.')} meanwhile`,
      ),
      `PATCH ${pathOf(i.ref)}`,
      ...(i.scaleOut
        ? [`PATCH ${pathOf(i.ref)} replicas ${i.scaleOut.to}→${i.scaleOut.from}`]
        : []),
    ],
    estimateSeconds: i.estimateSeconds,
    reversible: true,
  }),
  async precondition(context, i) {
    return cannotRollOut(await mustGet(context, i.ref), i.ref) ?? { state: 'ready' };
  },
  async apply(context, i) {
    if (i.scaleOut) await bringCompany(context, i.ref, i.scaleOut);
    await setMeanwhile(context, i);
    await context.effect({ kind: 'kube-set', ref: i.ref, set: i.settings });
    await waitForRollout(context, i.ref, 'fargate');
    await putBack(context, i);
    if (i.scaleOut) await sendCompanyHome(context, i.ref, i.scaleOut);
  },
  async verify(context, i) {
    const pods = await podsOf(context, await mustGet(context, i.ref));
    const { fargate, ec2, unplaced } = await placementOf(
      context,
      pods.filter((p) => !p.metadata.deletionTimestamp),
    );
    return ec2.length + unplaced.length === 0
      ? {
          state: 'ok',
          evidence: text(
            `${counted(fargate.length, 'pod')} on Fargate: ${sizes(fargate).en}`,
            `Fargate의 파드 ${fargate.length}개: ${sizes(fargate).ko}`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `${formatRef(i.ref)}: ${counted(ec2.length, 'pod')} on EC2 and ${unplaced.length} without a node.`,
            `${formatRef(i.ref)}: EC2의 파드 ${ec2.length}개, 노드가 없는 파드 ${unplaced.length}개.`,
          ),
          remedy: text(
            'fargatectl migrate --resume tries again; fargatectl rollback goes back.',
            '다시 시도: fargatectl migrate --resume, 되돌리기: fargatectl rollback',
          ),
        };
  },
  async beforeUndo(context, i) {
    await stayOffOnTheWayBack(context, i.ref, i.settings);
  },
  async afterUndoOf(context, i, undone) {
    await keepCompany(context, i, undone);
  },
  /** The inverse takes the opt-in away; new pods find no profile and land on EC2. */
  async afterUndo(context, i) {
    await setMeanwhile(context, i);
    await waitForRollout(context, i.ref, await sideAfterUndo(context, i.ref));
    await putBack(context, i);
  },
});

const pathOf = (ref: Input['ref']): string =>
  `${ref.kind.toLowerCase()}s/${ref.namespace ?? ''}/${ref.name}`;

const UNKNOWN_SIZE = text('size not yet known', '크기를 아직 알 수 없음');

function sizes(
  pods: readonly {
    readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  }[],
): Text {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    const size = pod.metadata.annotations?.['CapacityProvisioned'] ?? '';
    counts.set(size, (counts.get(size) ?? 0) + 1);
  }
  return both((l) =>
    [...counts].map(([size, n]) => `${n} × ${size === '' ? UNKNOWN_SIZE[l] : size}`).join(', '),
  );
}
