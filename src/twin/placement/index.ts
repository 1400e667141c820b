/** Taints, tolerations and node selection: shared by whoever places pods. */
export * from './node-selection.ts';
