import { cloudCallOf, isFargatectlError, textOf } from '../errors/index.ts';
import { counted, FARGATE_PROFILE_LABEL, text, verbatim, type Pod } from '../model/index.ts';
import type { Probe, StepContext } from './define.ts';
import { statusText } from './phrases.ts';

/** What names a profile for its waits. */
export interface NamedProfile {
  readonly cluster: string;
  readonly name: string;
}

export const PROFILE_TIMEOUT_MS = 15 * 60_000;
/** ACTIVE does not instantly mean that the webhook knows the profile; the canary is the proof, this only saves it a miss. */
const GRACE_MS = 15_000;

const describeCommand = (p: NamedProfile): string =>
  `aws eks describe-fargate-profile --cluster-name ${p.cluster} --fargate-profile-name ${p.name}`;

/** Profile operations are one at a time: another one's turn is waited for, not fought. */
export async function inItsTurn(
  context: StepContext,
  { cluster }: NamedProfile,
  act: () => Promise<unknown>,
): Promise<void> {
  await context.wait(
    {
      for: text(
        `room for a profile operation in cluster ${cluster}`,
        `클러스터 ${cluster}에서 프로필 작업 차례`,
      ),
      timeoutMs: PROFILE_TIMEOUT_MS,
      everyMs: 5_000,
      remedy: text(
        `aws eks list-fargate-profiles --cluster-name ${cluster} lists the profiles; one of them is being created or deleted.`,
        `프로필 목록 보기: aws eks list-fargate-profiles --cluster-name ${cluster}. 그중 하나를 만들거나 삭제하는 중입니다.`,
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

/** Until it takes pods; CREATE_FAILED ends the wait with its health issues. */
export async function untilActive(context: StepContext, p: NamedProfile): Promise<void> {
  await context.wait(
    {
      for: text(`profile ${p.name} ACTIVE`, `프로필 ${p.name} ACTIVE`),
      timeoutMs: PROFILE_TIMEOUT_MS,
      everyMs: 5_000,
      remedy: text(
        `${describeCommand(p)} shows its health issues.`,
        `상태 문제 보기: ${describeCommand(p)}`,
      ),
    },
    async (): Promise<Probe<null>> => {
      const there = await describe(context, p);
      if (there?.status === 'ACTIVE') return { state: 'done', value: null };
      if (there?.status === 'CREATE_FAILED' || there?.status === 'DELETE_FAILED') {
        const issues = there.healthIssues.map((h) => `${h.code}: ${h.message.replace(/\.$/, '')}`).join('; '); // prettier-ignore
        return {
          state: 'failed',
          reason: text(
            `Profile ${p.name} is ${there.status}: ${issues || 'no health issue given'}.`,
            `프로필 ${p.name}의 상태: ${there.status}: ${issues || '상태 문제가 나와 있지 않습니다'}.`,
          ),
          remedy: text(
            'Mend what the health issue names, then fargatectl migrate --resume.',
            '상태 문제에 나온 것을 고친 뒤 실행하십시오: fargatectl migrate --resume',
          ),
        };
      }
      return { state: 'waiting', seen: statusText(there?.status) };
    },
  );
  await context.clock.sleep(GRACE_MS, context.signal);
}

/** Until EKS knows it no more; only then its name is free again. */
export async function untilGone(context: StepContext, p: NamedProfile): Promise<void> {
  await context.wait(
    {
      for: text(`profile ${p.name} deleted`, `프로필 ${p.name} 삭제`),
      timeoutMs: PROFILE_TIMEOUT_MS,
      everyMs: 5_000,
      remedy: text(`${describeCommand(p)} shows its state.`, `상태 보기: ${describeCommand(p)}`),
    },
    async (): Promise<Probe<null>> => {
      const there = await describe(context, p);
      if (!there) return { state: 'done', value: null };
      return there.status === 'DELETE_FAILED'
        ? {
            state: 'failed',
            reason: text(
              `Profile ${p.name} is DELETE_FAILED.`,
              `프로필 ${p.name}의 상태: DELETE_FAILED.`,
            ),
            remedy: text(
              `Delete it again: aws eks delete-fargate-profile --cluster-name ${p.cluster} --fargate-profile-name ${p.name}.`,
              `다시 삭제하십시오: aws eks delete-fargate-profile --cluster-name ${p.cluster} --fargate-profile-name ${p.name}`,
            ),
          }
        : { state: 'waiting', seen: verbatim(there.status) };
    },
  );
}

/** Until no pod that runs carries it: a profile takes its pods with it. What has ended (a Job's) may go with it. */
export async function untilUncarried(
  context: StepContext,
  p: NamedProfile,
  timeoutMs = PROFILE_TIMEOUT_MS,
): Promise<void> {
  await context.wait(
    {
      for: text(`no pod on profile ${p.name}`, `프로필 ${p.name}에 남은 파드 없음`),
      timeoutMs,
      everyMs: 5_000,
      remedy: text(
        `kubectl get pods -A -l ${FARGATE_PROFILE_LABEL}=${p.name} lists them; move them to EC2 first.`,
        `남은 파드를 보고(kubectl get pods -A -l ${FARGATE_PROFILE_LABEL}=${p.name}) 먼저 EC2로 옮기십시오.`,
      ),
    },
    async (): Promise<Probe<null>> => {
      const pods = (await podsCarrying(context, p.name)).filter((pod) => !isOver(pod));
      return pods.length === 0
        ? { state: 'done', value: null }
        : { state: 'waiting', seen: text(counted(pods.length, 'pod'), `파드 ${pods.length}개`) };
    },
  );
}

/** Pods that a profile has taken, ended ones among them. */
export const podsCarrying = async (
  context: Pick<StepContext, 'ports' | 'signal'>,
  profile: string,
): Promise<readonly Pod[]> =>
  (await context.ports.kube.list(
    { apiVersion: 'v1', kind: 'Pod', labelSelector: `${FARGATE_PROFILE_LABEL}=${profile}` },
    { signal: context.signal },
  )) as readonly Pod[];

/** Ended for good: its logs and its result are all that is left of it. */
export const isOver = (pod: Pod): boolean =>
  pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';

const describe = ({ ports, signal }: StepContext, p: NamedProfile) =>
  ports.aws.eks.describeFargateProfile(p.cluster, p.name, { signal });
