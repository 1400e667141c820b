import { UserError } from '../errors/index.ts';
import {
  formatRef,
  syncOwnerName,
  workloadKey,
  text,
  both,
  type Assessment,
  type Finding,
  type KubeObject,
  type ObjectRef,
  type StayingWorkload,
  type Workload,
  type WorkloadAssessment,
  type Text,
  type Lang,
} from '../model/index.ts';
import { alreadyThere } from './already-there.ts';
import { componentOf, type Component } from './components.ts';
import { isHalfRolledOut, meanwhileFor } from './meanwhile.ts';
import { whyNotRetired, whyOperatorKeeps } from './operators.ts';
import type { PlanOptions } from './options.ts';
import { fixSettings } from './settings.ts';
import { replacedFields, rests, sourceOf } from './sources.ts';
import type { World } from './world.ts';

/** The same assessment in each language: a plan file says why something stays in both. */
export type Assessments = Readonly<Record<Lang, Assessment>>;

/** A workload that goes, with what the assessment knows of it. */
export interface Mover {
  readonly workload: Workload;
  readonly component: Component;
  readonly assessment: WorkloadAssessment;
}

export interface Choices {
  readonly movers: readonly Mover[];
  /** What runs on Fargate already, all of it. */
  readonly there: readonly Workload[];
  readonly stays: readonly StayingWorkload[];
  /** Those of `stays` that could go once their change is in the repository that keeps them. */
  readonly atSource: readonly Mover[];
  /** The workloads behind `stays` that need room on EC2 nodes (no DaemonSets, nothing scaled to 0). */
  readonly staying: readonly Workload[];
  /** Those of `staying` for whose sake nodes remain; what only serves nodes goes with the last of them. */
  readonly anchors: readonly Workload[];
  readonly retiring: readonly Workload[];
  readonly autoscalers: readonly Workload[];
  /** Those of `stays` that only serve EC2 nodes. */
  readonly servants: readonly Workload[];
  readonly warnings: readonly Text[];
}

/** Decides for each workload: goes, stays (and why), or is retired by the operator's word. */
export function choose(
  workloads: readonly Workload[],
  assessments: Assessments,
  options: PlanOptions,
  /** What keeps a workload in sync, and what runs on Fargate already, is looked up there. */
  world: Pick<World, 'objects' | 'profiles'>,
): Choices {
  for (const name of [...options.keep, ...options.retire, ...options.allowInterruption])
    mustName(workloads, name);
  const verdicts = new Map(assessments.en.workloads.map((w) => [workloadKey(w.ref), w]));
  const korean = new Map(assessments.ko.workloads.map((w) => [workloadKey(w.ref), w]));
  const there = alreadyThere(world, workloads);
  const movers: Mover[] = [];
  const stays: StayingWorkload[] = [];
  const atSource: Mover[] = [];
  const staying: Workload[] = [];
  const anchors: Workload[] = [];
  const retiring: Workload[] = [];
  const autoscalers: Workload[] = [];
  const servants: Workload[] = [];
  const warnings: Text[] = [];
  for (const workload of workloads) {
    const component = componentOf(workload);
    const assessed = verdicts.get(workloadKey(workload.ref));
    if (component === 'cluster-autoscaler') autoscalers.push(workload);
    if (!whyNotRetired(workload) && options.retire.some((n) => isNamed(workload.ref, n))) {
      retiring.push(workload);
      continue;
    }
    if (there.has(workload)) continue;
    const here = whyStay(workload, component, assessed && { en: assessed, ko: korean.get(workloadKey(workload.ref)) ?? assessed }, options); // prettier-ignore
    const kept = here === undefined && assessed ? whyKept(workload, assessed, options, world) : {};
    if (kept.bySource && assessed) atSource.push({ workload, component, assessment: assessed });
    const reason = here ?? kept.byOperator ?? kept.bySource;
    if (reason !== undefined) {
      stays.push({ ref: workload.ref, reason });
      const asked = options.keep.some((n) => isNamed(workload.ref, n));
      const serves = !asked && SERVES_NODES.has(component);
      if (serves) servants.push(workload);
      if (workload.ref.kind !== 'DaemonSet' && workload.replicas !== 0) {
        staying.push(workload);
        // A Job is no reason to keep nodes for ever: its group waits until it has ended.
        if (!serves && workload.ref.kind !== 'Job') anchors.push(workload);
      }
      continue;
    }
    if (assessed) movers.push({ workload, component, assessment: assessed });
    if (interrupts(workload))
      warnings.push(
        text(
          `${formatRef(workload.ref)} is interrupted by its move, as you allowed.`,
          `${formatRef(workload.ref)}: 허용하신 대로 옮기는 동안 중단됩니다.`,
        ),
      );
  }
  return {
    movers,
    there: [...there],
    stays,
    atSource,
    staying,
    anchors,
    retiring,
    autoscalers,
    servants,
    warnings,
  };
}

function whyStay(
  { ref, ...workload }: Workload,
  component: Component,
  assessed: Readonly<Record<Lang, WorkloadAssessment>> | undefined,
  options: PlanOptions,
): Text | undefined {
  if (options.keep.some((n) => isNamed(ref, n)))
    return text('kept on EC2, as you asked', '요청하신 대로 EC2에 둡니다');
  if (options.retire.some((n) => isNamed(ref, n))) return whyNotRetired({ ref, ...workload });
  if (component === 'cluster-autoscaler')
    return text(
      'it serves EC2 nodes; it goes with the last node group',
      'EC2 노드를 위한 것이므로 마지막 노드 그룹과 함께 없어집니다',
    );
  if (component === 'ec2-only')
    return text(
      'it serves EC2 nodes; it goes with the last of them',
      'EC2 노드를 위한 것이므로 마지막 EC2 노드와 함께 없어집니다',
    );
  if (!assessed || assessed.en.verdict === 'unknown')
    return text(
      'evidence is missing, so nothing is promised',
      '근거가 부족하여 아무것도 약속할 수 없습니다',
    );
  const { verdict } = assessed.en;
  // What an operator alone keeps has words of its own, with the commands.
  const isKept = blockersOf(assessed.en).every((f) => f.rule === 'operator-managed');
  if (verdict === 'stays' || (verdict === 'needs-work' && !isKept))
    return both((l) => blockersOf(assessed[l]).map((f, i) => withoutName(f.message, ref, i === 0)).join(' ')); // prettier-ignore
  if (!MOVABLE.has(ref.kind)) return whyNotByUs(ref.kind);
  if (isHalfRolledOut({ ref, ...workload }))
    return text(
      'its partition holds a rollout half done, which a move would finish; finish or undo it, then plan again',
      'partition 때문에 롤아웃이 반쯤에서 멈춰 있고, 옮기면 그것이 끝나 버립니다. 끝내거나 되돌린 뒤 다시 계획하십시오',
    );
  if (interrupts({ ref, ...workload }) && !options.allowInterruption.some((n) => isNamed(ref, n)))
    return text(
      `its update strategy interrupts it; allow that with --allow-interruption ${ref.namespace ?? ''}/${ref.name}`,
      `업데이트 전략 때문에 옮기는 동안 중단됩니다. 허용하려면: --allow-interruption ${ref.namespace ?? ''}/${ref.name}`,
    );
  return undefined;
}

/** Who would put a change in the cluster back: its operator, which is nearest, or its repository. */
function whyKept(
  workload: Workload,
  assessed: WorkloadAssessment,
  options: PlanOptions,
  { objects, profiles }: Pick<World, 'objects' | 'profiles'>,
): { readonly byOperator?: Text; readonly bySource?: Text } {
  const byOperator = whyOperatorKeeps(workload, assessed, profiles);
  if (byOperator) return { byOperator };
  const bySource = whyNotFromHere(workload, assessed, options, objects);
  return bySource ? { bySource } : {};
}

/** A change in the cluster that its source would put back. */
function whyNotFromHere(
  workload: Workload,
  assessed: WorkloadAssessment,
  options: PlanOptions,
  objects: readonly KubeObject[],
): Text | undefined {
  const source = sourceOf(objects, workload);
  if (!source || rests(source)) return undefined;
  const who = syncOwnerName(source.owner);
  if (options.pauseSync)
    return (
      source.unreachable &&
      text(
        `${who} keeps it and cannot be paused: ${source.unreachable.en}`,
        `${who}이(가) 관리하는데 멈출 수 없습니다: ${source.unreachable.ko}`,
      )
    );
  const fields = [
    ...replacedFields(workload, fixSettings(workload, assessed)),
    ...meanwhileFor(workload).map((s) => s.path.join('.')),
  ];
  if (fields.length === 0) return undefined;
  const names = fields.join(', ');
  return text(
    `${who} would put ${names} back; commit the change there (fargatectl plan --write-changes DIR) and plan again, or let the plan pause it: --pause-sync`,
    `${who}이(가) ${names}을(를) 되돌립니다. 변경을 원본에 커밋하고(fargatectl plan --write-changes DIR) 다시 계획하거나, 계획이 동기화를 멈추게 하십시오: --pause-sync`,
  );
}

/** Kinds whose pods no change of ours replaces. */
function whyNotByUs(kind: string): Text {
  if (kind === 'Job')
    return text(
      'a Job ends where it began; its node group waits for it',
      'Job은 시작한 곳에서 끝납니다. 노드 그룹은 그 끝을 기다립니다',
    );
  if (kind === 'Pod')
    return text(
      'no controller would make it again; delete it and create it anew once a profile matches it',
      '다시 만들어 줄 컨트롤러가 없습니다. 일치하는 프로필이 생긴 뒤 직접 지우고 다시 만드십시오',
    );
  return text(
    `the plan does not move a ${kind} by itself; move it by its own controller`,
    `계획이 직접 옮기지 않는 종류(${kind})입니다. 그 컨트롤러로 옮기십시오`,
  );
}

/** The plan names the workload before its reason; a finding that begins with it would name it twice. */
function withoutName(message: string, ref: ObjectRef, isFirst: boolean): string {
  const name = formatRef(ref);
  const rest = [`${name}: `, `${name} `].find((start) => message.startsWith(start));
  if (rest === undefined) return message;
  const short = message.slice(rest.length);
  return isFirst ? short : `${short.slice(0, 1).toUpperCase()}${short.slice(1)}`;
}

const SERVES_NODES: ReadonlySet<Component> = new Set([
  'cluster-autoscaler',
  'karpenter',
  'ec2-only',
]);
const MOVABLE = new Set(['Deployment', 'StatefulSet', 'CronJob']);

export const blockersOf = (assessed: WorkloadAssessment): readonly Finding[] =>
  assessed.findings.filter((f) => f.severity === 'blocker');

/** Whether a change of its template replaces its pods without taking one away too early, or none at all (CronJob). */
export const rollsQuietly = (workload: Workload): boolean =>
  MOVABLE.has(workload.ref.kind) &&
  !interrupts(workload) &&
  // A volume that one node holds keeps a second pod from starting elsewhere.
  (workload.ref.kind !== 'Deployment' ||
    !(workload.template.spec.volumes ?? []).some((v) => v.persistentVolumeClaim !== undefined));

/** A rollout that takes pods away before new ones are ready. */
export function interrupts({ object, ref }: Workload): boolean {
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
    message: text(
      `No workload "${name}" is in the snapshot.`,
      `스냅샷에 워크로드 "${name}"이(가) 없습니다.`,
    ),
    remedy: text(
      'Name it as namespace/name, e.g. app/web; fargatectl assess lists them.',
      '네임스페이스/이름으로 지정하십시오. 예: app/web. 목록 보기: fargatectl assess',
    ),
  });
}
