import type { KubeObject } from '../../../model/index.ts';
import { at, copyJson, isDraft, listOf, sameJson, textAt, type Draft } from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import type { WriteContext } from '../strategy/strategy.ts';
import { forbiddenField, immutable } from './causes.ts';
import { ephemeralFaults } from './ephemeral.ts';
import { podSpecFaults } from './pod-spec.ts';

/** Faults of a pod, and of a change to one: almost nothing of a pod may change. */
export function faultsOfPod(
  draft: Draft,
  old: KubeObject | undefined,
  context: WriteContext,
): StatusCause[] {
  if (!old) return podSpecFaults(at(draft, 'spec'), 'spec');
  const { subresource } = context;
  if (subresource === 'binding') return [];
  if (subresource === 'ephemeralcontainers') return ephemeralFaults(draft, old);
  if (subresource === 'resize') return resizeFaults(draft, old);
  const before = copyJson(at(old, 'spec')) as Draft;
  const after = copyJson(at(draft, 'spec')) as Draft;
  for (const spec of [before, after]) {
    for (const list of ['containers', 'initContainers'])
      for (const container of listOf(spec, list)) delete container['image'];
    delete spec['activeDeadlineSeconds'];
    delete spec['tolerations'];
    if (hasGates(at(old, 'spec'))) {
      delete spec['schedulingGates'];
      delete spec['nodeSelector'];
      delete spec['affinity'];
    }
  }
  const tolerations = (spec: unknown): unknown[] => {
    const list = at(spec, 'tolerations');
    return Array.isArray(list) ? list : [];
  };
  const kept = tolerations(at(old, 'spec')).every((t) =>
    tolerations(at(draft, 'spec')).some((u) => sameToleration(t, u)),
  );
  if (sameJson(before, after) && kept) return [];
  return [
    forbiddenField(
      'spec',
      'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
    ),
  ];
}

const hasGates = (spec: unknown): boolean => listOf(spec, 'schedulingGates').length > 0;

const sameToleration = (a: unknown, b: unknown): boolean => {
  if (!isDraft(a) || !isDraft(b)) return false;
  const { tolerationSeconds: _a, ...x } = a;
  const { tolerationSeconds: _b, ...y } = b;
  return sameJson(x, y);
};

function resizeFaults(draft: Draft, old: KubeObject): StatusCause[] {
  const before = copyJson(at(old, 'spec')) as Draft;
  const after = copyJson(at(draft, 'spec')) as Draft;
  for (const spec of [before, after])
    for (const list of ['containers', 'initContainers'])
      for (const container of listOf(spec, list)) {
        delete container['resources'];
        delete container['resizePolicy'];
      }
  if (!sameJson(before, after))
    return [forbiddenField('spec', 'only cpu and memory resources are mutable')];
  const names = listOf(at(draft, 'spec'), 'containers').map((c) => textAt(c, 'name'));
  return names.length === 0
    ? [immutable('spec.containers', [])]
    : podSpecFaults(at(draft, 'spec'), 'spec');
}
