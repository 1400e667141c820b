import { text, verbatim, type Text } from '../model/index.ts';

/** Words that several steps say. */
export const TRY_AGAIN = text(
  'fargatectl migrate --resume tries again.',
  '다시 시도: fargatectl migrate --resume',
);
export const NEW_PLAN = text(
  'Make a new snapshot and a new plan.',
  '스냅샷과 계획을 새로 만드십시오.',
);
export const NOT_THERE = text('not there', '없음');

/** A status as AWS or Kubernetes names it, or that nothing is there to have one. */
export const statusText = (status: string | undefined): Text =>
  status === undefined ? NOT_THERE : verbatim(status);

/** `2 of 3 nodes ready`; Korean names the things before they are counted. */
export const ofAll = (
  [some, all]: readonly [some: number, all: number],
  en: string,
  koThings: string,
  koState: string,
): Text => text(`${some} of ${all} ${en}`, `${koThings} ${all}개 중 ${some}개 ${koState}`);
