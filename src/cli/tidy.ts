import { isFargatectlError } from '../errors/index.ts';
import type { Plan, Snapshot } from '../model/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../ports/index.ts';
import { cleanupPlan, leftOvers, type Owned } from '../verify/index.ts';

interface World {
  readonly kube: Kubernetes;
  readonly aws: AwsCloud;
  readonly clock: Clock;
}

/** What of ours is still there, and the plan that puts away what can go. */
export async function surveyOf(
  world: World,
  snapshot: Snapshot,
  everything: boolean,
): Promise<{ readonly owned: readonly Owned[]; readonly plan: Plan }> {
  const { snapshotDigest } = await import('../inventory/index.ts');
  const cluster = snapshot.cluster.name ?? '';
  const owned = leftOvers(snapshot, {
    everything,
    cluster,
    strayRoles: await strayRoles(world.aws, cluster),
  });
  return { owned, plan: cleanupPlan(snapshot, snapshotDigest(snapshot), owned) };
}

/** The pod execution role that plans make by default; one whose profiles are gone is in no snapshot. */
async function strayRoles(aws: AwsCloud, cluster: string) {
  try {
    const { MANAGED_BY, MANAGED_BY_VALUE } = await import('../model/index.ts');
    const role = await aws.iam.getRole(`fargatectl-${cluster}-pod-execution`.slice(0, 64));
    return role?.tags[MANAGED_BY] === MANAGED_BY_VALUE
      ? [{ name: role.name, policyArns: role.attachedPolicyArns }]
      : [];
  } catch (error) {
    if (isFargatectlError(error)) return [];
    throw error;
  }
}

/** What AWS goes on billing for in the cluster's surroundings, none of it ours: said, not touched. */
export function stillBilled(snapshot: Snapshot): readonly string[] {
  const { aws } = snapshot;
  const some = <T>(
    reading: { readonly state: string; readonly value?: readonly T[]; readonly reason?: string },
    what: string,
    name: (t: T) => string,
  ): readonly string[] =>
    reading.state === 'read'
      ? (reading.value ?? []).map((v) => `${what} ${name(v)}`)
      : [`${what}: ? (${reading.reason ?? ''})`];
  return [
    `EKS cluster ${snapshot.cluster.name ?? ''}`,
    ...some(aws.instances, 'EC2 instance', (i) => `${i.id} (${i.type})`),
    ...some(aws.loadBalancers, 'load balancer', (l) => l.name),
    ...some(aws.fileSystems, 'EFS file system', (f) => f.id),
    ...nats(snapshot),
  ];
}

function nats(snapshot: Snapshot): readonly string[] {
  const { routeTables } = snapshot.aws;
  if (routeTables.state !== 'read') return [`NAT gateways: ? (${routeTables.reason})`];
  const ids = routeTables.value
    .flatMap((t) => t.routes.map((r) => r.target))
    .filter((t) => t.startsWith('nat-'));
  return [...new Set(ids)].map((id) => `NAT gateway ${id}`);
}
