import { goes, isReady, type AnyObject, type Law, type Moment } from './law.ts';

/** The pod goes because the eviction API granted it. */
const isEvicted = (moment: Moment): boolean =>
  goes(moment) &&
  ((moment.object.status?.conditions ?? []) as readonly { type: string; reason?: string }[]).some(
    (c) => c.type === 'DisruptionTarget' && c.reason === 'EvictionByEvictionAPI',
  );
const budgetsOver = ({ world, object }: Moment): readonly AnyObject[] =>
  world.all('PodDisruptionBudget').filter((b) => covers(b, object));
const covers = (budget: AnyObject, pod: AnyObject): boolean =>
  Object.entries((budget.spec.selector.matchLabels ?? {}) as Record<string, string>).every(
    ([k, v]) => pod.metadata.labels?.[k] === v,
  );

export const BUDGET_LAWS: readonly Law[] = [
  {
    name: 'an eviction leaves as many healthy pods as the budget wants',
    holds: (moment) => {
      const { was, world } = moment;
      const budgets = isEvicted(moment) && was && isReady(was) ? budgetsOver(moment) : [];
      if (budgets.length === 0) return undefined;
      const short = budgets.flatMap((b) => {
        const left = world.all('Pod').filter((p) => covers(b, p) && isReady(p)).length;
        return left >= b.status.desiredHealthy ? [] : [`${left} left, ${b.status.desiredHealthy} wanted`]; // prettier-ignore
      });
      return short.length === 0 || short.join('; ');
    },
  },
  {
    name: 'an eviction of a healthy pod is written into its budget first',
    holds: (moment) => {
      const { was, object } = moment;
      const budgets = isEvicted(moment) && was && isReady(was) ? budgetsOver(moment) : [];
      if (budgets.length === 0) return undefined;
      return budgets.every((b) => object.metadata.name in (b.status.disruptedPods ?? {}));
    },
  },
  {
    name: 'an eviction of an unhealthy pod is granted only where its budget’s policy allows',
    holds: (moment) => {
      const { was } = moment;
      if (!isEvicted(moment) || !was || isReady(was) || was.status?.phase !== 'Running') return undefined; // prettier-ignore
      const budgets = budgetsOver(moment);
      if (budgets.length === 0) return undefined;
      return budgets.every((b) => {
        const { currentHealthy, desiredHealthy } = b.status;
        const always = b.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow';
        return always || (currentHealthy >= desiredHealthy && desiredHealthy > 0) || moment.object.metadata.name in (b.status.disruptedPods ?? {}); // prettier-ignore
      });
    },
  },
  {
    name: 'a budget allows no more disruptions than there are healthy pods to spare',
    holds: ({ type, object }) => {
      if (object.kind !== 'PodDisruptionBudget' || type === 'DELETED' || !object.status?.observedGeneration) return undefined; // prettier-ignore
      const { disruptionsAllowed, currentHealthy, desiredHealthy } = object.status;
      const most = Math.max(0, currentHealthy - desiredHealthy);
      return (disruptionsAllowed >= 0 && disruptionsAllowed <= most) || `${disruptionsAllowed} of ${most}`; // prettier-ignore
    },
  },
];
