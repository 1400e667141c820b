import { goes, isLeftAlone, isLive, isOver, isReady, share, type AnyObject, type Law, type World } from './law.ts'; // prettier-ignore

/**
 * A rollout's bounds: surge rounds up, unavailability down, and when both come to none, one may be
 * unavailable. @source k8s.io/kubernetes v1.35.4 pkg/controller/deployment/util ResolveFenceposts
 * (read 2026-11-25)
 */
function boundsOf(deployment: AnyObject): { readonly least: number; readonly most: number } {
  const desired = deployment.spec.replicas as number;
  const { type, rollingUpdate } = deployment.spec.strategy;
  if (type === 'Recreate') return { least: 0, most: desired };
  const surge = share(rollingUpdate.maxSurge, desired, Math.ceil);
  const unavailable = share(rollingUpdate.maxUnavailable, desired, Math.floor);
  const least = desired - (surge === 0 && unavailable === 0 ? 1 : unavailable);
  return { least: Math.max(0, least), most: desired + surge };
}
const deploymentOf = (world: World, replicaSet: AnyObject | undefined): AnyObject | undefined => {
  const owner = replicaSet?.kind === 'ReplicaSet' ? world.ownerOf(replicaSet) : undefined;
  return owner?.kind === 'Deployment' ? owner : undefined;
};
const podsOf = (world: World, deployment: AnyObject): readonly AnyObject[] =>
  world.ownedBy(deployment, 'ReplicaSet').flatMap((rs) => world.ownedBy(rs, 'Pod'));
const revisionOf = (o: AnyObject | undefined): number =>
  Number(o?.metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0);

export const DEPLOYMENT_LAWS: readonly Law[] = [
  {
    name: 'a rollout takes no ready pod that its unavailability does not allow',
    holds: ({ world, step, ...moment }) => {
      const { object, was } = moment;
      if (!goes({ world, step, ...moment }) || was === undefined || !isReady(was)) return undefined;
      const deployment = deploymentOf(world, world.ownerOf(object));
      // A pod that is ready but not yet for long enough is not available, and may go.
      if (!deployment || !isLeftAlone(step) || deployment.spec.minReadySeconds) return undefined;
      if (deployment.spec.strategy.type === 'Recreate') return undefined;
      const left = podsOf(world, deployment).filter(isReady).length;
      const { least } = boundsOf(deployment);
      return left >= least || `${left} ready, at least ${least} promised`;
    },
  },
  {
    name: 'a rollout’s status never falls below what is promised to be available',
    holds: ({ object, was, step }) => {
      if (object.kind !== 'Deployment' || was === undefined || !isLeftAlone(step)) return undefined;
      const available = object.status?.availableReplicas ?? 0;
      if (available >= (was.status?.availableReplicas ?? 0)) return undefined;
      if (object.spec.strategy.type === 'Recreate') return undefined;
      const { least } = boundsOf(object);
      return available >= least || `${available} available, at least ${least} promised`;
    },
  },
  {
    name: 'ReplicaSets together never grow above size and surge',
    holds: ({ type, object, was, world }) => {
      const deployment = deploymentOf(world, object);
      if (!deployment || type === 'DELETED') return undefined;
      if (object.spec.replicas <= (was?.spec.replicas ?? 0)) return undefined;
      const sum = world.ownedBy(deployment, 'ReplicaSet').reduce((n, rs) => n + (rs.spec.replicas as number), 0); // prettier-ignore
      const { most } = boundsOf(deployment);
      return sum <= most || `${sum} wanted, at most ${most} allowed`;
    },
  },
  {
    name: 'Recreate makes no pod beside one of another template',
    holds: ({ type, object, world }) => {
      if (object.kind !== 'Pod' || type !== 'ADDED') return undefined;
      const replicaSet = world.ownerOf(object);
      const deployment = deploymentOf(world, replicaSet);
      if (deployment?.spec.strategy.type !== 'Recreate') return undefined;
      const others = podsOf(world, deployment).filter((p) => !isOver(p) && world.ownerOf(p) !== replicaSet); // prettier-ignore
      return others.length === 0 || `${others.length} of another template`;
    },
  },
  {
    name: 'a Deployment’s revision only grows',
    holds: ({ type, object, was }) =>
      object.kind !== 'Deployment' || type !== 'MODIFIED' || revisionOf(object) === revisionOf(was)
        ? undefined
        : revisionOf(object) > revisionOf(was),
  },
  {
    name: 'a ReplicaSet’s revision only grows, and no other has the same',
    holds: ({ type, object, was, world }) => {
      const deployment = deploymentOf(world, object);
      const revision = revisionOf(object);
      if (!deployment || type === 'DELETED' || revision === revisionOf(was)) return undefined;
      if (revision < revisionOf(was)) return `${revisionOf(was)} became ${revision}`;
      const same = world.ownedBy(deployment, 'ReplicaSet').filter((rs) => revisionOf(rs) === revision); // prettier-ignore
      return same.length === 1 || `${same.length} of revision ${revision}`;
    },
  },
  {
    name: 'a ReplicaSet makes no pod above its size',
    holds: ({ type, object, world }) => {
      const owner = object.kind === 'Pod' && type === 'ADDED' ? world.ownerOf(object) : undefined;
      if (owner?.kind !== 'ReplicaSet') return undefined;
      const live = world.ownedBy(owner, 'Pod').filter(isLive).length;
      return live <= owner.spec.replicas || `${live} of ${owner.spec.replicas}`;
    },
  },
];
