import { parseQuantity, type KubeObject } from '../../../model/index.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { at, childOf, copyJson, ensure, fill, listOf, type Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';
import { forbidden } from '../status-error.ts';

const PODS = { group: '', resource: 'pods' };
const CLAIMS = { group: '', resource: 'persistentvolumeclaims' };

/**
 * LimitRanges: what containers ask for when they say nothing, and what is too little or too much.
 * @source https://kubernetes.io/docs/concepts/policy/limit-range/ (read 2026-11-23)
 */
export function limitRanger(kernel: Kernel): AdmissionPlugin {
  const limitsOf = (request: AdmissionRequest, type: string): Draft[] =>
    request.operation === 'DELETE' || request.subresource !== undefined
      ? []
      : kernel.store
          .collection('/limitranges')
          .inNamespace(request.object.metadata.namespace ?? '')
          .flatMap((range) => listOf(at(range, 'spec'), 'limits'))
          .filter((item) => item['type'] === type);
  return {
    name: 'LimitRanger',
    async mutate(request) {
      const { object } = request;
      if (request.gvk !== 'v1/Pod' || request.operation !== 'CREATE') return object;
      const limits = limitsOf(request, 'Container');
      if (limits.length === 0) return object;
      const pod = copyJson(object as unknown as Draft);
      for (const list of ['initContainers', 'containers'])
        for (const container of listOf(at(pod, 'spec'), list))
          for (const limit of limits) fillIn(container, limit);
      return pod as unknown as KubeObject;
    },
    async validate(request) {
      const { gvk, object, operation } = request;
      if (operation !== 'CREATE') return;
      if (gvk === 'v1/PersistentVolumeClaim') {
        const asked = childOf(childOf(at(object, 'spec'), 'resources'), 'requests');
        for (const limit of limitsOf(request, 'PersistentVolumeClaim')) {
          const faults = [
            ...tooMuch(limit, asked, undefined, 'PersistentVolumeClaim'),
            ...tooLittle(limit, asked, 'PersistentVolumeClaim'),
          ];
          if (faults.length > 0) throw forbidden(CLAIMS, object.metadata.name, join(faults));
        }
        return;
      }
      if (gvk !== 'v1/Pod') return;
      const containers = listOf(object['spec'], 'containers');
      const faults: string[] = [];
      for (const limit of limitsOf(request, 'Container'))
        for (const container of [...listOf(object['spec'], 'initContainers'), ...containers]) {
          const requests = childOf(childOf(container, 'resources'), 'requests');
          const ceilings = childOf(childOf(container, 'resources'), 'limits');
          faults.push(
            ...tooLittle(limit, requests, 'Container'),
            ...tooMuch(limit, requests, ceilings ?? {}, 'Container'),
          );
        }
      if (faults.length > 0) throw forbidden(PODS, object.metadata.name, join(faults));
    },
  };
}

const join = (faults: readonly string[]): string =>
  faults.length === 1 ? String(faults[0]) : `[${faults.join(', ')}]`;

/** Requests that the container lacks come from its own limits before they come from the range. */
function fillIn(container: Draft, limit: Draft): void {
  const defaults = childOf(limit, 'default');
  const requests = childOf(limit, 'defaultRequest');
  if (!defaults && !requests) return;
  const resources = ensure(container, 'resources');
  if (defaults) fill(ensure(resources, 'limits'), defaults);
  if (requests) fill(ensure(resources, 'requests'), requests);
}

const amount = (value: unknown): number | undefined =>
  value === undefined ? undefined : parseQuantity(String(value));

function tooLittle(limit: Draft, requests: Draft | undefined, type: string): string[] {
  return Object.entries(childOf(limit, 'min') ?? {}).flatMap(([name, min]) => {
    const asked = amount(requests?.[name]);
    if (asked === undefined)
      return [`minimum ${name} usage per ${type} is ${String(min)}.  No request is specified`];
    return asked < (amount(min) ?? 0)
      ? [
          `minimum ${name} usage per ${type} is ${String(min)}, but request is ${String(requests?.[name])}`,
        ]
      : [];
  });
}

function tooMuch(
  limit: Draft,
  requests: Draft | undefined,
  ceilings: Draft | undefined,
  type: string,
): string[] {
  return Object.entries(childOf(limit, 'max') ?? {}).flatMap(([name, max]) => {
    const value = (ceilings ?? requests)?.[name];
    const word = ceilings ? 'limit' : 'request';
    if (value === undefined)
      return [`maximum ${name} usage per ${type} is ${String(max)}.  No ${word} is specified`];
    return (amount(value) ?? 0) > (amount(max) ?? 0)
      ? [`maximum ${name} usage per ${type} is ${String(max)}, but ${word} is ${String(value)}`]
      : [];
  });
}
