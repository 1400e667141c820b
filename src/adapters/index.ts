export * from './aws/index.ts';
export * from './clock.ts';
export * from './files.ts';
export * from './in-process.ts';
export { kubernetesAdapter } from './kubernetes/index.ts';
