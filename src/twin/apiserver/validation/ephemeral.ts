import type { KubeObject } from '../../../model/index.ts';
import { at, listOf, sameJson, textAt, type Draft } from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import { duplicate, forbiddenField, missingReference, required } from './causes.ts';

const FIELD = 'spec.ephemeralContainers';
/** What a container that is looked in by has no use for. */
const NOT_ALLOWED = ['ports', 'livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resizePolicy'] as const; // prettier-ignore

/**
 * Debug containers can only be added, never changed or taken away.
 * @source https://kubernetes.io/docs/concepts/workloads/pods/ephemeral-containers/ (read 2026-11-24)
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/validation/validation.go (known, not read again)
 */
export function ephemeralFaults(draft: Draft, old: KubeObject): StatusCause[] {
  const spec = at(draft, 'spec');
  const names = (list: string): readonly (string | undefined)[] =>
    listOf(spec, list).map((c) => textAt(c, 'name'));
  const mains = names('containers');
  const taken = new Set([...mains, ...names('initContainers')]);
  const faults: StatusCause[] = [];
  const containers = listOf(spec, 'ephemeralContainers');
  for (const [i, container] of containers.entries()) {
    const field = `${FIELD}[${i}]`;
    const name = textAt(container, 'name') ?? '';
    if (name === '') faults.push(required(`${field}.name`));
    else if (taken.has(name)) faults.push(duplicate(`${field}.name`, name));
    taken.add(name);
    if (!textAt(container, 'image')) faults.push(required(`${field}.image`));
    const target = textAt(container, 'targetContainerName');
    if (target && !mains.includes(target))
      faults.push(missingReference(`${field}.targetContainerName`, target));
    for (const key of NOT_ALLOWED)
      if (container[key] !== undefined)
        faults.push(forbiddenField(`${field}.${key}`, 'cannot be set for an Ephemeral Container'));
    if (Object.keys((container['resources'] ?? {}) as object).length > 0)
      faults.push(forbiddenField(`${field}.resources`, 'cannot be set for an Ephemeral Container'));
  }
  for (const before of listOf(old['spec'], 'ephemeralContainers')) {
    const name = textAt(before, 'name') ?? '';
    const now = containers.find((c) => textAt(c, 'name') === name);
    if (!now)
      faults.push(
        forbiddenField(FIELD, `existing ephemeral containers "${name}" may not be removed`),
      );
    else if (!sameJson(now, before))
      faults.push(
        forbiddenField(FIELD, `existing ephemeral containers "${name}" may not be changed`),
      );
  }
  return faults;
}
