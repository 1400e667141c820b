import { parseQuantity, type KubeObject } from '../../../model/index.ts';
import { at, childOf, listOf, textAt } from '../draft.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { canonicalQuantity } from '../schema/quantity.ts';

/** Amounts by resource name: counts, cores, bytes. */
export type Usage = ReadonlyMap<string, number>;

const COUNTED = ['configmaps', 'persistentvolumeclaims', 'replicationcontrollers', 'resourcequotas', 'secrets', 'services']; // prettier-ignore

/** `cpu` and `memory` are the old names of their requests. */
const COMPUTE: Readonly<Record<string, readonly [list: string, resource: string]>> = {
  cpu: ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  'ephemeral-storage': ['requests', 'ephemeral-storage'],
  'requests.cpu': ['requests', 'cpu'],
  'requests.memory': ['requests', 'memory'],
  'requests.ephemeral-storage': ['requests', 'ephemeral-storage'],
  'limits.cpu': ['limits', 'cpu'],
  'limits.memory': ['limits', 'memory'],
  'limits.ephemeral-storage': ['limits', 'ephemeral-storage'],
};

const containersOf = (pod: KubeObject) => listOf(pod['spec'], 'containers');

/**
 * What one object takes of the resources that a quota names.
 * @source https://kubernetes.io/docs/concepts/policy/resource-quotas/ (read 2026-11-24)
 */
export function usageOf(
  definition: Pick<ResourceDefinition, 'group' | 'resource'>,
  object: KubeObject,
  names: readonly string[],
): Usage {
  const usage = new Map<string, number>();
  const { group, resource } = definition;
  const phase = textAt(object, 'status', 'phase');
  // Pods that are over take nothing any more.
  if (resource === 'pods' && (phase === 'Succeeded' || phase === 'Failed')) return usage;
  for (const name of names) {
    const amount = amountOf(name, group === '' ? resource : `${resource}.${group}`, object);
    if (amount > 0) usage.set(name, amount);
  }
  return usage;
}

function amountOf(name: string, kind: string, object: KubeObject): number {
  if (name === `count/${kind}` || (name === kind && (kind === 'pods' || COUNTED.includes(kind))))
    return 1;
  if (kind === 'pods') return COMPUTE[name] ? podAmount(object, COMPUTE[name]) : 0;
  if (kind === 'services') return serviceAmount(name, object);
  if (kind === 'persistentvolumeclaims' && name === 'requests.storage')
    return quantityAt(object, 'spec', 'resources', 'requests', 'storage');
  return 0;
}

const quantityAt = (value: unknown, ...path: readonly string[]): number => {
  const found = at(value, ...path);
  return found === undefined ? 0 : (parseQuantity(String(found)) ?? 0);
};

/** Init containers run one after the other: the largest counts, if it is more than the rest. */
function podAmount(pod: KubeObject, [list, resource]: readonly [string, string]): number {
  const of = (c: unknown): number => quantityAt(c, 'resources', list, resource);
  const main = containersOf(pod).reduce((sum, c) => sum + of(c), 0);
  return Math.max(main, ...listOf(pod['spec'], 'initContainers').map(of));
}

function serviceAmount(name: string, service: KubeObject): number {
  const type = textAt(service, 'spec', 'type');
  if (name === 'services.loadbalancers') return type === 'LoadBalancer' ? 1 : 0;
  if (name === 'services.nodeports' && (type === 'NodePort' || type === 'LoadBalancer'))
    return listOf(service['spec'], 'ports').length;
  return 0;
}

/** The compute resources that a quota limits and some container of a pod does not state. */
export const unstated = (pod: KubeObject, names: readonly string[]): readonly string[] =>
  names.filter((name) => {
    const compute = COMPUTE[name];
    return (
      compute !== undefined &&
      containersOf(pod).some(
        (c) => childOf(childOf(c, 'resources'), compute[0])?.[compute[1]] === undefined,
      )
    );
  });

/** `0.25` → `250m`; bytes in the largest unit that fits without a rest. */
export function formatAmount(amount: number): string {
  const milli = Math.ceil(Number((amount * 1000).toFixed(3)));
  if (milli % 1000 !== 0) return canonicalQuantity(`${milli}m`) ?? '0';
  const whole = milli / 1000;
  for (const [unit, size] of [
    ['Gi', 2 ** 30],
    ['Mi', 2 ** 20],
    ['Ki', 2 ** 10],
  ] as const)
    // prettier-ignore
    if (whole >= size && whole % size === 0) return `${whole / size}${unit}`;
  return String(whole);
}
