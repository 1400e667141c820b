import { z } from 'zod';
import { cloudCallOf, isFargatectlError, textOf } from '../errors/index.ts';
import {
  FARGATE_PROFILE_LABEL,
  jsonEqual,
  RUN_LABEL,
  text,
  verbatim,
  type Text,
} from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { endStayingOff, keepOffFargate, keptOff, sendBack } from './off-fargate.ts';
import { statusText, TRY_AGAIN } from './phrases.ts';
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

const PROFILE_TIMEOUT_MS = 15 * 60_000;
/** ACTIVE does not instantly mean that the webhook knows the profile; the canary is the proof, this only saves it a miss. */
const GRACE_MS = 15_000;

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
    const turn = text(
      `room for a profile operation in cluster ${i.cluster}`,
      `클러스터 ${i.cluster}에서 프로필 작업 차례`,
    );
    await patiently(context, turn, async () => {
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
    await context.wait(
      {
        for: text(`profile ${i.name} ACTIVE`, `프로필 ${i.name} ACTIVE`),
        timeoutMs: PROFILE_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: text(
          `aws eks describe-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name} shows its health issues.`,
          `상태 문제 보기: aws eks describe-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const p = await context.ports.aws.eks.describeFargateProfile(i.cluster, i.name, {
          signal: context.signal,
        });
        if (p?.status === 'ACTIVE') return { state: 'done', value: null };
        if (p?.status === 'CREATE_FAILED' || p?.status === 'DELETE_FAILED') {
          const issues = p.healthIssues.map((h) => `${h.code}: ${h.message}`).join('; ');
          return {
            state: 'failed',
            reason: text(
              `Profile ${i.name} is ${p.status}: ${issues || 'no health issue given'}.`,
              `프로필 ${i.name}의 상태: ${p.status}: ${issues || '상태 문제가 나와 있지 않습니다'}.`,
            ),
            remedy: text(
              'Mend what the health issue names, then fargatectl migrate --resume.',
              '상태 문제에 나온 것을 고친 뒤 실행하십시오: fargatectl migrate --resume',
            ),
          };
        }
        return { state: 'waiting', seen: statusText(p?.status) };
      },
    );
    await context.clock.sleep(GRACE_MS, context.signal);
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
    await context.wait(
      {
        for: text(`no pod on profile ${i.name}`, `프로필 ${i.name}에 남은 파드 없음`),
        timeoutMs: PROFILE_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: text(
          `kubectl get pods -A -l ${FARGATE_PROFILE_LABEL}=${i.name} lists them; move them to EC2 first.`,
          `남은 파드를 보고(kubectl get pods -A -l ${FARGATE_PROFILE_LABEL}=${i.name}) 먼저 EC2로 옮기십시오.`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const pods = await context.ports.kube.list(
          { apiVersion: 'v1', kind: 'Pod', labelSelector: `${FARGATE_PROFILE_LABEL}=${i.name}` },
          { signal: context.signal },
        );
        return pods.length === 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: text(`${pods.length} pods`, `파드 ${pods.length}개`) };
      },
    );
  },
  async afterUndo(context, i) {
    await context.wait(
      {
        for: text(`profile ${i.name} deleted`, `프로필 ${i.name} 삭제`),
        timeoutMs: PROFILE_TIMEOUT_MS,
        everyMs: 5_000,
        remedy: text(
          `aws eks describe-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name} shows its state.`,
          `상태 보기: aws eks describe-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const p = await context.ports.aws.eks.describeFargateProfile(i.cluster, i.name, {
          signal: context.signal,
        });
        // One of another run or person has taken its name: not ours to wait for.
        if (p?.tags[RUN_LABEL] !== context.run.id) return { state: 'done', value: null };
        return p.status === 'DELETE_FAILED'
          ? {
              state: 'failed',
              reason: text(
                `Profile ${i.name} is DELETE_FAILED.`,
                `프로필 ${i.name}의 상태: DELETE_FAILED.`,
              ),
              remedy: text(
                `Delete it again: aws eks delete-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}.`,
                `다시 삭제하십시오: aws eks delete-fargate-profile --cluster-name ${i.cluster} --fargate-profile-name ${i.name}`,
              ),
            }
          : { state: 'waiting', seen: verbatim(p.status) };
      },
    );
    await endStayingOff(context);
  },
});

const isOurs = async ({ ports, run, signal }: StepContext, i: Input): Promise<boolean> =>
  (await ports.aws.eks.describeFargateProfile(i.cluster, i.name, { signal }))?.tags[RUN_LABEL] ===
  run.id;

const selectorText = (s: Input['selectors'][number]): string =>
  [s.namespace, ...Object.entries(s.labels ?? {}).map(([k, v]) => `${k}=${v}`)].join(' & ');

/** Profile operations are one at a time: another one's turn is waited for, not fought. */
async function patiently(
  context: StepContext,
  what: Text,
  act: () => Promise<void>,
): Promise<void> {
  await context.wait(
    {
      for: what,
      timeoutMs: PROFILE_TIMEOUT_MS,
      everyMs: 5_000,
      remedy: text(
        'aws eks list-fargate-profiles shows which profile is being created or deleted.',
        '만들거나 삭제하는 중인 프로필 보기: aws eks list-fargate-profiles',
      ),
    },
    async (): Promise<Probe<null>> => {
      try {
        await act();
        return { state: 'done', value: null };
      } catch (error) {
        const call = cloudCallOf(error);
        const iamLag =
          isFargatectlError(error) && /Misconfigured PodExecutionRole/.test(error.message);
        if (
          (call?.reason === 'ResourceInUseException' &&
            !/already exists/i.test((error as Error).message)) ||
          iamLag
        )
          return { state: 'waiting', seen: textOf(error) };
        throw error;
      }
    },
  );
}
