import type { Strategy } from './strategy.ts';

export type { Strategy } from './strategy.ts';

/** By collection: `apps/deployments`. */
const STRATEGIES: Readonly<Record<string, Strategy>> = {
  '/nodes': { keepsStatusOnCreate: true },
};

const NOTHING_SPECIAL: Strategy = {};

export const strategyOf = (collection: string): Strategy =>
  STRATEGIES[collection] ?? NOTHING_SPECIAL;
