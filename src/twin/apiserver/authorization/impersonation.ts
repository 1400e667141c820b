import type { HttpRequest } from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import type { Kernel } from '../kernel.ts';
import { badRequest, forbidden } from '../status-error.ts';
import { authorize } from './rbac.ts';
import { serviceAccountUser } from './service-accounts.ts';

const SERVICE_ACCOUNT = /^system:serviceaccount:([^:]+):([^:]+)$/;
const AUTHENTICATED = 'system:authenticated';

/**
 * Who a request is made as: the caller, or whom its `Impersonate-…` headers name, if the caller may.
 * @throws 403 when it may not; 400 for groups without a user.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/authentication/#user-impersonation (known, not read again)
 */
export function impersonated(
  kernel: Kernel,
  caller: UserInfo,
  headers: HttpRequest['headers'],
): UserInfo {
  const username = headers['impersonate-user'];
  // Node joins repeated headers.
  const groups = (headers['impersonate-group'] ?? '').split(', ').filter((g) => g !== '');
  if (username === undefined || username === '') {
    if (groups.length > 0 || headers['impersonate-uid'] !== undefined)
      throw badRequest(
        `requested [${groups.map((g) => `{Group  ${g}    }`).join(' ')}] without impersonating a user`,
      );
    return caller;
  }
  const account = SERVICE_ACCOUNT.exec(username);
  if (account) {
    const [, namespace = '', name = ''] = account;
    mayImpersonate(kernel, caller, { resource: 'serviceaccounts', name, namespace });
  } else mayImpersonate(kernel, caller, { resource: 'users', name: username });
  for (const name of groups) mayImpersonate(kernel, caller, { resource: 'groups', name });
  const own =
    account && groups.length === 0
      ? serviceAccountUser(account[1] ?? '', account[2] ?? '').groups
      : groups;
  return {
    username,
    groups: own.includes(AUTHENTICATED) ? own : [...own, AUTHENTICATED],
    ...(headers['impersonate-uid'] === undefined ? {} : { uid: headers['impersonate-uid'] }),
  };
}

function mayImpersonate(
  kernel: Kernel,
  caller: UserInfo,
  whom: { readonly resource: string; readonly name: string; readonly namespace?: string },
): void {
  if (authorize(kernel, caller, { verb: 'impersonate', group: '', ...whom }).allowed) return;
  const where =
    whom.namespace === undefined ? 'at the cluster scope' : `in the namespace "${whom.namespace}"`;
  throw forbidden(
    { group: '', resource: whom.resource },
    whom.name,
    `User "${caller.username}" cannot impersonate resource "${whom.resource}" in API group "" ${where}`,
  );
}
