import { z } from 'zod';
import {
  COMPUTE_TYPE,
  counted,
  FARGATE_PROFILE_LABEL,
  formatRef,
  isPodReady,
  someOf,
  text,
  type Pod,
} from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { keepCompany } from './company.ts';
import { cannotRollOut, rollOut, rollOutEffects } from './roll-out.ts';
import { mustGet, placementOf, podsOf, POLL_MS, ROLLOUT_TIMEOUT_MS, waitForRollout } from './rollout.ts'; // prettier-ignore
import { objectRef } from './schemas.ts';

const input = z.object({
  ref: objectRef,
  /** Where its pod template is. */
  template: z.array(z.string()),
  /** The profile that its pods carry now. */
  from: z.string(),
  /** Another profile, by name, or EC2 nodes. */
  to: z.union([z.object({ profile: z.string() }), z.literal('ec2')]),
  scaleOut: z.object({ from: z.number(), to: z.number() }).nullable(),
  estimateSeconds: z.number(),
});
type Input = z.infer<typeof input>;

const placeOf = ({ to }: Input) =>
  to === 'ec2' ? text('EC2 nodes', 'EC2 노드') : text(`profile ${to.profile}`, `프로필 ${to.profile}`); // prettier-ignore

/**
 * A label on the template says which of several matching profiles takes the pods, an annotation that
 * none does. Neither relies on the order of profile names, of which AWS' own texts disagree.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-25)
 */
const settingsOf = ({ template, to }: Input) =>
  to === 'ec2'
    ? [
        { path: [...template, 'metadata', 'annotations', COMPUTE_TYPE], value: 'ec2' },
        // A pod on EC2 that says a profile's name would count as its pod, and go with it.
        { path: [...template, 'metadata', 'labels', FARGATE_PROFILE_LABEL] },
      ]
    : [{ path: [...template, 'metadata', 'labels', FARGATE_PROFILE_LABEL], value: to.profile }];

/**
 * Gets one workload's pods off a profile, by its own rollout: running pods are never matched again,
 * so they have to be made anew. A CronJob's next run is enough.
 */
export const rehomeWorkload = defineMigrationStep<Input>({
  id: 'rehome-workload',
  phase: 'application',
  input,
  describe: (i) => ({
    title: text(
      `Take ${formatRef(i.ref)} from profile ${i.from} to ${placeOf(i).en}${i.scaleOut ? `, scaled out to ${i.scaleOut.to} meanwhile` : ''}`,
      `${formatRef(i.ref)}: 프로필 ${i.from}에서 ${placeOf(i).ko}(으)로 옮기기${i.scaleOut ? `(그동안 레플리카 ${i.scaleOut.to}개로 늘림)` : ''}`,
    ),
    effects: rollOutEffects(i),
    estimateSeconds: i.estimateSeconds,
    reversible: true,
  }),
  async precondition(context, i) {
    const object = await mustGet(context, i.ref);
    return (isCronJob(i) ? undefined : cannotRollOut(object, i.ref)) ?? { state: 'ready' };
  },
  async apply(context, i) {
    const change = { ...i, settings: settingsOf(i) };
    if (isCronJob(i)) await context.effect({ kind: 'kube-set', ref: i.ref, set: change.settings });
    else await rollOut(context, change, i.to === 'ec2' ? 'ec2' : 'fargate');
  },
  async verify(context, i) {
    if (isCronJob(i))
      return {
        state: 'ok',
        evidence: text(
          `the next run goes to ${placeOf(i).en}`,
          `다음 실행은 ${placeOf(i).ko}(으)로 갑니다`,
        ),
      };
    const pods = await livePods(context, i);
    const astray = await elsewhere(context, i, pods);
    return astray.length === 0
      ? {
          state: 'ok',
          evidence: text(
            `${counted(pods.length, 'pod')} on ${placeOf(i).en}`,
            `${placeOf(i).ko}의 파드 ${pods.length}개`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `${someOf(astray).en}: not on ${placeOf(i).en}.`,
            `${placeOf(i).ko}에 있지 않은 파드: ${someOf(astray).ko}.`,
          ),
          remedy: text(
            `Make them anew once more and go on: kubectl rollout restart ${i.ref.kind.toLowerCase()}/${i.ref.name} -n ${i.ref.namespace ?? 'default'}, then fargatectl migrate --resume.`,
            `다시 만들고 이어 가십시오: kubectl rollout restart ${i.ref.kind.toLowerCase()}/${i.ref.name} -n ${i.ref.namespace ?? 'default'}, 그다음 fargatectl migrate --resume`,
          ),
        };
  },
  async afterUndoOf(context, i, undone) {
    await keepCompany(context, i, undone);
  },
  /** The way back is complete when the earlier profile has the pods again; until then it must stay, and does. */
  async afterUndo(context, i) {
    if (isCronJob(i)) return;
    await waitForRollout(context, i.ref, 'fargate');
    await context.wait(
      {
        for: text(
          `${formatRef(i.ref)} back on profile ${i.from}`,
          `${formatRef(i.ref)}: 프로필 ${i.from}(으)로 돌아가기`,
        ),
        timeoutMs: ROLLOUT_TIMEOUT_MS,
        everyMs: POLL_MS,
        remedy: text(
          `kubectl get pods -n ${i.ref.namespace ?? 'default'} -L ${FARGATE_PROFILE_LABEL} shows where they are; then fargatectl rollback.`,
          `어디에 있는지 보고(kubectl get pods -n ${i.ref.namespace ?? 'default'} -L ${FARGATE_PROFILE_LABEL}) 이어 가십시오: fargatectl rollback`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const astray = (await livePods(context, i)).filter((p) => carried(p) !== i.from);
        return astray.length === 0
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: someOf(astray.map(nameOf)) };
      },
    );
  },
});

const isCronJob = (i: Input): boolean => i.ref.kind === 'CronJob';
const carried = (p: Pod): string | undefined => p.metadata.labels?.[FARGATE_PROFILE_LABEL];
const nameOf = (p: Pod): string => `${p.metadata.namespace ?? ''}/${p.metadata.name}`;

const livePods = async (context: StepContext, i: Input): Promise<readonly Pod[]> =>
  (await podsOf(context, await mustGet(context, i.ref))).filter(
    (p) => p.metadata.deletionTimestamp === undefined,
  );

/** Pods that are not (ready) where they should be. */
async function elsewhere(
  context: StepContext,
  { to }: Input,
  pods: readonly Pod[],
): Promise<readonly string[]> {
  const placed = await placementOf(context, pods);
  const there = new Set(to === 'ec2' ? placed.ec2 : placed.fargate.filter((p) => carried(p) === to.profile)); // prettier-ignore
  return pods.filter((p) => !there.has(p) || !isPodReady(p)).map(nameOf);
}
