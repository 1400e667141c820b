import type { Text } from '../../assess/index.ts';
import type { Phase } from '../../model/index.ts';

/** A migration step as a page tells it. */
export interface StepTold {
  readonly title: Text;
  /** The step's own phase; a plan may put it into another. */
  readonly phase: Phase;
  readonly does: Text;
  /** What it writes, in the cluster and in AWS. */
  readonly writes: Text;
  /** What must hold, and what it takes as done. */
  readonly before: Text;
  readonly undo: Text;
  readonly source?: string;
  /** Ids of other pages. */
  readonly see: readonly string[];
}

export const READS_ONLY: Text = { en: 'Nothing.', ko: '없습니다.' };
export const NO_CONDITION: Text = { en: 'None. It looks at what is there and makes what is missing.', ko: '없습니다. 있는 것을 보고 없는 것만 만듭니다.' }; // prettier-ignore
export const NOTHING_TO_UNDO: Text = {
  en: 'There is nothing to undo.',
  ko: '되돌릴 것이 없습니다.',
};
