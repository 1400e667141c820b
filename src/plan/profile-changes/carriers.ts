import {
  chooseProfile,
  formatRef,
  FARGATE_PROFILE_LABEL,
  text,
  workloadKey,
  type FargateProfile,
  type Snapshot,
  type Text,
  type Workload,
} from '../../model/index.ts';
import { UserError } from '../../errors/index.ts';
import { runningPods, type OwnedPod } from '../../size/index.ts';
import { interrupts, isNamed } from '../choices.ts';

/** What runs by a profile now, by what it takes to get it off. */
export interface Carriers {
  /** Pods that run by it, `namespace/name`, sorted. */
  readonly pods: readonly string[];
  /** Roll out by themselves; CronJobs go with their next run. */
  readonly movable: readonly Workload[];
  /** Nothing of ours can move these, and why. */
  readonly immovable: readonly { readonly name: string; readonly why: Text }[];
  /** Pods of Jobs under way: they finish. */
  readonly jobPods: number;
}

/** Refuses where pods were not read: nothing may be said of them then. */
export function carriersOf(
  profile: Pick<FargateProfile, 'name'>,
  o: {
    readonly snapshot: Snapshot;
    readonly workloads: readonly Workload[];
    readonly allowInterruption: readonly string[];
  },
): Carriers {
  const all = runningPods(o.snapshot);
  if (all === null) throw podsUnread();
  const carrying = all.filter((p) => p.pod.metadata.labels?.[FARGATE_PROFILE_LABEL] === profile.name); // prettier-ignore
  const byKey = new Map(o.workloads.map((w) => [workloadKey(w.ref), w]));
  const movable = new Map<string, Workload>();
  const immovable = new Map<string, Text>();
  let jobPods = 0;
  for (const { owner, ownerKind, pod } of carrying) {
    if (ownerKind === 'Job' || ownerKind === 'CronJob') {
      jobPods += 1;
      continue;
    }
    const workload = byKey.get(owner);
    const why = whyNot(workload, o.allowInterruption);
    if (workload && why === undefined) movable.set(owner, workload);
    else immovable.set(workload ? formatRef(workload.ref) : podName({ pod }), why ?? UNKNOWN_OWNER);
  }
  const { fargateProfiles } = o.snapshot.aws;
  const active = fargateProfiles.state === 'read' ? fargateProfiles.value.filter((p) => p.status === 'ACTIVE') : []; // prettier-ignore
  for (const w of o.workloads)
    if (w.ref.kind === 'CronJob' && nextProfile(active, w) === profile.name)
      movable.set(workloadKey(w.ref), w);
  return {
    pods: carrying.map(podName).sort(),
    movable: [...movable.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, w]) => w),
    immovable: [...immovable.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, why]) => ({ name, why })), // prettier-ignore
    jobPods,
  };
}

const podName = ({ pod }: Pick<OwnedPod, 'pod'>): string =>
  `${pod.metadata.namespace ?? ''}/${pod.metadata.name}`;

const nextProfile = (active: readonly FargateProfile[], w: Workload): string | undefined => {
  const { labels, annotations } = w.template.metadata ?? {};
  if (annotations?.['eks.amazonaws.com/compute-type'] === 'ec2') return undefined;
  return chooseProfile(active, { metadata: { namespace: w.ref.namespace ?? 'default', ...(labels && { labels }) } })?.name; // prettier-ignore
};

const UNKNOWN_OWNER = text('what made it is not known', '무엇이 만들었는지 알 수 없습니다');

function whyNot(w: Workload | undefined, allowed: readonly string[]): Text | undefined {
  if (!w) return UNKNOWN_OWNER;
  if (w.ref.kind !== 'Deployment' && w.ref.kind !== 'StatefulSet')
    return w.ref.kind === 'Pod'
      ? text('no controller makes it anew', '다시 만들어 줄 컨트롤러가 없습니다')
      : text(
          `a ${w.ref.kind} is moved by its own controller`,
          `${w.ref.kind}은(는) 그 컨트롤러로 옮겨야 합니다`,
        );
  return interrupts(w) && !allowed.some((n) => isNamed(w.ref, n))
    ? text(
        `its update strategy interrupts it; allow that with --allow-interruption ${w.ref.namespace ?? ''}/${w.ref.name}`,
        `업데이트 전략 때문에 옮기는 동안 중단됩니다. 허용하려면: --allow-interruption ${w.ref.namespace ?? ''}/${w.ref.name}`,
      )
    : undefined;
}

const podsUnread = () =>
  UserError({
    code: 'EVIDENCE_INCOMPLETE',
    message: text(
      'Pods could not be read, so nobody knows what runs by the profile.',
      '파드를 읽지 못해 프로필로 무엇이 실행되는지 알 수 없습니다.',
    ),
    remedy: text(
      'Allow this identity to list pods; fargatectl doctor permissions prints the RBAC.',
      '이 신원에 파드 목록 권한을 허용하십시오. RBAC는 fargatectl doctor permissions가 출력합니다.',
    ),
    exitCode: 4,
  });
