import type { KubeObject, Pod } from '../../model/index.ts';
import type { ControllerContext } from '../runtime/index.ts';
import {
  statusOf,
  waitsForTheEnd,
  type FailureRule,
  type JobCondition,
  type JobSpec,
} from './job-spec.ts';
import { isTerminating, stamp } from './pods.ts';

/** Counts of a Job's pods, those that have just ended included. */
export interface Tally {
  readonly succeeded: number;
  readonly failed: number;
  readonly active: number;
}

export interface End {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

export const hasFailed = (spec: JobSpec, p: Pod): boolean =>
  p.status?.phase === 'Failed' || (!waitsForTheEnd(spec) && isTerminating(p));

/** How a Job has to end, or undefined while it goes on. */
export function endOf(
  c: ControllerContext,
  job: KubeObject,
  spec: JobSpec,
  o: { readonly tally: Tally; readonly pods: readonly Pod[] },
): End | undefined {
  const decided = (statusOf(job).conditions ?? []).find(
    (x) => x.status === 'True' && (x.type === 'FailureTarget' || x.type === 'SuccessCriteriaMet'),
  );
  if (decided)
    return {
      type: decided.type === 'FailureTarget' ? 'Failed' : 'Complete',
      reason: decided.reason ?? '',
      message: decided.message ?? '',
    };
  const byPolicy = o.pods
    .filter((p) => hasFailed(spec, p))
    .map((p) => verdictOf(spec, p))
    .find((v) => v.fails !== undefined)?.fails;
  if (byPolicy !== undefined)
    return { type: 'Failed', reason: 'PodFailurePolicy', message: byPolicy };
  if (o.tally.failed > (spec.backoffLimit ?? 6) || restartsTooOften(spec, o.pods))
    return {
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    };
  const { startTime } = statusOf(job);
  const limit = spec.activeDeadlineSeconds;
  if (limit !== undefined && startTime !== undefined && spec.suspend !== true)
    if (c.clock.age(Date.parse(startTime)) >= limit * 1000)
      return {
        type: 'Failed',
        reason: 'DeadlineExceeded',
        message: 'Job was active longer than specified deadline',
      };
  return undefined;
}

/** Enough have succeeded and none is at work any more. */
export function isComplete(spec: JobSpec, { succeeded, active }: Tally): boolean {
  return (
    active === 0 && (spec.completions === undefined ? succeeded > 0 : succeeded >= spec.completions)
  );
}
export const COMPLETE: End = {
  type: 'Complete',
  reason: 'CompletionsReached',
  message: 'Reached expected number of succeeded pods',
};

/** Containers that are started again in their pod count when the policy is OnFailure. */
function restartsTooOften(spec: JobSpec, pods: readonly Pod[]): boolean {
  if (spec.template.spec.restartPolicy !== 'OnFailure') return false;
  const limit = spec.backoffLimit ?? 6;
  const restarts = pods
    .filter((p) => p.status?.phase === 'Running' || p.status?.phase === 'Pending')
    .flatMap((p) => [
      ...(p.status?.initContainerStatuses ?? []),
      ...(p.status?.containerStatuses ?? []),
    ])
    .reduce((n, s) => n + Number(s['restartCount'] ?? 0), 0);
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

/**
 * What a Job's failure policy says of a failed pod: the first rule that fits counts.
 * @source https://kubernetes.io/docs/concepts/workloads/controllers/job/#pod-failure-policy (read 2026-11-25)
 */
export function verdictOf(
  spec: JobSpec,
  pod: Pod,
): { readonly counts: boolean; readonly fails?: string } {
  for (const [i, rule] of (spec.podFailurePolicy?.rules ?? []).entries()) {
    const match = matchOf(rule, pod, i);
    if (match === undefined) continue;
    if (rule.action === 'Ignore') return { counts: false };
    return rule.action === 'FailJob' ? { counts: true, fails: match } : { counts: true };
  }
  return { counts: true };
}

interface Terminated {
  readonly name?: string;
  readonly state?: { readonly terminated?: { readonly exitCode: number } };
}
/** The words in which a Job says that a rule has ended it. */
function matchOf(rule: FailureRule, pod: Pod, i: number): string | undefined {
  const { namespace = '', name } = pod.metadata;
  const { onExitCodes: codes, onPodConditions: patterns } = rule;
  if (codes) {
    const fits = ({ name: container, state }: Terminated): boolean => {
      const code = state?.terminated?.exitCode ?? 0;
      if (code === 0 || (codes.containerName ?? container) !== container) return false;
      return codes.values.includes(code) === (codes.operator === 'In');
    };
    const all = [...(pod.status?.containerStatuses ?? []), ...(pod.status?.initContainerStatuses ?? [])] as readonly Terminated[]; // prettier-ignore
    const found = all.find(fits);
    return (
      found &&
      `Container ${found.name} for pod ${namespace}/${name} failed with exit code ${found.state?.terminated?.exitCode} matching ${rule.action} rule at index ${i}`
    );
  }
  const condition = (pod.status?.conditions ?? []).find((x) =>
    patterns?.some((p) => p.type === x.type && (p.status ?? 'True') === x.status),
  );
  return (
    condition &&
    `Pod ${namespace}/${name} has condition ${condition.type} matching ${rule.action} rule at index ${i}`
  );
}

/** The conditions of a Job that has to end: first that it will, then, when its pods are gone, that it has. */
export function conditionsAfter(
  c: ControllerContext,
  job: KubeObject,
  o: { readonly end: End | undefined; readonly final: boolean; readonly suspend: boolean },
): readonly JobCondition[] {
  const at = stamp(c.clock.now());
  const { end } = o;
  const has = statusOf(job).conditions ?? [];
  const made = (type: string, status: string, reason: string, message: string): JobCondition => ({
    type,
    status,
    lastProbeTime: at,
    lastTransitionTime: at,
    reason,
    message,
  });
  if (!end) return suspension(has, o.suspend, made);
  const target = end.type === 'Failed' ? 'FailureTarget' : 'SuccessCriteriaMet';
  return [
    ...has,
    ...(has.some((x) => x.type === target) ? [] : [made(target, 'True', end.reason, end.message)]),
    ...(o.final ? [made(end.type, 'True', end.reason, end.message)] : []),
  ];
}

function suspension(
  has: readonly JobCondition[],
  suspend: boolean,
  made: (type: string, status: string, reason: string, message: string) => JobCondition,
): readonly JobCondition[] {
  const was = has.find((x) => x.type === 'Suspended');
  const wanted = suspend ? 'True' : 'False';
  if (was?.status === wanted || (!was && !suspend)) return has;
  const others = has.filter((x) => x !== was);
  return suspend
    ? [...others, made('Suspended', 'True', 'JobSuspended', 'Job suspended')]
    : [...others, made('Suspended', 'False', 'JobResumed', 'Job resumed')];
}
