export * from './collection.ts';
export * from './store.ts';
