export { prove, type Check, type ProofInput } from './proof.ts';
export { cleanupPlan } from './cleanup-plan.ts';
export { leftOvers, type CleanupOptions, type Owned } from './cleanup.ts';
