import { UserError } from '../errors/index.ts';
import { text, type Text } from '../model/index.ts';
import { concepts } from './concepts.ts';
import { considerations } from './considerations.ts';
import { phases } from './phases.ts';
import { rulePages } from './rule-pages.ts';
import { stepPages } from './step-pages.ts';
import type { Page } from './page.ts';

export { READ_ON, type Page } from './page.ts';
export { rulePages, stepPages };
export { ruleTexts } from './rules/index.ts';
export { stepTexts } from './steps/index.ts';
export { beforeAndAfter, type BeforeAfter } from './before-after.ts';
export { decodeEvent, type Decoded } from './events.ts';

/** Pages by kind, in reading order: the table of contents. */
export const contents: readonly { readonly title: Text; readonly pages: readonly Page[] }[] = [
  { title: { en: 'Start here', ko: '시작' }, pages: concepts },
  { title: { en: 'The move', ko: '전환' }, pages: phases },
  {
    title: { en: 'The 23 considerations', ko: '고려 사항 23가지' },
    pages: considerations,
  },
  { title: { en: 'Rules', ko: '규칙' }, pages: rulePages },
  { title: { en: 'Steps of a plan', ko: '계획의 단계' }, pages: stepPages },
];

export const pages: readonly Page[] = contents.flatMap((c) => c.pages);

/** @throws UserError TOPIC_UNKNOWN, with the nearest topics */
export function pageFor(topic: string): Page {
  const wanted = topic.trim().toLowerCase().replace(/\s+/g, '-');
  const page = pages.find((p) => p.id === wanted || p.aliases?.includes(wanted) === true);
  if (page !== undefined) return page;
  const near = pages.map((p) => p.id).filter((id) => id.includes(wanted) || wanted.includes(id));
  throw UserError({
    code: 'TOPIC_UNKNOWN',
    message: text(
      `There is no topic ${JSON.stringify(topic)}${near.length === 0 ? '' : `; near it are ${near.slice(0, 5).join(', ')}`}.`,
      `주제 ${JSON.stringify(topic)}이(가) 없습니다.${near.length === 0 ? '' : ` 비슷한 주제: ${near.slice(0, 5).join(', ')}.`}`,
    ),
    remedy: text('List the topics with: fargatectl explain', '주제 목록 보기: fargatectl explain'),
  });
}
