export * from './collect.ts';
export * from './compare.ts';
export * from './digest.ts';
export * from './redact.ts';
