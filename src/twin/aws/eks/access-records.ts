import type { ClusterAccess } from '../../seams.ts';
import { isoNow } from '../context.ts';
import { childArn, type AccessEntryRecord, type ClusterRecord, type Eks } from './state.ts';

const NODE_USERNAME: Readonly<Record<string, string>> = {
  EC2_LINUX: 'system:node:{{EC2PrivateDNSName}}',
  EC2_WINDOWS: 'system:node:{{EC2PrivateDNSName}}',
  EC2: 'system:node:{{EC2PrivateDNSName}}',
  HYBRID_LINUX: 'system:node:{{SessionName}}',
  FARGATE_LINUX: 'system:node:{{SessionName}}',
};
/** Of the ARN of an access policy, before its name. */
export const POLICY_PREFIX = 'arn:aws:eks::aws:cluster-access-policy/';

/**
 * Adds an access entry. Types other than STANDARD come with user name and groups of their own.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html (read 2026-11-23)
 */
export function putAccessEntry(
  eks: Eks,
  cluster: ClusterRecord,
  init: {
    readonly principalArn: string;
    readonly type: string;
    readonly username?: string | undefined;
    readonly groups?: readonly string[];
    readonly policies?: readonly string[];
    readonly tags?: Readonly<Record<string, string>>;
    readonly settled?: boolean;
  },
): AccessEntryRecord {
  const { context } = eks;
  const at = init.settled ? cluster.createdAt : isoNow(context);
  const [, kind = 'role', name = ''] =
    /:(role|user)\/(?:.*\/)?([^/]+)$/.exec(init.principalArn) ?? [];
  const path = `${cluster.name}/${kind}/${context.accountId}/${name}`;
  const record: AccessEntryRecord = {
    principalArn: init.principalArn,
    arn: childArn(context, 'access-entry', path, init.settled ?? false),
    type: init.type,
    username: init.username ?? NODE_USERNAME[init.type] ?? standardUsername(init.principalArn),
    groups: init.groups ?? (init.type === 'STANDARD' ? [] : ['system:nodes']),
    policies: new Map(
      (init.policies ?? []).map((policy) => [
        policy.startsWith('arn:') ? policy : POLICY_PREFIX + policy,
        { scope: { type: 'cluster', namespaces: [] }, at },
      ]),
    ),
    createdAt: at,
    modifiedAt: at,
    tags: { ...init.tags },
  };
  cluster.accessEntries.set(record.principalArn, record);
  return record;
}

const standardUsername = (principalArn: string): string =>
  principalArn.includes(':role/')
    ? `${principalArn.replace(':iam:', ':sts:').replace(':role/', ':assumed-role/')}/{{SessionName}}`
    : principalArn;

/** Node roles and pod execution roles get in by an entry (API modes) or by aws-auth (CONFIG_MAP). */
export const usesEntries = (cluster: ClusterRecord): boolean =>
  cluster.authenticationMode !== 'CONFIG_MAP';

/** The entry of a principal; assumed roles are looked up by their role. */
export function entryFor(cluster: ClusterRecord, callerArn: string): AccessEntryRecord | undefined {
  const assumed = /^arn:aws:sts::(\d+):assumed-role\/([^/]+)\//.exec(callerArn);
  if (!assumed) return cluster.accessEntries.get(callerArn);
  const [, account, role] = assumed;
  for (const entry of cluster.accessEntries.values())
    if (new RegExp(`^arn:aws:iam::${account}:role/(?:.*/)?${role}$`).test(entry.principalArn))
      return entry;
  return undefined;
}

/** An entry as the cluster's authorizer reads it. */
export const accessOfEntry = (entry: AccessEntryRecord): ClusterAccess => ({
  username: entry.username,
  groups: entry.groups,
  policies: [...entry.policies].map(([arn, { scope }]) => ({
    name: arn.replace(POLICY_PREFIX, ''),
    ...(scope.type === 'namespace' ? { namespaces: scope.namespaces } : {}),
  })),
});
