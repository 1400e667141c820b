export * from './controller.ts';
export * from './informer.ts';
export * from './endpoints.ts';
export * from './kube-api.ts';
export * from './events.ts';
