export * from './effect.ts';
