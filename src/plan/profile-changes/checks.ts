import {
  agree,
  counted,
  formatRef,
  someOf,
  text,
  type FargateProfile,
  type Snapshot,
} from '../../model/index.ts';
import {
  blocker,
  checkName,
  checkQuota,
  checkRole,
  checkSelectors,
  checkSubnets,
  checkTaken,
  ok,
  podsIn,
  takenBy,
  warning,
  type ProfileCheck,
  type ProfileDraft,
} from '../../profiles/index.ts';
import { rollsQuietly } from '../choices.ts';
import { toleratingAll } from '../daemonsets.ts';
import type { Carriers } from './carriers.ts';
import type { Destination } from './rehome.ts';
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
    ...daemonsetsOf(w, o),
  ];
}

export const roleNameOf = (d: Pick<ProfileDraft, 'podExecutionRoleArn'>): string =>
  d.podExecutionRoleArn.split('/').at(-1) ?? '';

/** They follow the pods onto each Fargate node, and hang there. */
function daemonsetsOf({ snapshot }: ProfileWorld, o: CreateOptions): readonly ProfileCheck[] {
  const followers = toleratingAll(snapshot).map(formatRef);
  if (followers.length === 0) return [];
  const names = someOf(followers);
  return [
    o.keepOff
      ? warning(
          'takes',
          text(
            `${names.en} tolerates every taint; it is kept off Fargate nodes first.`,
            `모든 테인트를 허용하는 ${names.ko}을(를) 먼저 Fargate 노드에서 빼 둡니다.`,
          ),
        )
      : warning(
          'takes',
          text(
            `${names.en} tolerates every taint: it makes a pod for each Fargate node, which hangs Pending.`,
            `${names.ko}이(가) 모든 테인트를 허용합니다. Fargate 노드마다 파드가 생겨 Pending에 머뭅니다.`,
          ),
          text(
            'Keep it off with the same command: --keep-off.',
            '같은 명령에 --keep-off를 주어 빼 두십시오.',
          ),
        ),
  ];
}

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

/** What runs by it, and that it goes elsewhere first. */
export const leavers = (old: FargateProfile, { pods, movable, jobPods }: Carriers): ProfileCheck =>
  ok(
    'pods',
    pods.length === 0
      ? text(`No running pod carries ${old.name}.`, `${old.name}(으)로 실행 중인 파드가 없습니다.`)
      : text(
          `${counted(pods.length, 'pod runs', 'pods run')} by ${old.name}${jobPods > 0 ? `, ${jobPods} of them of Jobs` : ''}; workloads to move first: ${someOf(movable.map((m) => formatRef(m.ref))).en || 'none'}.`,
          `${old.name}(으)로 실행 중인 파드 ${pods.length}개${jobPods > 0 ? `(그중 Job ${jobPods}개)` : ''}. 먼저 옮길 워크로드: ${someOf(movable.map((m) => formatRef(m.ref))).ko || '없음'}.`,
        ),
  );

/** Nothing that runs goes with its profile. */
export function refusal(old: FargateProfile, carriers: Carriers): readonly ProfileCheck[] {
  const { pods, jobPods } = carriers;
  const running = pods.length - jobPods;
  if (running === 0) return [leavers(old, { ...carriers, movable: [] })];
  const shown = pods.slice(0, 8).join(', ');
  const more = pods.length - 8;
  return [
    blocker(
      'pods',
      text(
        `${counted(running, 'pod runs', 'pods run')} by ${old.name} and EKS would delete ${agree(running, 'it', 'them')} with it: ${shown}${more > 0 ? ` and ${more} more` : ''}.`,
        `${old.name}(으)로 실행 중인 파드 ${running}개를 EKS가 함께 삭제합니다: ${shown}${more > 0 ? ` 외 ${more}개` : ''}.`,
      ),
      text(
        `Move them first: fargatectl profiles delete ${old.name} --move-to ec2 (or the name of another profile).`,
        `먼저 옮기십시오: fargatectl profiles delete ${old.name} --move-to ec2 (또는 다른 프로필 이름)`,
      ),
    ),
  ];
} // prettier-ignore

/** Pods cannot go to the profile that is deleted, nor to one that takes none. */
export function placeProblem(
  { snapshot }: ProfileWorld,
  old: FargateProfile,
  to: Destination,
): readonly ProfileCheck[] {
  if (to === 'ec2') return [];
  const { fargateProfiles } = snapshot.aws;
  const there = fargateProfiles.state === 'read' ? fargateProfiles.value.find((p) => p.name === to.profile) : undefined; // prettier-ignore
  if (to.profile !== old.name && there?.status === 'ACTIVE') return [];
  return [
    blocker(
      'pods',
      to.profile === old.name
        ? text(`Pods of ${old.name} cannot be moved to itself.`, `${old.name}의 파드를 자신으로 옮길 수는 없습니다.`)
        : text(`Profile ${to.profile} is ${there?.status ?? 'not there'} and takes no pods.`, `프로필 ${to.profile}의 상태가 ${there?.status ?? '없음'}이라 파드를 받지 않습니다.`),
      text('Name an ACTIVE profile (fargatectl profiles list), or ec2.', 'ACTIVE인 프로필(fargatectl profiles list)이나 ec2를 지정하십시오.'),
    ),
  ];
} // prettier-ignore
