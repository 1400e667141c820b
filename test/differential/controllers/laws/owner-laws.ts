import type { AnyObject, Law } from './law.ts';

const generationOf = (o: AnyObject): number => o.metadata.generation ?? 0;
const seenOf = (o: AnyObject): number => o.status?.observedGeneration ?? 0;

/** Of every kind. */
export const OWNER_LAWS: readonly Law[] = [
  {
    name: 'a generation only grows, and none is seen before it is there',
    holds: ({ type, object, was }) => {
      if (type !== 'MODIFIED' || was === undefined || object.metadata.generation === undefined) return undefined; // prettier-ignore
      if (generationOf(object) < generationOf(was)) return 'the generation fell';
      if (seenOf(object) < seenOf(was)) return 'an older generation was seen later';
      return seenOf(object) <= generationOf(object) || 'it was seen too early';
    },
  },
  {
    // Its controller may write its history of templates once more meanwhile, and does, on both sides.
    name: 'an owner that is deleted in the foreground goes after its ReplicaSets and pods',
    holds: ({ type, object, world, step }) => {
      if (step.do !== 'delete' || step.propagation !== 'Foreground') return undefined;
      if (type !== 'DELETED' || !step.gvk.endsWith(`/${object.kind}`)) return undefined;
      const left = world.everything().filter((o) => o.kind !== 'ControllerRevision' && o.metadata.ownerReferences?.some((r) => r.uid === object.metadata.uid && r.blockOwnerDeletion)); // prettier-ignore
      return left.length === 0 || left.map((o) => `${o.kind} ${o.metadata.name}`).join(', ');
    },
  },
  {
    name: 'an owner that leaves orphans goes after they are free',
    holds: ({ type, object, world, step }) => {
      if (step.do !== 'delete' || step.propagation !== 'Orphan') return undefined;
      if (type !== 'DELETED' || !step.gvk.endsWith(`/${object.kind}`)) return undefined;
      const left = world.everything().filter((o) => o.metadata.ownerReferences?.some((r) => r.uid === object.metadata.uid)); // prettier-ignore
      return left.length === 0 || left.map((o) => `${o.kind} ${o.metadata.name}`).join(', ');
    },
  },
  {
    name: 'no pod goes where orphans are left',
    holds: ({ object, was, step }) =>
      step.do !== 'delete' || step.propagation !== 'Orphan' || object.kind !== 'Pod' || !was
        ? undefined
        : object.metadata.deletionTimestamp === undefined,
  },
  {
    name: 'an autoscaler changes a size only to within its bounds',
    holds: ({ type, object, was, world, step }) => {
      if (step.do !== 'wait' || object.kind !== 'Deployment' || type !== 'MODIFIED') return undefined; // prettier-ignore
      const [autoscaler] = world.all('HorizontalPodAutoscaler');
      if (!autoscaler || !was || object.spec.replicas === was.spec.replicas) return undefined;
      const { minReplicas, maxReplicas } = autoscaler.spec;
      return object.spec.replicas >= minReplicas && object.spec.replicas <= maxReplicas;
    },
  },
];
