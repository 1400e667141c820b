import { refOf, type KubeObject, type ObjectRef } from '../model/index.ts';
import { ofKind } from './world.ts';

/** DaemonSets that tolerate every taint: each makes a pod for each Fargate node, which hangs Pending for ever. */
export const toleratingAll = (world: {
  readonly objects: readonly KubeObject[];
}): readonly ObjectRef[] =>
  ofKind(world, 'DaemonSet')
    .filter((d) => {
      const spec = (
        d['spec'] as
          | { template?: { spec?: { tolerations?: { key?: string; operator?: string }[] } } }
          | undefined
      )?.template?.spec;
      const toleratesAll =
        spec?.tolerations?.some((t) => t.operator === 'Exists' && t.key === undefined) === true;
      return toleratesAll && !JSON.stringify(spec).includes('eks.amazonaws.com/compute-type');
    })
    .map(refOf);
