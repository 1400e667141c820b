import type { Rule } from '../define.ts';
import { daemonset } from './daemonset.ts';
import { privilegedContainer } from './privileged-container.ts';

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [daemonset, privilegedContainer];

const byId = new Map(rules.map((r) => [r.id, r]));
export const ruleById = (id: string): Rule | undefined => byId.get(id);
