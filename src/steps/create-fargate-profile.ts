import { z } from 'zod';
import { jsonEqual, RUN_LABEL, text, type FargateProfile } from '../model/index.ts';
import { selectorText } from '../profiles/index.ts';
import { defineMigrationStep, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { endStayingOff, keepOffFargate, keptOff, sendBack } from './off-fargate.ts';
import { statusText, TRY_AGAIN } from './phrases.ts';
import { refusedProfile } from './profile-refusals.ts';
import { inItsTurn, untilActive, untilGone, untilUncarried } from './profile-waits.ts';
import { selector } from './schemas.ts';

const input = z.object({
  cluster: z.string(),
  name: z.string(),
  podExecutionRoleArn: z.string(),
  subnetIds: z.array(z.string()),
  selectors: z.array(selector),
  /** What stays on EC2 although the selectors take it. */
  keepOff: z.array(keptOff).optional(),
});
type Input = z.infer<typeof input>;

/**
 * A Fargate profile: immutable, one operation at a time in a cluster, CREATING for minutes, and it
 * takes pods only when they are created.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23)
 */
export const createFargateProfile = defineMigrationStep<Input>({
  id: 'create-fargate-profile',
  phase: 'system',
  input,
  describe: (i) => ({
    title: text(
      `Create the Fargate profile ${i.name} (${i.selectors.map(selectorText).join(' or ')})`,
      `Fargate 프로필 ${i.name} 만들기(${i.selectors.map(selectorText).join(' 또는 ')})`,
    ),
    effects: [
      ...(i.keepOff ?? []).map(
        (w) => `PATCH ${w.ref.kind.toLowerCase()}s/${w.ref.namespace ?? ''}/${w.ref.name}`,
      ),
      `eks:CreateFargateProfile ${i.name}`,
    ],
    estimateSeconds: 150 + 20 * (i.keepOff?.length ?? 0),
    reversible: true,
  }),
  async precondition({ ports, run, signal }, i) {
    const there = await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal });
    // Its name is free again when it is gone; a failed try of our own is cleared away first.
    if (!there || there.status === 'DELETING' || isFailedTry(there, run)) return { state: 'ready' };
    const same =
      jsonEqual(there.selectors, i.selectors) &&
      there.podExecutionRoleArn === i.podExecutionRoleArn;
    if (same && there.status === 'ACTIVE')
      return {
        state: 'already-done',
        why: text(`profile ${i.name} is ACTIVE`, `프로필 ${i.name}이(가) ACTIVE입니다`),
      };
    return same && there.status === 'CREATING'
      ? { state: 'ready' }
      : {
          state: 'blocked',
          reason: text(
            `Profile ${i.name} exists with status ${there.status} and ${same ? 'the same' : 'other'} selectors.`,
            `프로필 ${i.name}이(가) 이미 있습니다(상태 ${there.status}, 셀렉터 ${same ? '같음' : '다름'}).`,
          ),
          remedy: text(
            `Profiles cannot be changed. Delete it when no pod needs it: fargatectl profiles delete ${i.name} --apply.`,
            `프로필은 변경할 수 없습니다. 쓰는 파드가 없을 때 삭제하십시오: fargatectl profiles delete ${i.name} --apply`,
          ),
        };
  },
  async apply(context, i) {
    await keepOffFargate(context, i.keepOff ?? []);
    await clearTheName(context, i);
    await inItsTurn(context, i, () =>
      context
        .effect({
          kind: 'eks-create-fargate-profile',
          cluster: i.cluster,
          name: i.name,
          podExecutionRoleArn: i.podExecutionRoleArn,
          subnetIds: i.subnetIds,
          selectors: i.selectors,
          tags: ourMarks(context),
        })
        .catch((error: unknown) => {
          throw refusedProfile(error, i) ?? error;
        }),
    );
    await untilActive(context, i);
  },
  async verify({ ports, signal }, i) {
    const p = await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal });
    return p?.status === 'ACTIVE' && jsonEqual(p.selectors, i.selectors)
      ? { state: 'ok', evidence: text(`${i.name} is ACTIVE`, `${i.name}: ACTIVE`) }
      : {
          state: 'failed',
          reason: text(
            `Profile ${i.name} is ${statusText(p?.status).en}.`,
            `프로필 ${i.name}의 상태: ${statusText(p?.status).ko}.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
  /**
   * A profile takes its pods with it, so it goes only when no pod carries it any more. What the
   * profile has drawn in meanwhile, though no step moved it, is sent back first.
   */
  async beforeUndo(context, i) {
    if (!(await isOurs(context, i))) return;
    await sendBack(context, i.name);
    await untilUncarried(context, i);
  },
  async afterUndo(context, i) {
    // One of another run or person may have taken its name: not ours to wait for.
    if (await isOurs(context, i)) await untilGone(context, i);
    await endStayingOff(context);
  },
});

/** CREATE_FAILED of this very run: it never took a pod, and it holds the name. */
const isFailedTry = (there: FargateProfile, run: StepContext['run']): boolean =>
  there.status === 'CREATE_FAILED' && there.tags[RUN_LABEL] === run.id;

const isOurs = async ({ ports, run, signal }: StepContext, i: Input): Promise<boolean> =>
  (await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal }))?.tags[RUN_LABEL] ===
  run.id;

/** Waits for an earlier profile of the name to be gone, and deletes what a failed try of ours left. */
async function clearTheName(context: StepContext, i: Input): Promise<void> {
  const { ports, run, signal } = context;
  const there = await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal });
  if (!there) return;
  if (isFailedTry(there, run))
    await inItsTurn(context, i, async () => {
      await context.effect({ kind: 'eks-delete-fargate-profile', cluster: i.cluster, name: i.name }); // prettier-ignore
    });
  else if (there.status !== 'DELETING') return;
  await untilGone(context, i);
}
