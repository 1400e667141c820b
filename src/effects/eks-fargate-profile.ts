import { jsonEqual, MANAGED_BY, MANAGED_BY_VALUE, RUN_LABEL, text } from '../model/index.ts';
import type { FargateProfile } from '../model/index.ts';
import { changedByOthers } from './changed.ts';
import type { EffectDefinition, EffectPorts, Inverse, Target } from './effect.ts';
import { ignoreGone } from './gone.ts';

interface Named {
  readonly cluster: string;
  readonly name: string;
}
const target = (e: Named): readonly Target[] => [['eks', 'fargate-profile', e.cluster, e.name]];
const look = ({ aws }: EffectPorts, e: Named): Promise<FargateProfile | undefined> =>
  aws.eks.describeFargateProfile(e.cluster, e.name);

/**
 * Asks for a profile. CREATING counts as done: whoever needs it ACTIVE waits. While another profile
 * operation runs EKS answers ResourceInUseException; the step waits for its turn, not the effect.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html (read 2026-11-23)
 */
export const eksCreateFargateProfile: EffectDefinition<'eks-create-fargate-profile'> = {
  kind: 'eks-create-fargate-profile',
  describe: (e) => `eks:CreateFargateProfile ${e.name}`,
  targets: target,
  prepare: (e, run) => ({
    ...e,
    tags: { [MANAGED_BY]: MANAGED_BY_VALUE, [RUN_LABEL]: run, ...e.tags },
  }),
  async observe(ports, e) {
    const there = await look(ports, e);
    return { existed: there !== undefined && there.status !== 'DELETING' };
  },
  async settle(ports, e, before) {
    const there = await look(ports, e);
    if (!there || there.status === 'DELETING') return { state: 'not-done' };
    const isOurs =
      !(before as { existed: boolean }).existed &&
      there.tags[RUN_LABEL] === e.tags[RUN_LABEL] &&
      jsonEqual(there.selectors, e.selectors);
    return isOurs
      ? { state: 'done', result: { arn: there.arn } }
      : {
          state: 'changed',
          what: text(
            `Fargate profile ${e.name} was made by another.`,
            `Fargate 프로필 ${e.name}: 다른 누군가가 만들었습니다.`,
          ),
        };
  },
  async perform({ aws }, e, { token, signal }) {
    const { kind: _kind, ...input } = e;
    const made = await aws.eks.createFargateProfile({ ...input, token }, { signal });
    return { arn: made.arn };
  },
  inverse({ cluster, name, tags }) {
    const run = tags[RUN_LABEL];
    const mine = run === undefined ? {} : { run };
    return {
      kind: 'effects',
      effects: [{ kind: 'eks-delete-fargate-profile', cluster, name, ...mine }],
    };
  },
};

/** Deletes a profile, and with it its pods: only when no pod carries it any more (the step sees to that). */
export const eksDeleteFargateProfile: EffectDefinition<'eks-delete-fargate-profile'> = {
  kind: 'eks-delete-fargate-profile',
  describe: (e) => `eks:DeleteFargateProfile ${e.name}`,
  targets: target,
  async observe(ports, e) {
    const there = await look(ports, e);
    if (there && e.run !== undefined && there.tags[RUN_LABEL] !== e.run)
      throw changedByOthers(
        text(
          `Fargate profile ${e.name} is not the one that the run had made.`,
          `Fargate 프로필 ${e.name}은(는) 이 실행이 만든 것이 아닙니다.`,
        ),
      );
    return there ?? null;
  },
  async settle(ports, e) {
    const there = await look(ports, e);
    return !there || there.status === 'DELETING'
      ? { state: 'done', result: null }
      : { state: 'not-done' };
  },
  perform: ({ aws }, e, { signal }) =>
    aws.eks.deleteFargateProfile(e.cluster, e.name, { signal }).then(() => null, ignoreGone),
  inverse(e, before): Inverse {
    const was = before as FargateProfile | null;
    // One that failed or was going already took no pods; there is nothing to bring back.
    if (was?.status !== 'ACTIVE') return { kind: 'nothing' };
    return {
      kind: 'effects',
      effects: [
        {
          kind: 'eks-create-fargate-profile',
          cluster: e.cluster,
          name: e.name,
          podExecutionRoleArn: was.podExecutionRoleArn,
          subnetIds: was.subnetIds,
          selectors: was.selectors,
          tags: was.tags,
        },
      ],
    };
  },
};
