export * from './effect.ts';
export { definitionOf, describeEffect } from './registry.ts';
