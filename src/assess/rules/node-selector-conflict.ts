import { COMPUTE_TYPE, type JsonPatchOp } from '../../model/index.ts';
import { pointer, SOURCES, text, workloadRule, type Draft } from '../define.ts';
import { hasOwnRule, nodeDemands, onFargate, type NodeDemand } from '../node-demands.ts';
import { templatePatch, type Subject } from '../subject.ts';

/** Evaluated against the Fargate node to be: its labels are few, and none is yours. */
export const nodeSelectorConflict = workloadRule({
  id: 'node-selector-conflict',
  title: text('A demand on nodes that no Fargate node meets', 'Fargate 노드가 만족할 수 없는 노드 조건'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.profile,
  check: (s) => {
    const demands = nodeDemands(s).filter((d) => !hasOwnRule(d));
    const selectors = demands.filter((d) => d.term === null && onFargate(d) === 'no');
    return [...selectors.map((d) => drafted(s, d)), ...affinity(s, demands)];
  },
}); // prettier-ignore

/** Terms are OR-ed: one term that Fargate can meet is enough. */
function affinity(s: Subject, demands: readonly NodeDemand[]): readonly Draft[] {
  const node = s.spec.affinity?.nodeAffinity;
  const terms = node?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  if (terms.length === 0) return [];
  const failing = terms.map((term, i) => {
    const bad = demands.find((d) => d.term === i && onFargate(d) === 'no');
    return bad ?? ((term.matchFields ?? []).length > 0 ? undefined : null);
  });
  if (failing.some((f) => f === null)) return [];
  const bad = failing.find((f) => f !== undefined && f !== null);
  return bad ? [drafted(s, bad)] : [];
}

function drafted(s: Subject, d: NodeDemand): Draft {
  const selector = d.term === null;
  const list = `${s.specField}.affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution`;
  const isWish = d.key === COMPUTE_TYPE;
  return {
    field: d.field,
    value: d.shown,
    message: text(
      `${s.name} wants a node with ${d.shown}, which no Fargate node has; its pods would stay Pending (MatchNodeSelector failed).`,
      `${s.name}: ${d.shown}인 노드를 요구하지만 그런 Fargate 노드는 없습니다. 파드가 Pending에 머뭅니다(MatchNodeSelector failed).`,
    ),
    remedy: isWish
      ? text(
          'It keeps off Fargate on purpose; remove the demand if it is to go.',
          '의도적으로 Fargate를 피하고 있습니다. 이동하려면 이 조건을 제거하십시오.',
        )
      : selector
        ? text(
            'Remove it when the pods move; the Fargate profile says where they run.',
            '이동할 때 제거하십시오. 어디에서 실행할지는 Fargate 프로필이 정합니다.',
          )
        : text(
            'Remove the required node affinity when the pods move; the Fargate profile says where they run.',
            '이동할 때 필수 노드 어피니티를 제거하십시오. 어디에서 실행할지는 Fargate 프로필이 정합니다.',
          ),
    fix: isWish
      ? null
      : templatePatch(
          s,
          selector
            ? { op: 'remove', path: pointer(`${s.specField}.nodeSelector`, d.key) }
            : without(s, list),
        ),
  };
}

/** The required terms without what Fargate cannot meet; a zone that was asked for stays asked for. */
function without(s: Subject, list: string): JsonPatchOp {
  const required = s.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
  const bad = new Set(
    nodeDemands(s)
      .filter((d) => d.term !== null && onFargate(d) === 'no')
      .map((d) => d.field),
  );
  const terms = (required?.nodeSelectorTerms ?? []).map((term, i) => ({
    matchExpressions: (term.matchExpressions ?? []).filter(
      (_, j) => !bad.has(`${list}.nodeSelectorTerms[${i}].matchExpressions[${j}]`),
    ),
  }));
  // An empty term would match nothing, and one without demands makes the others moot.
  return terms.some((t) => t.matchExpressions.length === 0)
    ? { op: 'remove', path: pointer(list) }
    : { op: 'replace', path: pointer(`${list}.nodeSelectorTerms`), value: terms };
}
