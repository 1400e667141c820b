import { z } from 'zod';
import { agree, counted, someOf, text, type Pod } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { TRY_AGAIN } from './phrases.ts';
import { inItsTurn, isOver, podsCarrying, untilActive, untilGone, untilUncarried } from './profile-waits.ts'; // prettier-ignore

const input = z.object({ cluster: z.string(), name: z.string() });
type Input = z.infer<typeof input>;

/** Runs of Jobs that are under way may finish; a longer one is named, and waited for in another run. */
const JOBS_TIMEOUT_MS = 30 * 60_000;

/**
 * Deletes a profile that carries nothing any more. EKS would take its pods with it, and for a while
 * no pod could be made by it; so pods are moved first, by steps of their own, and Jobs finish.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/delete-fargate-profile.html (read 2026-11-25)
 */
export const deleteFargateProfile = defineMigrationStep<Input>({
  id: 'delete-fargate-profile',
  phase: 'node-groups',
  input,
  describe: (i) => ({
    title: text(
      `Delete the Fargate profile ${i.name}, when no pod carries it`,
      `Fargate 프로필 ${i.name}: 쓰는 파드가 없을 때 삭제`,
    ),
    effects: [`eks:DeleteFargateProfile ${i.name}`],
    estimateSeconds: 100,
    reversible: true,
  }),
  async precondition(context, i) {
    const { ports, signal } = context;
    if (!(await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal })))
      return {
        state: 'already-done',
        why: text(`profile ${i.name} is gone`, `프로필 ${i.name}이(가) 없습니다`),
      };
    const staying = (await podsCarrying(context, i.name)).filter(
      (p) => !isOver(p) && !isOfJob(p) && p.metadata.deletionTimestamp === undefined,
    );
    if (staying.length === 0) return { state: 'ready' };
    const names = someOf(staying.map((p) => `${p.metadata.namespace ?? ''}/${p.metadata.name}`));
    return {
      state: 'blocked',
      reason: text(
        `${counted(staying.length, 'pod runs', 'pods run')} by profile ${i.name} and would go with it: ${names.en}.`,
        `프로필 ${i.name}(으)로 실행 중인 파드 ${staying.length}개가 함께 없어집니다: ${names.ko}.`,
      ),
      remedy: text(
        `Move them first: fargatectl profiles delete ${i.name} --move-to ec2 (or the name of another profile).`,
        `먼저 옮기십시오: fargatectl profiles delete ${i.name} --move-to ec2 (또는 다른 프로필 이름)`,
      ),
    };
  },
  async apply(context, i) {
    await untilUncarried(context, i, JOBS_TIMEOUT_MS);
    const ended = (await podsCarrying(context, i.name)).length;
    if (ended > 0)
      context.note(
        text(
          `${counted(ended, 'ended pod of a Job goes', 'ended pods of Jobs go')} with profile ${i.name}, and what kubectl logs shows of ${agree(ended, 'it', 'them')}.`,
          `끝난 Job 파드 ${ended}개와 그 kubectl logs 내용이 프로필 ${i.name}과(와) 함께 없어집니다.`,
        ),
      );
    await inItsTurn(context, i, () =>
      context.effect({ kind: 'eks-delete-fargate-profile', cluster: i.cluster, name: i.name }),
    );
    await untilGone(context, i);
  },
  async verify({ ports, signal }, i) {
    return (await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal }))
      ? {
          state: 'failed',
          reason: text(
            `Profile ${i.name} is still there.`,
            `프로필 ${i.name}이(가) 아직 남아 있습니다.`,
          ),
          remedy: TRY_AGAIN,
        }
      : { state: 'ok', evidence: text(`${i.name} is gone`, `${i.name}: 없음`) };
  },
  /** Made again as it was; pods that go back need it ACTIVE. One that had failed does not come back. */
  async afterUndo(context, i) {
    const { ports, signal } = context;
    if (await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal }))
      await untilActive(context, i);
  },
});

const isOfJob = (p: Pod): boolean =>
  p.metadata.ownerReferences?.some((o) => o.controller === true && o.kind === 'Job') === true;
