import { at, isDraft, listOf } from '../draft.ts';

const COUNTED = ['cpu', 'memory'];

/**
 * Guaranteed when every container limits what it requests, BestEffort when none asks for anything.
 * @source https://kubernetes.io/docs/concepts/workloads/pods/pod-qos/ (read 2026-11-23)
 */
export function qosClass(spec: unknown): 'Guaranteed' | 'Burstable' | 'BestEffort' {
  const podLevel = at(spec, 'resources');
  const subjects = isDraft(podLevel)
    ? [podLevel]
    : [...listOf(spec, 'containers'), ...listOf(spec, 'initContainers')].map((c) =>
        at(c, 'resources'),
      );
  let any = false;
  let guaranteed = true;
  for (const resources of subjects)
    for (const name of COUNTED) {
      const request = at(resources, 'requests', name);
      const limit = at(resources, 'limits', name);
      if (asks(request) || asks(limit)) any = true;
      if (!asks(limit) || (request !== undefined && request !== limit)) guaranteed = false;
    }
  if (!any) return 'BestEffort';
  return guaranteed ? 'Guaranteed' : 'Burstable';
}

const asks = (value: unknown): boolean => value !== undefined && value !== '0' && value !== 0;
