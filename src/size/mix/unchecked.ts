import { text } from '../../model/index.ts';
import { canMove, type MixProblem } from './problem.ts';

/** Workloads that may go only as far as is known: the assessment could not answer everything about them. */
export const uncheckedIn = (
  { items }: MixProblem,
  unchecked: ReadonlySet<string>,
): readonly number[] =>
  items.flatMap((item, i) => (canMove(item) && unchecked.has(item.key) ? [i] : []));

/** The same problem with these staying on nodes: the careful end of what a figure may be. */
export function withStaying(problem: MixProblem, items: readonly number[]): MixProblem {
  const stay = new Set(items);
  return {
    ...problem,
    items: problem.items.map((item, i) =>
      stay.has(i)
        ? { ...item, whyStays: text('not everything about it could be checked', '확인하지 못한 것이 있음'), heldBy: 'verdict' }
        : item,
    ),
  }; // prettier-ignore
}
