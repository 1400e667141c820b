export * from './effect.ts';
export { changedByOthers, isChangedByOthers, isChangedMeanwhile } from './changed.ts';
export { definitionOf, definitions, describeEffect, isEffectKind } from './registry.ts';
export { meets } from './targets.ts';
export { fieldNow, foreignField } from './kube-set.ts';
