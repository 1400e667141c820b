import { groupOf } from './pod-makers.ts';
import type { KubeObject, ObjectRef } from './kubernetes.ts';

/**
 * The custom resource out of which an operator makes an object, and by which it puts back what
 * somebody else changes in it. Kubernetes' own kinds own no Deployment, StatefulSet or CronJob as
 * their controller; groups of custom resources have a domain.
 * @source https://kubernetes.io/docs/concepts/overview/working-with-objects/owners-dependents/ (read 2026-11-25)
 */
export function operatorResourceOf({
  metadata,
}: Pick<KubeObject, 'metadata'>): ObjectRef | undefined {
  const owner = metadata.ownerReferences?.find((o) => o.controller === true);
  if (owner === undefined || !groupOf(owner).includes('.')) return undefined;
  const { apiVersion, kind, name } = owner;
  // An owner is in the object's namespace, or in none; the reference does not tell which.
  return { apiVersion, kind, name };
}
