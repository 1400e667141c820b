export { assess, type AssessInput } from './assess.ts';
export type { ClusterRule, Rule, Text, WorkloadRule } from './define.ts';
export { ruleById, rules } from './rules/index.ts';
export { SOURCES } from './define.ts';
export { workloadsOf } from './workloads.ts';
export { isPrivate } from './subnets.ts';
