export * from './aws.ts';
export * from './clock.ts';
export * from './kubernetes.ts';
export * from './prometheus.ts';
