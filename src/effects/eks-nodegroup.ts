import { jsonEqual, text, type Nodegroup } from '../model/index.ts';
import { changedByOthers } from './changed.ts';
import type { EffectDefinition, EffectPorts, Inverse, Target } from './effect.ts';
import { ignoreGone } from './gone.ts';

interface Named {
  readonly cluster: string;
  readonly name: string;
}
type Scaling = Nodegroup['scaling'];
const target = (e: Named): Target => ['eks', 'nodegroup', e.cluster, e.name];
const look = ({ aws }: EffectPorts, e: Named): Promise<Nodegroup | undefined> =>
  aws.eks.describeNodegroup(e.cluster, e.name);
const limits = (s: Scaling): string => `${s.minSize}/${s.desiredSize}/${s.maxSize}`;
/** Autoscalers move the desired size; who set what is told by the limits. */
const sameLimits = (a: Scaling, b: Scaling): boolean =>
  a.minSize === b.minSize && a.maxSize === b.maxSize;

/** Sets minimum, desired and maximum size of a managed node group; the inverse brings back the old ones. */
export const eksScaleNodegroup: EffectDefinition<'eks-scale-nodegroup'> = {
  kind: 'eks-scale-nodegroup',
  describe: (e) => `eks:UpdateNodegroupConfig ${e.name} ${limits(e.scaling)}`,
  targets: (e) => [[...target(e), 'scaling']],
  async observe(ports, e) {
    const now = (await look(ports, e))?.scaling;
    if (e.expect && now && !sameLimits(now, e.expect) && !sameLimits(now, e.scaling))
      throw changedByOthers(
        text(
          `Node group ${e.name} has sizes ${limits(now)}, and the run had left ${limits(e.expect)}.`,
          `노드 그룹 ${e.name}의 크기가 ${limits(now)}입니다. 이 실행이 남긴 크기는 ${limits(e.expect)}입니다.`,
        ),
      );
    return now ?? null;
  },
  async settle(ports, e, before) {
    const now = (await look(ports, e))?.scaling;
    if (!now)
      return {
        state: 'changed',
        what: text(`Node group ${e.name} is gone.`, `노드 그룹 ${e.name}이(가) 없습니다.`),
      };
    if (jsonEqual(now, e.scaling)) return { state: 'done', result: null };
    const was = before as Scaling | null;
    return was && sameLimits(now, was)
      ? { state: 'not-done' }
      : {
          state: 'changed',
          what: text(
            `Node group ${e.name} has sizes ${limits(now)}.`,
            `노드 그룹 ${e.name}의 크기가 ${limits(now)}입니다.`,
          ),
        };
  },
  perform: ({ aws }, { cluster, name, scaling }, { token, signal }) =>
    aws.eks.updateNodegroupScaling({ cluster, name, scaling, token }, { signal }).then(() => null),
  inverse(e, before): Inverse {
    const was = before as Scaling | null;
    if (!was) return { kind: 'nothing' };
    const { kind, cluster, name } = e;
    return { kind: 'effects', effects: [{ kind, cluster, name, scaling: was, expect: e.scaling }] };
  },
};

/** Deletes a managed node group. Its description is the before-image, and the way back. */
export const eksDeleteNodegroup: EffectDefinition<'eks-delete-nodegroup'> = {
  kind: 'eks-delete-nodegroup',
  describe: (e) => `eks:DeleteNodegroup ${e.name}`,
  targets: (e) => [target(e)],
  observe: async (ports, e) => (await look(ports, e)) ?? null,
  async settle(ports, e) {
    const there = await look(ports, e);
    return !there || there.status === 'DELETING'
      ? { state: 'done', result: null }
      : { state: 'not-done' };
  },
  perform: ({ aws }, e, { signal }) =>
    aws.eks.deleteNodegroup(e.cluster, e.name, { signal }).then(() => null, ignoreGone),
  inverse: (e, before) =>
    before === null
      ? { kind: 'nothing' }
      : {
          kind: 'effects',
          effects: [
            { kind: 'eks-create-nodegroup', cluster: e.cluster, nodegroup: before as Nodegroup },
          ],
        },
};

/** Makes a node group again as it was described. */
export const eksCreateNodegroup: EffectDefinition<'eks-create-nodegroup'> = {
  kind: 'eks-create-nodegroup',
  describe: (e) => `eks:CreateNodegroup ${e.nodegroup.name}`,
  targets: (e) => [target({ cluster: e.cluster, name: e.nodegroup.name })],
  observe: async (ports, e) => ({
    existed: (await look(ports, { cluster: e.cluster, name: e.nodegroup.name })) !== undefined,
  }),
  async settle(ports, e) {
    const there = await look(ports, { cluster: e.cluster, name: e.nodegroup.name });
    if (!there || there.status === 'DELETING') return { state: 'not-done' };
    return there.nodeRoleArn === e.nodegroup.nodeRoleArn &&
      jsonEqual([...there.subnetIds].sort(), [...e.nodegroup.subnetIds].sort())
      ? { state: 'done', result: null }
      : {
          state: 'changed',
          what: text(
            `Node group ${e.nodegroup.name} was made by another.`,
            `노드 그룹 ${e.nodegroup.name}: 다른 누군가가 만들었습니다.`,
          ),
        };
  },
  perform: ({ aws }, e, { token, signal }) =>
    aws.eks.createNodegroup(e.cluster, e.nodegroup, token, { signal }).then(() => null),
  inverse: (e) => ({
    kind: 'effects',
    effects: [{ kind: 'eks-delete-nodegroup', cluster: e.cluster, name: e.nodegroup.name }],
  }),
};
