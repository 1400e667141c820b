import {
  agree,
  counted,
  text,
  type FargateProfile,
  type Plan,
  type Text,
} from '../../model/index.ts';
import { takenBy, type ProfileDraft, type Taken } from '../../profiles/index.ts';
import { steps } from '../../steps/index.ts';
import { criticalPathSeconds, type PlanBuilder } from '../builder.ts';
import { rollsQuietly } from '../choices.ts';
import { toleratingAll } from '../daemonsets.ts';
import { EXECUTION_POLICIES } from '../phases/preflight.ts';
import type { Carriers } from './carriers.ts';
import { roleNameOf } from './checks.ts';
import { rehomeSteps, type Destination } from './rehome.ts';
import type { CreateOptions, ProfileWorld } from './world.ts';

/** The steps that make them, one after another. */
export function creations(
  b: PlanBuilder,
  w: ProfileWorld,
  drafts: readonly ProfileDraft[],
  o: CreateOptions,
): readonly string[] {
  const { cluster } = w.snapshot;
  let previous: readonly string[] = [];
  if (drafts.some((d) => roleNameOf(d) === o.ownRole))
    previous = [
      b.add(
        steps.createPodExecutionRole,
        {
          roleName: o.ownRole,
          region: cluster.region ?? '',
          accountId: cluster.accountId ?? '',
          cluster: cluster.name ?? '',
          policyArns: EXECUTION_POLICIES,
        },
        { name: '', after: [], because: ['every Fargate profile needs a pod execution role'] },
      ),
    ];
  const off = o.keepOff
    ? toleratingAll(w.snapshot).map((ref) =>
        b.add(
          steps.keepDaemonsetOffFargate,
          { ref },
          {
            name: `${ref.namespace ?? ''}/${ref.name}`,
            after: [],
            because: ['tolerate-all-daemonset'],
            workload: ref,
          },
        ),
      )
    : [];
  previous = [...previous, ...off];
  for (const d of drafts) {
    const unfit = o.keepOff ? keptOff(takenBy(d, w.workloads, w.assessment)) : [];
    previous = [
      b.add(
        steps.createFargateProfile,
        {
          cluster: cluster.name ?? '',
          name: d.name,
          podExecutionRoleArn: d.podExecutionRoleArn,
          subnetIds: [...d.subnetIds],
          selectors: d.selectors.map((s) => ({ ...s })),
          ...(unfit.length === 0 ? {} : { keepOff: unfit }),
        },
        { name: d.name, after: previous, because: ['EKS makes one profile at a time'] },
      ),
    ];
  }
  return previous;
}

const keptOff = (taken: readonly Taken[]) =>
  taken
    .filter((t) => t.blockers.length > 0 && rollsQuietly(t.workload))
    .map(({ workload: x }) => ({ ref: x.ref, template: x.templatePath.split('.') }));

/** The steps that get pods off a profile and delete it. */
export function leaving(
  b: PlanBuilder,
  w: ProfileWorld,
  o: {
    readonly old: FargateProfile;
    readonly carriers: Carriers;
    readonly to: Destination | null;
    readonly after: readonly string[];
  },
): Plan {
  const { old, carriers, to, after } = o;
  const moved = to === null ? [] : rehomeSteps(b, carriers, { snapshot: w.snapshot, from: old.name, to, after }); // prettier-ignore
  b.add(
    steps.deleteFargateProfile,
    { cluster: w.snapshot.cluster.name ?? '', name: old.name },
    {
      name: old.name,
      after: [...after, ...moved],
      because: ['EKS deletes what runs by a profile together with it'],
    },
  );
  const warnings: Text[] = [];
  if (carriers.jobPods > 0)
    warnings.push(
      text(
        `${counted(carriers.jobPods, 'pod of a Job runs', 'pods of Jobs run')} by ${old.name}; ${agree(carriers.jobPods, 'it is', 'they are')} waited for before it is deleted.`,
        `프로필 ${old.name}(으)로 실행 중인 Job 파드 ${carriers.jobPods}개가 끝나기를 기다린 뒤 삭제합니다.`,
      ),
    );
  if (moved.length > 0 && to !== null)
    warnings.push(
      text(
        `${counted(moved.length, 'pod template keeps', 'pod templates keep')} ${to === 'ec2' ? 'the annotation eks.amazonaws.com/compute-type: ec2' : `the label eks.amazonaws.com/fargate-profile: ${to.profile}`}; put it into ${agree(moved.length, 'its', 'their')} sources (Git, Helm values) as well.`,
        `파드 템플릿 ${moved.length}개에 ${to === 'ec2' ? '주석 eks.amazonaws.com/compute-type: ec2' : `레이블 eks.amazonaws.com/fargate-profile: ${to.profile}`}이(가) 남습니다. 원본(Git, Helm 값)에도 넣으십시오.`,
      ),
    );
  return framed(w, b, warnings);
}

/** A plan of these steps. Nothing of it rests on a file's age: it is run at once. */
export function framed({ snapshot, digest }: ProfileWorld, b: PlanBuilder, warnings: readonly Text[]): Plan {
  const { cluster } = snapshot;
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Plan',
    snapshot: { digest, cluster: cluster.name ?? '', region: cluster.region ?? '' },
    mode: 'own-labels',
    steps: b.steps(),
    criticalPathSeconds: criticalPathSeconds(b.steps()),
    pointsOfNoReturn: [],
    stays: [],
    warnings,
    basis: {},
  };
} // prettier-ignore
