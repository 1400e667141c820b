import type { KubeObject } from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import { at, listOf, textAt, type Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';

/** What a request wants to do, as authorizers see it. */
export interface AccessAttributes {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly subresource?: string;
  /** Absent: at the cluster scope, or in all namespaces. */
  readonly namespace?: string;
  readonly name?: string;
}

/** A path that is no resource: `/version`, `/metrics`. */
export interface PathAttributes {
  readonly verb: string;
  readonly path: string;
}

/** A further authorizer, e.g. EKS access policies: `true` allows, `undefined` has no opinion. */
export type Authorizer = (
  user: UserInfo,
  attributes: AccessAttributes | PathAttributes,
) => true | undefined;

export interface Verdict {
  readonly allowed: boolean;
  readonly reason: string;
}

export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
}

/**
 * Role-based access control over the roles and bindings in the store.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/rbac/ (read 2026-11-23)
 */
export function authorize(kernel: Kernel, user: UserInfo, attributes: AccessAttributes): Verdict {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' };
  if (kernel.authorizer?.(user, attributes)) return { allowed: true, reason: '' };
  for (const { rule, why } of rulesOf(kernel, user, attributes.namespace))
    if (ruleAllows(rule, attributes)) return { allowed: true, reason: `RBAC: allowed by ${why}` };
  return { allowed: false, reason: '' };
}

/** The same for a path that is no resource; only cluster roles speak of them. */
export function authorizePath(kernel: Kernel, user: UserInfo, wanted: PathAttributes): Verdict {
  if (user.groups.includes('system:masters')) return { allowed: true, reason: '' };
  if (kernel.authorizer?.(user, wanted)) return { allowed: true, reason: '' };
  for (const { rule, why } of rulesOf(kernel, user, undefined))
    if (
      includes(rule.verbs, wanted.verb) &&
      rule.nonResourceURLs.some((u) => covers(u, wanted.path))
    )
      // prettier-ignore
      return { allowed: true, reason: `RBAC: allowed by ${why}` };
  return { allowed: false, reason: '' };
}

const covers = (url: string, path: string): boolean =>
  url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1)));

/** Whether a rule for resources covers what is wanted. */
export function ruleAllows(rule: Rule, wanted: AccessAttributes): boolean {
  const full =
    wanted.subresource === undefined ? wanted.resource : `${wanted.resource}/${wanted.subresource}`;
  const resource = rule.resources.some(
    (r) =>
      r === '*' ||
      r === full ||
      (wanted.subresource !== undefined && r === `*/${wanted.subresource}`),
  );
  return (
    resource &&
    includes(rule.verbs, wanted.verb) &&
    includes(rule.apiGroups, wanted.group) &&
    (rule.resourceNames.length === 0 || rule.resourceNames.includes(wanted.name ?? ''))
  );
}

const includes = (list: readonly string[], value: string): boolean =>
  list.includes('*') || list.includes(value);

/** All rules that hold for the user, with where they come from. */
export function* rulesOf(
  kernel: Kernel,
  user: UserInfo,
  namespace: string | undefined,
): Generator<{ readonly rule: Rule; readonly why: string }> {
  const cluster = kernel.store.collection('rbac.authorization.k8s.io/clusterrolebindings').all();
  const local =
    namespace === undefined
      ? []
      : kernel.store.collection('rbac.authorization.k8s.io/rolebindings').inNamespace(namespace);
  for (const binding of [...cluster, ...local]) {
    const subject = listOf(binding, 'subjects').find((s) => isSubject(s, user, binding));
    if (!subject) continue;
    const kind = textAt(binding, 'roleRef', 'kind') ?? '';
    const name = textAt(binding, 'roleRef', 'name') ?? '';
    const where = binding.metadata.namespace;
    const scope = where === undefined ? '' : `/${where}`;
    const why = `${binding.kind} "${binding.metadata.name}${scope}" of ${kind} "${name}" to ${textAt(subject, 'kind') ?? ''} "${textAt(subject, 'name') ?? ''}"`;
    for (const rule of rulesOfRole(kernel, kind, name, where)) yield { rule, why };
  }
}

function isSubject(subject: Draft, user: UserInfo, binding: KubeObject): boolean {
  const name = textAt(subject, 'name') ?? '';
  switch (subject['kind']) {
    case 'User':
      return name === user.username;
    case 'Group':
      return user.groups.includes(name);
    case 'ServiceAccount':
      return (
        user.username ===
        `system:serviceaccount:${textAt(subject, 'namespace') ?? binding.metadata.namespace ?? ''}:${name}`
      );
    default:
      return false;
  }
}

function rulesOfRole(
  kernel: Kernel,
  kind: string,
  name: string,
  namespace: string | undefined,
): Rule[] {
  const collection = kind === 'ClusterRole' ? 'clusterroles' : 'roles';
  const key = kind === 'ClusterRole' ? name : `${namespace ?? ''}/${name}`;
  const role = kernel.store.collection(`rbac.authorization.k8s.io/${collection}`).get(key);
  return listOf(role, 'rules').map((rule) => ({
    verbs: texts(rule, 'verbs'),
    apiGroups: texts(rule, 'apiGroups'),
    resources: texts(rule, 'resources'),
    resourceNames: texts(rule, 'resourceNames'),
    nonResourceURLs: texts(rule, 'nonResourceURLs'),
  }));
}

const texts = (value: unknown, key: string): string[] => {
  const list = at(value, key);
  return Array.isArray(list) ? list.map(String) : [];
};
