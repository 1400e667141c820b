export * from './admission.ts';
export * from './limit-ranges.ts';
export * from './selectors.ts';
export * from './sizing.ts';
