import { rules, type Rule, type Text } from '../assess/index.ts';
import { BugError } from '../errors/index.ts';
import type { FailurePoint, Severity } from '../model/index.ts';
import { bodyOf, type Page, type Part } from './page.ts';
import { ruleTexts } from './rules/index.ts';

const WHEN: Readonly<Record<FailurePoint, Text>> = {
  'api-refuses': {
    en: 'The API refuses the object.',
    ko: 'API가 객체를 거부합니다.',
  },
  'pod-pending': {
    en: 'The API server accepts the pod; it then stays Pending, with an event that says why.',
    ko: 'API 서버는 파드를 받아들이지만, 이유를 적은 이벤트와 함께 Pending으로 남습니다.',
  },
  'container-fails': {
    en: 'The pod is placed on a Fargate node, and its container fails there.',
    ko: '파드는 Fargate 노드에 배치되지만 그곳에서 컨테이너가 실패합니다.',
  },
  'silently-different': {
    en: 'Nothing fails. It runs, and behaves differently than on EC2, without a word.',
    ko: '아무것도 실패하지 않습니다. 실행되지만 아무 말 없이 EC2와 다르게 동작합니다.',
  },
  money: { en: 'Only the bill shows it.', ko: '청구서에서만 드러납니다.' },
};

const SEVERITY: Readonly<Record<Severity, Text>> = {
  blocker: {
    en: 'blocker: as it is, it will not run on Fargate.',
    ko: 'blocker: 이대로는 Fargate에서 실행되지 않습니다.',
  },
  change: {
    en: 'change: it runs, but behaves, costs or is protected differently; decide.',
    ko: 'change: 실행되지만 동작, 비용, 보호가 달라지므로 결정이 필요합니다.',
  },
  advice: { en: 'advice: worth knowing.', ko: 'advice: 알아 두면 좋습니다.' },
};

/** How to live with a finding, where the rule's own text does not say more. */
const ACCEPT: Readonly<Record<Rule['scope'], Readonly<Record<Severity, Text>>>> = {
  workload: {
    blocker: {
      en: 'Leave the workload on EC2: fargatectl plan --keep NAMESPACE/NAME. A node group then remains for it.',
      ko: '워크로드를 EC2에 두십시오: fargatectl plan --keep NAMESPACE/NAME. 그러면 노드 그룹이 하나 남습니다.',
    },
    change: {
      en: 'It does not keep the workload from going. Decide, and go on; fargatectl assess exits with 3 for it only with --fail-on change.',
      ko: '워크로드의 이동을 막지는 않습니다. 결정하고 진행하십시오. fargatectl assess는 --fail-on change일 때만 종료 코드 3을 냅니다.',
    },
    advice: {
      en: 'Nothing is asked of you. fargatectl assess -o wide shows advice; --fail-on advice makes it count.',
      ko: '반드시 할 일은 없습니다. fargatectl assess -o wide가 advice를 보여 주며, --fail-on advice면 종료 코드에 반영됩니다.',
    },
  },
  cluster: {
    blocker: {
      en: 'There is no way around it for pods that it meets: mend it before the plan runs, or keep on EC2 what it meets.',
      ko: '해당하는 파드에는 피할 길이 없습니다. 계획을 실행하기 전에 고치거나, 해당하는 것을 EC2에 두십시오.',
    },
    change: {
      en: 'It does not keep workloads from going. Decide, and go on; fargatectl assess exits with 3 for it only with --fail-on change.',
      ko: '워크로드의 이동을 막지는 않습니다. 결정하고 진행하십시오. fargatectl assess는 --fail-on change일 때만 종료 코드 3을 냅니다.',
    },
    advice: {
      en: 'Nothing is asked of you. fargatectl assess -o wide shows advice; --fail-on advice makes it count.',
      ko: '반드시 할 일은 없습니다. fargatectl assess -o wide가 advice를 보여 주며, --fail-on advice면 종료 코드에 반영됩니다.',
    },
  },
};

const text = (en: string, ko: string): Text => ({ en, ko });

function partsOf(rule: Rule): readonly Part[] {
  const told = ruleTexts[rule.id];
  if (told === undefined) throw BugError(`the rule ${rule.id} has no page`);
  const needs = [...(rule.needs?.kinds ?? []), ...(rule.needs?.aws ?? []).map((p) => `AWS ${p}`)];
  return [
    { title: text('Severity', '심각도'), body: SEVERITY[rule.severity] },
    { title: text('What is looked at', '살펴보는 것'), body: told.looks },
    ...(needs.length === 0
      ? []
      : [
          {
            title: text('It needs to see', '확인에 필요한 것'),
            body: text(
              `${needs.join(', ')}. Without it the answer is "unknown", never "fine".`,
              `${needs.join(', ')}. 볼 수 없으면 답은 "알 수 없음"이며 "문제 없음"이 아닙니다.`,
            ),
          },
        ]),
    { title: text('Why it matters', '중요한 이유'), body: told.why },
    { title: text('Where reality says no', '실제로 막히는 곳'), body: WHEN[rule.when] },
    { title: text('How to mend it', '고치는 방법'), body: told.mend },
    {
      title: text('How to live with it', '그대로 두려면'),
      body: told.accept ?? ACCEPT[rule.scope][rule.severity],
    },
    {
      title: text('In your cluster', '내 클러스터에서'),
      body: text(
        'fargatectl assess says what was found, where, and the way out.',
        '찾은 것과 위치, 해결 방법은 fargatectl assess로 확인하십시오.',
      ),
    },
  ];
}

function pageOf(rule: Rule): Page {
  const parts = partsOf(rule);
  return {
    id: rule.id,
    title: rule.title,
    body: bodyOf(parts),
    parts,
    sources: [rule.source],
    see: rule.considerations.map(String),
  };
}

export const rulePages: readonly Page[] = rules.map(pageOf);
