import {
  COMPUTE_TYPE,
  formatRef,
  matchingProfiles,
  selectorTakes,
  someOf,
  text,
  wildcardMatches,
  workloadKey,
  type Assessment,
  type FargateProfile,
  type Snapshot,
  type Workload,
  type WorkloadAssessment,
} from '../../model/index.ts';
import { podOf } from '../propose.ts';
import { blocker, ok, unknown, warning, type ProfileCheck, type ProfileDraft } from './check.ts';

/** What a profile would take at its next restart. */
export interface Taken {
  readonly workload: Workload;
  /** Rules of the blockers that it has as it is: its pods would hang Pending, or not work. */
  readonly blockers: readonly string[];
}

/** Workloads that the selectors take, DaemonSets and those that opted out by annotation left aside. Pure. */
export function takenBy(
  draft: Pick<ProfileDraft, 'selectors'>,
  workloads: readonly Workload[],
  assessment: Assessment,
): readonly Taken[] {
  const assessed = new Map(assessment.workloads.map((w) => [workloadKey(w.ref), w]));
  return workloads
    .filter(
      (w) =>
        w.ref.kind !== 'DaemonSet' &&
        w.template.metadata?.annotations?.[COMPUTE_TYPE] !== 'ec2' &&
        takes(draft, w),
    )
    .map((workload) => ({ workload, blockers: blockersOf(assessed.get(workloadKey(workload.ref))) })); // prettier-ignore
}

const takes = (draft: Pick<ProfileDraft, 'selectors'>, w: Workload): boolean => {
  const { namespace, labels } = podOf(w).metadata;
  return draft.selectors.some((s) => selectorTakes(s, namespace, labels));
};

/**
 * Where the verdict is unknown, that is what stands in the way of saying that it runs. What an operator
 * keeps runs there all the same: a profile is its first step.
 */
function blockersOf(assessed: WorkloadAssessment | undefined): readonly string[] {
  if (!assessed) return ['unknown'];
  const rules = assessed.findings
    .filter((f) => f.severity === 'blocker' && f.rule !== 'operator-managed')
    .map((f) => f.rule);
  if (rules.length === 0 && assessed.verdict === 'unknown') return ['unknown'];
  return [...new Set(rules)];
}

/** Pods that it would take, in the most that run at a time. */
export const podsIn = (taken: readonly Taken[]): number =>
  taken.reduce((sum, t) => sum + (t.workload.replicas ?? 0), 0);

/** Who is taken, whether it runs there, and who else wants it. `keepsOff`: whether one that does not run there is kept off first. */
export function checkTaken(
  draft: ProfileDraft,
  taken: readonly Taken[],
  o: { readonly snapshot: Snapshot; readonly keepsOff: (w: Workload) => boolean },
): readonly ProfileCheck[] {
  const unread = o.snapshot.unreadKinds.filter((k) => k.kind === '*' || /^(apps|batch)\/v1\/|^v1\/Pod$/.test(k.kind)); // prettier-ignore
  const fit = taken.filter((t) => t.blockers.length === 0);
  const unfit = taken.filter((t) => t.blockers.length > 0);
  const names = (some: readonly Taken[]) =>
    someOf(
      some.map((t) => formatRef(t.workload.ref)),
      8,
    );
  return [
    ...unread.map((k) => unknown('takes', text(`${k.kind}: ${k.reason.en}`, `${k.kind}: ${k.reason.ko}`))), // prettier-ignore
    ...(taken.length === 0
      ? [
          warning(
            'takes',
            text('It takes nothing that is there now.', '지금 있는 것 가운데 받는 것이 없습니다.'),
          ),
        ]
      : []),
    ...(fit.length > 0
      ? [
          ok(
            'takes',
            text(
              `It takes ${names(fit).en}, each pod when it is next made; pods that run stay where they are.`,
              `받는 워크로드: ${names(fit).ko}. 파드가 다음에 만들어질 때 받으며, 실행 중인 파드는 그대로 있습니다.`,
            ),
          ),
        ]
      : []),
    ...unfit.map((t) => unfitFor(t, o.keepsOff(t.workload))),
    ...namespacesOf(draft, o.snapshot),
    ...overlapsOf(draft, taken, o.snapshot),
  ];
}

function unfitFor({ workload: { ref }, blockers }: Taken, keepsOff: boolean): ProfileCheck {
  const why = blockers.join(', ');
  return keepsOff
    ? warning(
        'takes',
        text(
          `${formatRef(ref)} does not run there as it is (${why}); it is kept off first.`,
          `${formatRef(ref)}은(는) 지금 그대로는 실행되지 않습니다(${why}). 먼저 프로필에서 빼 둡니다.`,
        ),
      )
    : blocker(
        'takes',
        text(
          `${formatRef(ref)} is taken too and does not run on Fargate as it is (${why}): its next pod would hang Pending or fail.`,
          `${formatRef(ref)}도 받게 되는데 지금 그대로는 Fargate에서 실행되지 않습니다(${why}). 다음 파드가 Pending에 머물거나 실패합니다.`,
        ),
        text(
          'Choose narrower selectors (fargatectl profiles plan finds them), or keep it on EC2 by annotation: --keep-off.',
          '더 좁은 셀렉터를 쓰거나(fargatectl profiles plan이 찾아 줍니다) 주석으로 EC2에 두십시오: --keep-off',
        ),
      );
}

/** A namespace that is not there yet, and what a pattern stands for today. */
function namespacesOf(draft: ProfileDraft, snapshot: Snapshot): readonly ProfileCheck[] {
  const there = snapshot.objects.filter((o) => o.kind === 'Namespace').map((o) => o.metadata.name);
  if (there.length === 0) return [];
  return [...new Set(draft.selectors.map((s) => s.namespace))].flatMap((pattern) => {
    const matched = there.filter((n) => wildcardMatches(pattern, n));
    if (matched.length === 0)
      return [
        warning(
          'selectors',
          text(
            `No namespace ${pattern} is there yet; its pods are taken when it is.`,
            `네임스페이스 ${pattern}이(가) 아직 없습니다. 생기면 그 파드를 받습니다.`,
          ),
        ),
      ];
    return /[*?]/.test(pattern)
      ? [
          warning(
            'selectors',
            text(
              `${pattern} stands for ${someOf(matched).en} today, and for every namespace to come that matches.`,
              `${pattern}은(는) 지금 ${someOf(matched).ko}이며, 앞으로 생길 일치하는 네임스페이스도 모두 포함합니다.`,
            ),
          ),
        ]
      : [];
  });
}

/** Pods that another profile matches as well. */
function overlapsOf(
  draft: ProfileDraft,
  taken: readonly Taken[],
  snapshot: Snapshot,
): readonly ProfileCheck[] {
  const { fargateProfiles } = snapshot.aws;
  if (fargateProfiles.state !== 'read') return [unknown('overlap', fargateProfiles.reason)];
  const others = fargateProfiles.value.filter((p) => p.name !== draft.name && isTaking(p));
  const shared = taken.flatMap(({ workload }) => {
    const { namespace, labels } = podOf(workload).metadata;
    const also = matchingProfiles(others, namespace, labels).map((p) => p.name);
    return also.length === 0 ? [] : [`${formatRef(workload.ref)} (${also.join(', ')})`];
  });
  return shared.length === 0
    ? [ok('overlap', text('No other profile takes the same pods.', '같은 파드를 받는 다른 프로필이 없습니다.'))] // prettier-ignore
    : [
        warning(
          'overlap',
          text(
            `Other profiles take the same pods: ${someOf(shared, 8).en}. AWS’ texts disagree on which wins.`,
            `다른 프로필도 같은 파드를 받습니다: ${someOf(shared, 8).ko}. 어느 쪽이 우선하는지 AWS 문서마다 다릅니다.`,
          ),
          text(
            `The pod label eks.amazonaws.com/fargate-profile: ${draft.name} decides; put it on the pod templates.`,
            `파드 레이블 eks.amazonaws.com/fargate-profile: ${draft.name}이(가) 정합니다. 파드 템플릿에 붙이십시오.`,
          ),
        ),
      ];
}

const isTaking = (p: FargateProfile): boolean => p.status === 'ACTIVE' || p.status === 'CREATING';
