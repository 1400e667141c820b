import type { Text } from '../../assess/index.ts';

/** What a rule's page says beside the facts that the rule itself carries. */
export interface RuleTold {
  /** Which fields or facts are looked at, and when the rule speaks. */
  readonly looks: Text;
  /** Why it matters: what reality does. */
  readonly why: Text;
  readonly mend: Text;
  /** How to live with it, where that is more than its severity's general answer. */
  readonly accept?: Text;
}
