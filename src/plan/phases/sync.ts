import {
  isSyncing,
  refOf,
  restingField,
  resumeCommand,
  text,
  formatRef,
  type KubeObject,
  type SyncOwner,
  type Text,
  type Workload,
} from '../../model/index.ts';
import { steps } from '../../steps/index.ts';
import type { PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';
import { moveSettings } from '../move-settings.ts';
import { read } from '../settings.ts';
import { replacedFields, rests, sourceOf, type Source } from '../sources.ts';

export interface Paused {
  /** After this, nothing puts back what the plan changes. */
  readonly check: string;
  /** Those that may work again before node groups go: what they know, the plan leaves as it is. */
  readonly resumable: readonly KubeObject[];
  /** Those that would put something back; they rest until the change is in their repository. */
  readonly held: readonly KubeObject[];
}

/** Argo CD and Flux rest while the plan changes what they keep: those above first. Only with consent. */
export function pauseSync(b: PlanBuilder, c: PlanContext, check: string): Paused {
  const nothing = { check, resumable: [], held: [] };
  if (!c.options.pauseSync) return nothing;
  const pausing = new Map<KubeObject, boolean>();
  for (const { source, replaces } of touched(c))
    for (const object of source.chain.filter(isSyncing))
      pausing.set(object, (pausing.get(object) ?? false) || replaces);
  if (pausing.size === 0) return nothing;
  let last = check;
  for (const object of pausing.keys()) {
    const field = restingField(object.kind as SyncOwner['kind']);
    last = b.add(
      steps.setFields,
      {
        ref: refOf(object),
        title: text(
          `Pause ${formatRef(refOf(object))}, so that it does not put changes back`,
          `${formatRef(refOf(object))} 동기화 멈추기: 변경을 되돌리지 않도록`,
        ),
        settings: [field],
        rollout: 'none',
        estimateSeconds: 3,
      },
      {
        name: `${keyOf(object)}/pause`,
        after: [last],
        because: ['gitops-managed'],
        phase: 'preflight',
      },
    );
  }
  const objects = [...pausing];
  return {
    check: last,
    resumable: objects.flatMap(([o, holds]) => (holds ? [] : [o])),
    held: objects.flatMap(([o, holds]) => (holds ? [o] : [])),
  };
}

/** They work again while node groups still exist, those below first: the cheapest moment to find out what they do. */
export function resumeSync(
  b: PlanBuilder,
  paused: Paused,
  after: readonly string[],
): readonly string[] {
  let last = after;
  const resumed = [...paused.resumable].reverse().map((object) => {
    const { path } = restingField(object.kind as SyncOwner['kind']);
    const was = read(object, path);
    const id = b.add(
      steps.setFields,
      {
        ref: refOf(object),
        title: text(
          `Let ${formatRef(refOf(object))} work again`,
          `${formatRef(refOf(object))} 동기화 다시 켜기`,
        ),
        settings: [was === undefined ? { path } : { path, value: was }],
        rollout: 'none',
        estimateSeconds: 3,
      },
      {
        name: `${keyOf(object)}/resume`,
        after: last,
        because: ['gitops-managed'],
        phase: 'application',
      },
    );
    last = [id];
    return id;
  });
  return resumed;
}

/** What an operator has to do at the source, and why. */
export function syncNotes(c: PlanContext, paused: Paused): readonly Text[] {
  const notes = paused.held.map((object) =>
    text(
      `${formatRef(refOf(object))} stays paused at the end: it would put changes of this plan back. Commit them (fargatectl plan --write-changes DIR), then: ${resumeCommand(refOf(object))}.`,
      `${formatRef(refOf(object))}은(는) 끝난 뒤에도 멈춰 있습니다. 다시 켜면 이 계획의 변경을 되돌리기 때문입니다. 변경을 커밋하고(fargatectl plan --write-changes DIR) 실행하십시오: ${resumeCommand(refOf(object))}`,
    ),
  );
  const kept = c.options.pauseSync
    ? []
    : c.choices.movers.filter((m) => {
        const source = sourceOf(c.world.objects, m.workload);
        return source !== undefined && !rests(source);
      });
  if (kept.length === 0) return notes;
  const names = kept.map((m) => formatRef(m.workload.ref)).join(', ');
  return [
    ...notes,
    text(
      `Kept by a repository: ${names}. A move only adds a field there, which a sync leaves; it is still better in the repository: fargatectl plan --write-changes DIR.`,
      `저장소가 관리하는 워크로드(${names}): 이동은 필드를 더하기만 하므로 동기화가 건드리지 않습니다. 그래도 저장소에 넣어 두는 편이 낫습니다: fargatectl plan --write-changes DIR`,
    ),
  ];
}

const keyOf = (object: KubeObject): string =>
  `${object.kind.toLowerCase()}/${object.metadata.namespace ?? ''}/${object.metadata.name}`;

/** The sources of all that the plan changes, and whether it changes what they know. */
function touched(c: PlanContext): readonly { source: Source; replaces: boolean }[] {
  const of = (workload: Workload, replaces: boolean) => {
    const source = sourceOf(c.world.objects, workload);
    return source && source.unreachable === undefined ? [{ source, replaces }] : [];
  };
  return [
    ...c.choices.movers.flatMap((m) =>
      of(m.workload, replacedFields(m.workload, moveSettings(c, m)).length > 0),
    ),
    // Scaled to 0, and a repository says otherwise.
    ...[...c.choices.retiring, ...c.choices.autoscalers].flatMap((w) => of(w, true)),
  ];
}
