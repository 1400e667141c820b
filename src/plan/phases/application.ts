import { text, type Phase } from '../../model/index.ts';
import { steps } from '../../steps/index.ts';
import {
  canaryPod,
  canarySelector,
  isSystem,
  nameOf,
  probe,
  type PlanContext,
} from '../context.ts';
import type { PlanBuilder } from '../builder.ts';
import { blockersOf, type Mover } from '../choices.ts';
import { holdFor, meanwhileFor } from '../meanwhile.ts';
import { resolveSurge, rolloutSeconds } from '../rollout-arithmetic.ts';
import { moveSettings } from '../move-settings.ts';
import { rests, sourceOf } from '../sources.ts';
import { ofKind } from '../world.ts';
import type { NetworkResult } from './network.ts';
import type { Preflight } from './preflight.ts';
import type { StorageResult } from './storage.ts';
import type { SystemResult } from './system.ts';

/**
 * Pods that Fargate is asked for at the same time: what an account with EKS pods only may launch in
 * a second, at the least.
 * @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/throttling.html (read 2026-11-23)
 */
const LAUNCHES_AT_ONCE = 20;

export interface ApplicationResult {
  readonly moved: readonly string[];
  readonly dns: readonly string[];
}

/** One workload first, then as many as the launch rate allows; every move waits for the canary, for DNS from both sides and for its own files. */
export function application(
  b: PlanBuilder,
  c: PlanContext,
  done: Preflight & NetworkResult & StorageResult & { readonly system: SystemResult },
): ApplicationResult {
  const canaryProfile =
    c.profiles.find((p) => !p.selectors.some((s) => s.namespace === 'kube-system')) ??
    c.profiles[0];
  const selector = canaryProfile && canarySelector(canaryProfile);
  const pods = [
    ...(done.probe === undefined ? [] : [{ ...probe, where: 'EC2' as const }]),
    ...(canaryProfile && selector
      ? [
          {
            namespace: selector.namespace,
            name: canaryPod(canaryProfile.name),
            where: 'Fargate' as const,
          },
        ]
      : []),
  ];
  const before = [...done.system.dns, ...done.system.canaries.values()];
  const dns =
    pods.length === 0
      ? before
      : [
          b.add(
            steps.checkDns,
            { pods, lookups: c.lookups.map((l) => ({ ...l })) },
            {
              name: 'from-both',
              after: [...before, ...(done.probe === undefined ? [] : [done.probe])],
              because: ['DNS must be answered on both sides'],
              phase: 'canary',
              tutorialStep: 6,
            },
          ),
        ];
  const movers = [...c.choices.movers.filter((m) => !isSystem(m))].sort(byRisk);
  const queue: Queued[] = [];
  const moved = movers.flatMap((m) => {
    const files = done.ready.get(nameOf(m.workload));
    const pods = podsAtOnce(m);
    const ids = moveSteps(b, c, m, {
      after: [
        ...dns,
        ...done.system.moved,
        ...done.targets,
        ...done.groups,
        ...(files === undefined ? [] : [files]),
        ...waitsFor(queue, pods),
      ],
      phase: 'application',
      tutorialStep: 8,
    });
    if (pods > 0) queue.push({ ids, pods });
    return ids;
  });
  return { moved, dns };
}

/** CronJobs first (nothing runs), then what has company, single replicas last. */
const byRisk = (a: Mover, z: Mover): number =>
  risk(a) - risk(z) || (nameOf(a.workload) < nameOf(z.workload) ? -1 : 1);
const risk = ({ workload }: Mover): number =>
  workload.ref.kind === 'CronJob' ? 0 : workload.replicas === 1 ? 2 : 1;

/** A move, and how many pods it asks Fargate for at once. */
interface Queued {
  readonly ids: readonly string[];
  readonly pods: number;
}

/** A CronJob's pods come when they are due. */
const podsAtOnce = ({ workload }: Mover): number =>
  workload.ref.kind === 'CronJob'
    ? 0
    : Math.max(1, resolveSurge(workload.object, workload.replicas ?? 1));

/**
 * What a move waits for. The first goes alone; each later one waits for the one before the last
 * `LAUNCHES_AT_ONCE` pods, so that no moment asks for more than Fargate launches in a second, and
 * nobody waits for a whole wave to end.
 */
function waitsFor(queue: readonly Queued[], pods: number): readonly string[] {
  let total = pods;
  for (let i = queue.length - 1; i > 0; i -= 1) {
    const { ids, pods: its } = queue[i] as Queued;
    total += its;
    if (total > LAUNCHES_AT_ONCE) return ids;
  }
  return pods === 0 ? [] : (queue[0]?.ids ?? []);
}

/** The step that moves one workload, system or application. */
export function moveSteps(
  b: PlanBuilder,
  c: PlanContext,
  mover: Mover,
  at: { readonly after: readonly string[]; readonly phase: Phase; readonly tutorialStep: number },
): readonly string[] {
  const { workload } = mover;
  const settings = moveSettings(c, mover).map((s) => ({ ...s, path: [...s.path] }));
  const because = ['no-matching-profile', ...blockersOf(mover.assessment).map((f) => f.rule)];
  const where = {
    name: nameOf(workload),
    after: at.after,
    because: [...new Set(because)],
    phase: at.phase,
    workload: workload.ref,
    tutorialStep: at.tutorialStep,
  };
  if (workload.ref.kind === 'CronJob')
    return [
      b.add(
        steps.setFields,
        {
          ref: workload.ref,
          title: text(
            `Let CronJob ${nameOf(workload)} run on Fargate from its next run on`,
            `CronJob ${nameOf(workload)}: 다음 실행부터 Fargate에서 실행`,
          ),
          settings,
          rollout: 'none',
          estimateSeconds: 3,
        },
        where,
      ),
    ];
  const replicas = workload.replicas ?? 1;
  const alone = replicas === 1 && workload.ref.kind === 'Deployment' && !isScaledElsewhere(c, mover); // prettier-ignore
  const hold = holdFor(mover);
  const meanwhile = [...meanwhileFor(workload), ...hold];
  const rounds = Math.ceil(replicas / Math.max(1, resolveSurge(workload.object, replicas)));
  const held = rounds * Number(hold[0]?.value ?? 0);
  return [
    b.add(
      steps.moveWorkload,
      {
        ref: workload.ref,
        settings,
        scaleOut: alone ? { from: 1, to: 2 } : null,
        ...(meanwhile.length === 0 ? {} : { meanwhile }),
        estimateSeconds:
          rolloutSeconds(workload.object, alone ? 2 : replicas) + (alone ? 30 : 0) + held,
      },
      where,
    ),
  ];
}

/** Whose replicas somebody else sets: an autoscaler, or a repository whose sync goes on while we work. */
function isScaledElsewhere(c: PlanContext, { workload }: Mover): boolean {
  const source = sourceOf(c.world.objects, workload);
  if (source && !rests(source) && !c.options.pauseSync) return true;
  return ofKind(c.world, 'HorizontalPodAutoscaler').some((h) => {
    const target = (h['spec'] as { scaleTargetRef?: { kind?: string; name?: string } } | undefined)
      ?.scaleTargetRef;
    return (
      h.metadata.namespace === workload.ref.namespace &&
      target?.kind === workload.ref.kind &&
      target.name === workload.ref.name
    );
  });
}
