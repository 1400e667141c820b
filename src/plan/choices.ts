import { UserError } from '../errors/index.ts';
import {
  formatRef,
  workloadKey,
  type Assessment,
  type Finding,
  type ObjectRef,
  type StayingWorkload,
  type Workload,
  type WorkloadAssessment,
} from '../model/index.ts';
import { componentOf, type Component } from './components.ts';
import type { PlanOptions } from './options.ts';

/** A workload that goes, with what the assessment knows of it. */
export interface Mover {
  readonly workload: Workload;
  readonly component: Component;
  readonly assessment: WorkloadAssessment;
}

export interface Choices {
  readonly movers: readonly Mover[];
  readonly stays: readonly StayingWorkload[];
  /** The workloads behind `stays` that need room on EC2 nodes (no DaemonSets, nothing scaled to 0). */
  readonly staying: readonly Workload[];
  /** Those of `staying` for whose sake nodes remain; what only serves nodes goes with the last of them. */
  readonly anchors: readonly Workload[];
  readonly retiring: readonly Workload[];
  readonly autoscalers: readonly Workload[];
  readonly warnings: readonly string[];
}

/** Decides for each workload: goes, stays (and why), or is retired by the operator's word. */
export function choose(
  workloads: readonly Workload[],
  assessment: Assessment,
  options: PlanOptions,
): Choices {
  for (const name of [...options.keep, ...options.retire, ...options.allowInterruption])
    mustName(workloads, name);
  const verdicts = new Map(assessment.workloads.map((w) => [workloadKey(w.ref), w]));
  const movers: Mover[] = [];
  const stays: StayingWorkload[] = [];
  const staying: Workload[] = [];
  const anchors: Workload[] = [];
  const retiring: Workload[] = [];
  const autoscalers: Workload[] = [];
  const warnings: string[] = [];
  for (const workload of workloads) {
    const component = componentOf(workload);
    const assessed = verdicts.get(workloadKey(workload.ref));
    if (component === 'cluster-autoscaler') autoscalers.push(workload);
    if (options.retire.some((n) => isNamed(workload.ref, n))) {
      retiring.push(workload);
      continue;
    }
    const reason = whyStay(workload, component, assessed, options);
    if (reason !== undefined) {
      stays.push({ ref: workload.ref, reason });
      if (workload.ref.kind !== 'DaemonSet' && workload.replicas !== 0) {
        staying.push(workload);
        const kept = options.keep.some((n) => isNamed(workload.ref, n));
        if (kept || !SERVES_NODES.has(component)) anchors.push(workload);
      }
      continue;
    }
    if (assessed) movers.push({ workload, component, assessment: assessed });
    if (interrupts(workload))
      warnings.push(`${formatRef(workload.ref)} is interrupted by its move, as you allowed.`);
  }
  return { movers, stays, staying, anchors, retiring, autoscalers, warnings };
}

function whyStay(
  workload: Workload,
  component: Component,
  assessed: WorkloadAssessment | undefined,
  options: PlanOptions,
): string | undefined {
  if (options.keep.some((n) => isNamed(workload.ref, n))) return 'kept on EC2, as you asked';
  if (component === 'cluster-autoscaler')
    return 'it serves EC2 nodes; it goes with the last node group';
  if (component === 'ec2-only') return 'it serves EC2 nodes; it goes with the last of them';
  if (!assessed || assessed.verdict === 'unknown')
    return 'evidence is missing, so nothing is promised';
  if (assessed.verdict === 'stays' || assessed.verdict === 'needs-work')
    return blockersOf(assessed)
      .map((f) => f.message)
      .join(' ');
  if (!MOVABLE.has(workload.ref.kind))
    return `the plan does not move a ${workload.ref.kind} by itself; move it by its own controller`;
  if (interrupts(workload) && !options.allowInterruption.some((n) => isNamed(workload.ref, n)))
    return `its update strategy interrupts it; allow that with --allow-interruption ${workload.ref.namespace ?? ''}/${workload.ref.name}`;
  return undefined;
}

const SERVES_NODES: ReadonlySet<Component> = new Set([
  'cluster-autoscaler',
  'karpenter',
  'ec2-only',
]);
const MOVABLE = new Set(['Deployment', 'StatefulSet', 'CronJob']);

export const blockersOf = (assessed: WorkloadAssessment): readonly Finding[] =>
  assessed.findings.filter((f) => f.severity === 'blocker');

/** A rollout that takes pods away before new ones are ready. */
function interrupts({ object, ref }: Workload): boolean {
  const spec = object['spec'] as
    | {
        strategy?: { type?: string; rollingUpdate?: { maxSurge?: number | string } };
        replicas?: number;
      }
    | undefined;
  if (ref.kind === 'StatefulSet') return (spec?.replicas ?? 1) < 2;
  if (ref.kind !== 'Deployment') return false;
  const surge = spec?.strategy?.rollingUpdate?.maxSurge;
  return spec?.strategy?.type === 'Recreate' || surge === 0 || surge === '0%';
}

/** `namespace/name` or `kind/namespace/name`, case-insensitive in the kind. */
export function isNamed(ref: ObjectRef, name: string): boolean {
  const parts = name.split('/');
  const [kind, namespace, own] = parts.length === 3 ? parts : [undefined, ...parts];
  return (
    ref.name === own &&
    (ref.namespace ?? '') === (namespace ?? '') &&
    (kind === undefined || ref.kind.toLowerCase() === kind.toLowerCase())
  );
}

function mustName(workloads: readonly Workload[], name: string): void {
  if (workloads.some((w) => isNamed(w.ref, name))) return;
  throw UserError({
    code: 'WORKLOAD_UNKNOWN',
    message: `No workload "${name}" is in the snapshot.`,
    remedy: 'Name it as namespace/name, e.g. app/web; fargatectl assess lists them.',
  });
}
