export { actualSizes, type Actual } from './actual.ts';
export { withAssumedNodes, type AssumedNodes } from './assumed-nodes.ts';
export * from './cost/index.ts';
export { effortsOf, HAND_STEPS, type Effort } from './effort.ts';
export { cheapestEdit, type RequestChange, type SizeEdit } from './edit.ts';
export {
  adviseOn,
  bestOfFree,
  NEW_NODE_TYPES,
  withFreeChoice,
  type Advice,
  type AdviceInput,
  type Option,
  type OptionId,
} from './advice/index.ts';
export * from './mix/index.ts';
export { addSidecars } from './sidecars.ts';
export {
  applyUsage,
  DEFAULT_USAGE,
  readUsage,
  usageQueries,
  type UsageInput,
  type UsagePolicy,
  type UsageQuery,
  type UsageReading,
} from './usage/index.ts';
export { applyWhatIf } from './what-if.ts';
export {
  countOf,
  sizeWorkloads,
  type SizingOptions,
  type SizingReport,
  type WorkloadSize,
} from './workloads.ts';
