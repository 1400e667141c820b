/**
 * Who a caller is to the cluster, and what EKS lets it do: access entries first, then aws-auth, as the
 * cluster's authentication mode says.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/grant-k8s-access.html (read 2026-11-25)
 */
import type { Authorizer, UserInfo } from '../apiserver/index.ts';
import type { ClusterAccess, Principal } from '../seams.ts';
import type { AwsAuth } from './aws-auth.ts';
import { policiesAllow } from './policies.ts';

export { createAwsAuth, type AwsAuth } from './aws-auth.ts';

/** What the AWS half knows of callers. */
export interface Callers {
  authenticateToken(token: string): Principal | undefined;
  accessOf(arn: string): ClusterAccess | undefined;
  readonly readsAwsAuth: boolean;
}

const ADMIN: UserInfo = { username: 'kubernetes-admin', groups: ['system:masters'] };

/** The bearer of an `authorization` header; undefined for nobody that the cluster knows. */
export function authenticator(
  callers: Callers,
  o: { readonly adminToken: string; readonly awsAuth: AwsAuth },
): (authorization: string | undefined) => UserInfo | undefined {
  return (authorization) => {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return undefined;
    if (token === o.adminToken) return ADMIN;
    const principal = callers.authenticateToken(token);
    if (!principal) return undefined;
    const access =
      callers.accessOf(principal.arn) ??
      (callers.readsAwsAuth ? o.awsAuth.mappingOf(principal) : undefined);
    return access && userOf(principal, access);
  };
}

const userOf = (
  principal: Principal,
  { username, groups }: { readonly username: string; readonly groups: readonly string[] },
): UserInfo => ({
  username: username
    .replaceAll('{{SessionName}}', principal.sessionName.replaceAll('@', '-'))
    .replaceAll('{{SessionNameRaw}}', principal.sessionName)
    .replaceAll('{{AccountID}}', principal.accountId),
  uid: `aws-iam-authenticator:${principal.accountId}:${principal.principalId}`,
  groups,
  extra: {
    accessKeyId: [principal.accessKeyId],
    arn: [principal.arn],
    canonicalArn: [principal.roleArn ?? principal.arn],
    principalId: [principal.principalId],
    sessionName: [principal.sessionName],
  },
});

/** Access policies hold for the caller itself, not for whom it impersonates. */
export const accessPolicyAuthorizer =
  (callers: Pick<Callers, 'accessOf'>): Authorizer =>
  (user, wanted) => {
    const arn = user.extra?.['arn']?.[0];
    const access = arn === undefined ? undefined : callers.accessOf(arn);
    return access && policiesAllow(access, wanted) ? true : undefined;
  };
