import { availability } from './availability.ts';
import { host } from './host.ts';
import { identity } from './identity.ts';
import { network } from './network.ts';
import { placement } from './placement.ts';
import { sizes } from './sizes.ts';
import { storage } from './storage.ts';
import type { RuleTold } from './told.ts';

export type { RuleTold } from './told.ts';

/** By the rule's id. A test sees to it that every rule is told, and nothing else. */
export const ruleTexts: Readonly<Record<string, RuleTold>> = {
  ...availability,
  ...host,
  ...identity,
  ...network,
  ...placement,
  ...sizes,
  ...storage,
};
