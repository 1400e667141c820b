import {
  ruleAllows,
  USER_FACING_ROLES,
  type AccessAttributes,
  type PathAttributes,
  type Rule,
} from '../apiserver/index.ts';
import type { ClusterAccess } from '../seams.ts';

const ALL = ['*'];
const everything = (verbs: readonly string[]): Rule => ({
  verbs,
  apiGroups: ALL,
  resources: ALL,
  resourceNames: [],
  nonResourceURLs: [],
});

/**
 * What EKS' access policies allow. Those for one team's use are like Kubernetes' user-facing cluster
 * roles, says their page; the twin takes its own (a working subset) for them.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/access-policy-permissions.html (read 2026-11-25)
 */
const POLICIES: Readonly<Record<string, readonly Rule[]>> = {
  AmazonEKSClusterAdminPolicy: [everything(ALL)],
  AmazonEKSAdminViewPolicy: [everything(['get', 'list', 'watch'])],
  AmazonEKSAdminPolicy: USER_FACING_ROLES.admin,
  AmazonEKSEditPolicy: USER_FACING_ROLES.edit,
  AmazonEKSViewPolicy: USER_FACING_ROLES.view,
};

/** Whether one of the policies that are associated with an access entry allows this. */
export const policiesAllow = (
  { policies }: ClusterAccess,
  wanted: AccessAttributes | PathAttributes,
): boolean =>
  policies.some(({ name, namespaces }) => {
    // Paths that are no resources lie in no namespace, and only the cluster's administrator has them.
    if ('path' in wanted) return name === 'AmazonEKSClusterAdminPolicy' && namespaces === undefined;
    const isInScope =
      namespaces === undefined || namespaces.some((pattern) => matches(pattern, wanted.namespace));
    return isInScope && (POLICIES[name] ?? []).some((rule) => ruleAllows(rule, wanted));
  });

/** A scope's namespace may end in a wildcard: `dev-*`. */
const matches = (pattern: string, namespace: string | undefined): boolean =>
  namespace !== undefined &&
  (pattern.endsWith('*') ? namespace.startsWith(pattern.slice(0, -1)) : namespace === pattern);
