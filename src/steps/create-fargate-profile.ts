import { z } from 'zod';
import { jsonEqual, text } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { ourMarks } from './labels.ts';
import { endStayingOff, keepOffFargate, keptOff } from './off-fargate.ts';
import { statusText, TRY_AGAIN } from './phrases.ts';
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
  async precondition({ ports, signal }, i) {
    const there = await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal });
    if (!there) return { state: 'ready' };
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
            `Profiles cannot be changed. Delete it when no pod needs it: aws eks delete-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}.`,
            `프로필은 변경할 수 없습니다. 쓰는 파드가 없을 때 삭제하십시오: aws eks delete-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}`,
          ),
        };
  },
  async apply(context, i) {
    await keepOffFargate(context, i.keepOff ?? []);
    await inItsTurn(context, i, async () => {
      await context.effect({
        kind: 'eks-create-fargate-profile',
        cluster: i.cluster,
        name: i.name,
        podExecutionRoleArn: i.podExecutionRoleArn,
        subnetIds: i.subnetIds,
        selectors: i.selectors,
        tags: ourMarks(context),
      });
    });
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
  /** A profile takes its pods with it, so it goes only when no pod carries it any more. */
  async beforeUndo(context, i) {
    await untilUncarried(context, i);
  },
  async afterUndo(context, i) {
    await untilGone(context, i);
    await endStayingOff(context);
  },
});

const selectorText = (s: Input['selectors'][number]): string =>
  [s.namespace, ...Object.entries(s.labels ?? {}).map(([k, v]) => `${k}=${v}`)].join(' & ');
