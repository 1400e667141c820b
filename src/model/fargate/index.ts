export * from './admission.ts';
export * from './selectors.ts';
export * from './sizing.ts';
