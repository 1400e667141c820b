import { SOURCES, type Text } from '../assess/index.ts';
import { bodyOf, type Page, type Part } from './page.ts';
import { stepTexts, type StepTold } from './steps/index.ts';

const text = (en: string, ko: string): Text => ({ en, ko });

const partsOf = (told: StepTold): readonly Part[] => [
  { title: text('What it does', '하는 일'), body: told.does },
  { title: text('What it writes', '쓰는 것'), body: told.writes },
  { title: text('Before it begins', '시작 조건'), body: told.before },
  { title: text('How it is undone', '되돌리는 방법'), body: told.undo },
];

/** One page for each kind of step, in the order in which a plan meets them. */
export const stepPages: readonly Page[] = Object.entries(stepTexts).map(([id, told]) => {
  const parts = partsOf(told);
  return {
    id,
    title: told.title,
    body: bodyOf(parts),
    parts,
    sources: [told.source ?? SOURCES.fargate],
    see: [...told.see, `phase-${told.phase}`].filter((s, i, all) => all.indexOf(s) === i),
  };
});
