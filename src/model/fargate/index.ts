export * from './admission.ts';
export * from './limit-ranges.ts';
export * from './node-demands.ts';
export * from './selectors.ts';
export * from './simulate.ts';
export * from './sizing.ts';
export * from './webhook.ts';
