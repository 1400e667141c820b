import { BUDGET_LAWS } from './budget-laws.ts';
import { DEPLOYMENT_LAWS } from './deployment-laws.ts';
import { JOB_LAWS } from './job-laws.ts';
import { OWNER_LAWS } from './owner-laws.ts';
import { DAEMON_LAWS, STATEFUL_LAWS } from './stateful-laws.ts';

export { judge } from './law.ts';

/** What Kubernetes' controllers keep to at every moment, and the twin's must. */
export const LAWS = [
  ...DEPLOYMENT_LAWS,
  ...STATEFUL_LAWS,
  ...DAEMON_LAWS,
  ...JOB_LAWS,
  ...BUDGET_LAWS,
  ...OWNER_LAWS,
];
