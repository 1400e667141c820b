export { prove, type Check, type ProofInput } from './proof.ts';
export { cleanupPlan, leftOvers, type CleanupOptions, type Owned } from './cleanup.ts';
