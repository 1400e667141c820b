/** Names that EKS and Fargate use on objects, and ours. @source facts: AWS EKS user guide, "AWS Fargate" pages (read 2026-11-23) */
export const COMPUTE_TYPE = 'eks.amazonaws.com/compute-type';
export const FARGATE_PROFILE_LABEL = 'eks.amazonaws.com/fargate-profile';
export const FARGATE_SCHEDULER = 'fargate-scheduler';
export const CAPACITY_PROVISIONED = 'CapacityProvisioned';

/** Our mark on every object that we make (labels in Kubernetes, tags in AWS). */
export const MANAGED_BY = 'fargatectl.io/managed-by';
export const MANAGED_BY_VALUE = 'fargatectl';
/** Which run made it: the run's id. */
export const RUN_LABEL = 'fargatectl.io/run';
/** Opt-in label on pod templates: a profile whose selector names it takes exactly the pods that carry it. */
export const OPT_IN_LABEL = 'fargatectl.io/compute';
export const OPT_IN_VALUE = 'fargate';
/** On the namespace and the ConfigMaps in which runs are kept when they are kept in the cluster: the run's id. */
export const JOURNAL_LABEL = 'fargatectl.io/journal';
export const JOURNAL_NAMESPACE = 'fargatectl-runs';
/** The kubeconfig's extension that says of a cluster that it is a practice cluster: `{ speed }`. */
export const LAB_EXTENSION = 'fargatectl.io/lab';
