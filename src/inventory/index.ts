export * from './collect.ts';
export * from './compare.ts';
export * from './digest.ts';
export * from './files/index.ts';
export * from './redact.ts';
export * from './snapshot-lines.ts';
