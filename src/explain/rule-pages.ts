import { rules, type Rule, type Text } from '../assess/index.ts';
import type { FailurePoint, Severity } from '../model/index.ts';
import type { Page } from './page.ts';

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
    en: 'blocker: as it is, it will not run on Fargate',
    ko: 'blocker: 이대로는 Fargate에서 실행되지 않습니다',
  },
  change: {
    en: 'change: it runs, but behaves, costs or is protected differently; decide',
    ko: 'change: 실행되지만 동작, 비용, 보호가 달라지므로 결정이 필요합니다',
  },
  advice: { en: 'advice: worth knowing', ko: 'advice: 알아 두면 좋습니다' },
};

const NEEDS: Text = {
  en: 'It needs to see',
  ko: '확인에 필요한 것',
};

function pageOf(rule: Rule): Page {
  const needs = [...(rule.needs?.kinds ?? []), ...(rule.needs?.aws ?? []).map((p) => `AWS ${p}`)];
  const body = (lang: 'en' | 'ko'): string =>
    [
      `${lang === 'en' ? 'Severity' : '심각도'} — ${SEVERITY[rule.severity][lang]}.`,
      `${lang === 'en' ? 'What happens' : '일어나는 일'} — ${WHEN[rule.when][lang]}`,
      ...(needs.length === 0
        ? []
        : [
            `${NEEDS[lang]} — ${needs.join(', ')}. ${lang === 'en' ? 'Without it the answer is "unknown", never "fine".' : '볼 수 없으면 답은 "알 수 없음"이며 "문제 없음"이 아닙니다.'}`,
          ]),
      lang === 'en'
        ? 'What was found in your cluster, where, and the way out: fargatectl assess.'
        : '클러스터에서 찾은 것과 위치, 해결 방법은 fargatectl assess로 확인하십시오.',
    ].join('\n\n');
  return {
    id: rule.id,
    title: rule.title,
    body: { en: body('en'), ko: body('ko') },
    sources: [rule.source],
    see: rule.considerations.map(String),
  };
}

export const rulePages: readonly Page[] = rules.map(pageOf);
