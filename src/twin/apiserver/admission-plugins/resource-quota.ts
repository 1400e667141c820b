import { parseQuantity, type KubeObject } from '../../../model/index.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { at, childOf, sameJson, type Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { forbidden } from '../status-error.ts';
import { formatAmount, unstated, usageOf, type Usage } from './quota-usage.ts';

/** Amounts are sums of decimal fractions. */
const ROUNDING = 1e-9;
const QUOTAS = '/resourcequotas';
const hardOf = (quota: KubeObject): Draft => childOf(quota['spec'], 'hard') ?? {};
/** Quotas with scopes are for some of the pods only; the twin leaves them alone. */
const isScoped = (quota: KubeObject): boolean =>
  at(quota['spec'], 'scopes') !== undefined || at(quota['spec'], 'scopeSelector') !== undefined;

/** What is taken in a namespace of the resources that a quota names. */
function taken(kernel: Kernel, quota: KubeObject): Usage {
  const { namespace = '' } = quota.metadata;
  const names = Object.keys(hardOf(quota));
  const sum = new Map<string, number>();
  const seen = new Set<string>();
  for (const definition of kernel.registry.all()) {
    if (!definition.namespaced || definition.virtual || seen.has(definition.collection)) continue;
    seen.add(definition.collection);
    if (!mentions(names, definition)) continue;
    for (const object of kernel.store.collection(definition.collection).inNamespace(namespace))
      for (const [name, amount] of usageOf(definition, object, names))
        sum.set(name, (sum.get(name) ?? 0) + amount);
  }
  return sum;
}

const mentions = (names: readonly string[], { group, resource }: ResourceDefinition): boolean =>
  group !== ''
    ? names.includes(`count/${resource}.${group}`)
    : names.some((n) => n === `count/${resource}` || n.startsWith(resource)) ||
      (resource === 'pods' && names.some((n) => /cpu|memory|ephemeral/.test(n))) ||
      (resource === 'persistentvolumeclaims' && names.includes('requests.storage'));

/** A quota's status as it should be. */
export function quotaStatus(kernel: Kernel, quota: KubeObject): Draft {
  const used = taken(kernel, quota);
  const hard = hardOf(quota);
  return {
    hard,
    used: Object.fromEntries(Object.keys(hard).map((n) => [n, formatAmount(used.get(n) ?? 0)])),
  };
}

/**
 * Nothing is created beyond a namespace's quotas.
 * @source https://kubernetes.io/docs/concepts/policy/resource-quotas/ (read 2026-11-24)
 */
export const resourceQuota = (kernel: Kernel): AdmissionPlugin => ({
  name: 'ResourceQuota',
  async validate({ object, operation, gvk, subresource }) {
    const { namespace, name } = object.metadata;
    if (operation !== 'CREATE' || subresource !== undefined || namespace === undefined) return;
    const quotas = kernel.store.collection(QUOTAS).inNamespace(namespace);
    const definition = quotas.length > 0 ? kernel.registry.ofKind(gvk) : undefined;
    if (!definition) return;
    for (const quota of quotas) {
      if (isScoped(quota)) continue;
      const names = Object.keys(hardOf(quota));
      const missing = gvk === 'v1/Pod' ? unstated(object, names) : [];
      if (missing.length > 0)
        throw forbidden(
          definition,
          name,
          `failed quota: ${quota.metadata.name}: must specify ${missing.join(',')}`,
        );
      const asked = usageOf(definition, object, names);
      if (asked.size === 0) continue;
      const used = taken(kernel, quota);
      const over = [...asked].filter(
        ([n, amount]) => (used.get(n) ?? 0) + amount - limitOf(quota, n) > ROUNDING,
      );
      if (over.length === 0) continue;
      const list = (value: (n: string) => string): string =>
        over.map(([n]) => `${n}=${value(n)}`).join(',');
      throw forbidden(
        definition,
        name,
        `exceeded quota: ${quota.metadata.name}, requested: ${list((n) => formatAmount(asked.get(n) ?? 0))}, used: ${list((n) => formatAmount(used.get(n) ?? 0))}, limited: ${list((n) => String(hardOf(quota)[n]))}`,
      );
    }
  },
});

const limitOf = (quota: KubeObject, name: string): number =>
  parseQuantity(String(hardOf(quota)[name])) ?? 0;

/** Keeps the status of quotas true, as soon as something they count changes. */
export function keepQuotaStatus(kernel: Kernel): void {
  const refresh = (namespace: string): void => {
    for (const quota of kernel.store.collection(QUOTAS).inNamespace(namespace)) {
      if (isScoped(quota)) continue;
      const status = quotaStatus(kernel, quota);
      if (sameJson(status, quota['status'])) continue;
      const key = `${namespace}/${quota.metadata.name}`;
      kernel.store.put(QUOTAS, key, { ...quota, status });
    }
  };
  const seen = new Set<string>();
  for (const definition of kernel.registry.all()) {
    if (!definition.namespaced || definition.virtual || seen.has(definition.collection)) continue;
    seen.add(definition.collection);
    kernel.store.collection(definition.collection).subscribe(({ object, type }) => {
      const { namespace } = object.metadata;
      if (namespace === undefined) return;
      // Most changes are to objects that are counted already.
      const counts = type !== 'MODIFIED' || COUNTS_ANEW.has(definition.collection);
      if (counts && kernel.store.collection(QUOTAS).size > 0) refresh(namespace);
    });
  }
}

/** Kinds whose changes can change what they take: pods end, services change their type. */
const COUNTS_ANEW = new Set(['/pods', '/services', '/persistentvolumeclaims', QUOTAS]);
