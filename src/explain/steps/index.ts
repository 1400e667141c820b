import { finish } from './finish.ts';
import { move } from './move.ts';
import { prepare } from './prepare.ts';
import type { StepTold } from './told.ts';

export type { StepTold } from './told.ts';

/** By the step's id, in the order in which a plan meets them. A test compares with the step registry. */
export const stepTexts: Readonly<Record<string, StepTold>> = { ...prepare, ...move, ...finish };
