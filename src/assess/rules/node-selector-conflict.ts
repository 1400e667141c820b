import {
  COMPUTE_TYPE,
  onFargate,
  requiredField,
  type JsonPatchOp,
  type NodeDemand,
  type Places,
} from '../../model/index.ts';
import { pointer, SOURCES, text, workloadRule, type Draft } from '../define.ts';
import { isArchitecture, isOs, isZone, nodeDemands, unmetDemands } from '../node-demands.ts';
import { placesOf } from '../subnets.ts';
import { templatePatch, type Subject } from '../subject.ts';

/** Evaluated against the Fargate node to be: its labels are few, and none is yours. */
export const nodeSelectorConflict = workloadRule({
  id: 'node-selector-conflict',
  title: text('A demand on nodes that no Fargate node meets', 'Fargate 노드가 만족할 수 없는 노드 조건'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.profile,
  check: (s, context) => {
    const places = placesOf(context);
    const unmet = unmetDemands(s, places).filter((d) => !isArchitecture(d) && !isOs(d));
    // One of a term's demands says enough, but a zone has its own way out.
    const terms = unmet.filter((d) => d.term !== null);
    const shown = [terms.find((d) => !isZone(d)), terms.find(isZone)].filter((d) => d !== undefined);
    return [...unmet.filter((d) => d.term === null), ...shown].map((d) => drafted(s, d, places));
  },
}); // prettier-ignore

function drafted(s: Subject, d: NodeDemand, places: Places): Draft {
  if (isZone(d)) return elsewhere(s, d, places);
  const selector = d.term === null;
  const list = requiredField(s.specField);
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

/** The zone is honoured; it is only that no subnet of the cluster lies there. */
const elsewhere = (s: Subject, d: NodeDemand, places: Places): Draft => ({
  field: d.field,
  value: d.shown,
  message: text(
    `${s.name} wants ${d.shown}, and the private subnets of the cluster lie in ${(places.zones ?? []).join(', ')}; its pods would stay Pending.`,
    `${s.name}: ${d.shown}을(를) 요구하지만 클러스터의 프라이빗 서브넷은 ${(places.zones ?? []).join(', ')}에 있습니다. 파드가 Pending에 머뭅니다.`,
  ),
  remedy: text(
    'Name a private subnet of that zone when you plan (--subnets), or remove the demand.',
    '계획할 때 그 가용 영역의 프라이빗 서브넷을 지정하거나(--subnets) 조건을 제거하십시오.',
  ),
});

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
