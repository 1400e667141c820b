export * from './availability.ts';
export { beginClusterRun, clusterRunIds, openClusterRun } from './cluster-runs.ts';
export { ClusterJournal } from './cluster-journal.ts';
export * from './journal.ts';
export * from './lock.ts';
export * from './rollback.ts';
export * from './runner.ts';
export * from './select-steps.ts';
export { stepsToUndo } from './undo-order.ts';
