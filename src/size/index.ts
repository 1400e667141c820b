export * from './cost/index.ts';
export { cheapestEdit, type RequestChange, type SizeEdit } from './edit.ts';
export {
  sizeWorkloads,
  type SizingOptions,
  type SizingReport,
  type WorkloadSize,
} from './workloads.ts';
