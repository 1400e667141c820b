import { text, type FargateProfile, type Snapshot } from '../../model/index.ts';
import {
  blocker,
  checkName,
  checkQuota,
  checkRole,
  checkSelectors,
  checkSubnets,
  checkTaken,
  podsIn,
  takenBy,
  type ProfileCheck,
  type ProfileDraft,
} from '../../profiles/index.ts';
import { rollsQuietly } from '../choices.ts';
import type { Carriers } from './carriers.ts';
import type { CreateOptions, ProfileWorld } from './world.ts';

/** A draft held against its form, its surroundings and the pods it takes. */
export function checksOf(
  w: ProfileWorld,
  draft: ProfileDraft,
  o: CreateOptions & {
    /** All profiles that are made at once. */
    readonly names: readonly string[];
    /** The profile that goes: that it takes the same pods is meant so. */
    readonly replaces?: string;
  },
): readonly ProfileCheck[] {
  const { names, replaces } = o;
  const taken = takenBy(draft, w.workloads, w.assessment);
  const role = w.roles.get(roleNameOf(draft)) ?? { state: 'read', value: undefined };
  const { fargateProfiles } = w.snapshot.aws;
  const others: Snapshot =
    replaces === undefined || fargateProfiles.state !== 'read'
      ? w.snapshot
      : { ...w.snapshot, aws: { ...w.snapshot.aws, fargateProfiles: { ...fargateProfiles, value: fargateProfiles.value.filter((p) => p.name !== replaces) } } }; // prettier-ignore
  return [
    checkName(draft, w.snapshot),
    ...checkSelectors(draft.selectors),
    checkQuota(names, w.snapshot),
    ...checkSubnets(draft.subnetIds, w.snapshot, podsIn(taken)),
    checkRole(draft, w.snapshot, { role, made: roleNameOf(draft) === o.ownRole }),
    ...checkTaken(draft, taken, {
      snapshot: others,
      keepsOff: (x) => o.keepOff && rollsQuietly(x),
    }),
  ];
}

export const roleNameOf = (d: Pick<ProfileDraft, 'podExecutionRoleArn'>): string =>
  d.podExecutionRoleArn.split('/').at(-1) ?? '';

export const sameName = (name: string): ProfileCheck =>
  blocker(
    'name',
    text(`Two profiles are to be called ${name}.`, `이름이 ${name}인 프로필이 둘입니다.`),
    text('Give each its own name.', '서로 다른 이름을 쓰십시오.'),
  );

/** While both are there the first by name takes what no label decides: on the way back that must be the old one. */
export const orderOf = (old: FargateProfile, draft: ProfileDraft): readonly ProfileCheck[] =>
  draft.name > old.name
    ? []
    : [
        blocker(
          'name',
          text(
            `The successor's name ${draft.name} sorts before ${old.name}; on the way back EKS would give pods to it.`,
            `후속 프로필 이름 ${draft.name}이(가) ${old.name}보다 앞섭니다. 되돌릴 때 EKS가 파드를 후속 프로필에 주게 됩니다.`,
          ),
          text(
            `Choose a name that sorts after it: --successor ${old.name}-2.`,
            `뒤에 오는 이름을 쓰십시오: --successor ${old.name}-2`,
          ),
        ),
      ];

/** Nothing that runs goes with its profile. */
export function refusal(old: FargateProfile, { pods, jobPods }: Carriers): readonly ProfileCheck[] {
  const running = pods.length - jobPods;
  if (running === 0) return [];
  const shown = pods.slice(0, 8).join(', ');
  const more = pods.length - 8;
  return [
    blocker(
      'pods',
      text(
        `${running} pods run by ${old.name} and EKS would delete them with it: ${shown}${more > 0 ? ` and ${more} more` : ''}.`,
        `${old.name}(으)로 실행 중인 파드 ${running}개를 EKS가 함께 삭제합니다: ${shown}${more > 0 ? ` 외 ${more}개` : ''}.`,
      ),
      text(
        `Move them first: fargatectl profiles delete ${old.name} --move-to ec2 (or the name of another profile).`,
        `먼저 옮기십시오: fargatectl profiles delete ${old.name} --move-to ec2 (또는 다른 프로필 이름)`,
      ),
    ),
  ];
} // prettier-ignore
