import { isPrivate } from '../../assess/index.ts';
import type { Snapshot } from '../../model/index.ts';
import type { ProfileDraft } from '../../profiles/index.ts';
import type { Wanted } from './drafts.ts';

/** The role that our plans make and use. */
export const ownRoleName = (snapshot: Snapshot): string =>
  `fargatectl-${snapshot.cluster.name ?? ''}-pod-execution`.slice(0, 64);

/** What was left out: the cluster's private subnets, the role of our own. */
export function draftOf(wanted: Wanted, snapshot: Snapshot): ProfileDraft {
  return {
    name: wanted.name,
    selectors: wanted.selectors,
    subnetIds: wanted.subnetIds ?? privateSubnets(snapshot),
    podExecutionRoleArn: roleArn(wanted.role ?? ownRoleName(snapshot), snapshot),
  };
}

function privateSubnets({ aws }: Snapshot): readonly string[] {
  if (aws.cluster.state !== 'read' || aws.subnets.state !== 'read' || aws.routeTables.state !== 'read') return []; // prettier-ignore
  const { subnetIds } = aws.cluster.value;
  const tables = aws.routeTables.value;
  return aws.subnets.value
    .filter((s) => subnetIds.includes(s.id) && isPrivate(s, tables))
    .map((s) => s.id)
    .sort();
}

function roleArn(role: string, { cluster, aws }: Snapshot): string {
  if (role.startsWith('arn:')) return role;
  const partition = aws.cluster.state === 'read' ? aws.cluster.value.arn.split(':')[1] : undefined;
  return `arn:${partition ?? 'aws'}:iam::${cluster.accountId ?? ''}:role/${role}`;
}
