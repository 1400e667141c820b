import { isFargatectlError } from '../errors/index.ts';
import {
  both,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  read,
  text,
  type FileSystem,
  type Plan,
  type Reading,
  type Snapshot,
  type Text,
} from '../model/index.ts';
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
export function stillBilled(snapshot: Snapshot): readonly Text[] {
  const { aws } = snapshot;
  const some = <T>(
    reading: Reading<readonly T[]>,
    what: Text,
    name: (t: T) => string,
  ): readonly Text[] =>
    reading.state === 'read'
      ? reading.value.map((v) => both((l) => `${what[l]} ${name(v)}`))
      : [both((l) => `${what[l]}: ? (${reading.reason[l]})`)];
  const name = snapshot.cluster.name ?? '';
  return [
    text(`EKS cluster ${name}`, `EKS 클러스터 ${name}`),
    ...some(aws.instances, text('EC2 instance', 'EC2 인스턴스'), (i) => `${i.id} (${i.type})`),
    ...some(aws.loadBalancers, text('load balancer', '로드 밸런서'), (l) => l.name),
    ...some(foreign(aws.fileSystems), text('EFS file system', 'EFS 파일 시스템'), (f) => f.id),
    ...nats(snapshot),
  ];
}

/** One that is being deleted is no longer billed; one of ours is in the list of what we made. */
const foreign = (reading: Reading<readonly FileSystem[]>): Reading<readonly FileSystem[]> =>
  reading.state === 'read'
    ? read(
        reading.value.filter(
          (f) => f.state !== 'deleting' && f.tags[MANAGED_BY] !== MANAGED_BY_VALUE,
        ),
      )
    : reading;

function nats(snapshot: Snapshot): readonly Text[] {
  const { routeTables } = snapshot.aws;
  if (routeTables.state !== 'read')
    return [
      text(
        `NAT gateways: ? (${routeTables.reason.en})`,
        `NAT 게이트웨이: ? (${routeTables.reason.ko})`,
      ),
    ];
  const ids = routeTables.value
    .flatMap((t) => t.routes.map((r) => r.target))
    .filter((t) => t.startsWith('nat-'));
  return [...new Set(ids)].map((id) => text(`NAT gateway ${id}`, `NAT 게이트웨이 ${id}`));
}
