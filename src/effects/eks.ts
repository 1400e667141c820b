import { isNotFound } from '../errors/index.ts';
import { jsonEqual, RUN_LABEL, type Addon, type Nodegroup } from '../model/index.ts';
import type { EffectDefinition, EffectKind } from './effect.ts';

const DONE = { state: 'done', result: null } as const;
const NOT_DONE = { state: 'not-done' } as const;
const going = (status: string | undefined): boolean =>
  status === undefined || status === 'DELETING';
const ignoreGone = (error: unknown): null => {
  if (isNotFound(error)) return null;
  throw error;
};
type Def<K extends EffectKind> = EffectDefinition<K>;

export const eksCreateFargateProfile: Def<'eks-create-fargate-profile'> = {
  kind: 'eks-create-fargate-profile',
  describe: (e) => `eks:CreateFargateProfile ${e.name}`,
  observe: async ({ aws }, e) => ({
    existed: (await aws.eks.describeFargateProfile(e.cluster, e.name)) !== undefined,
  }),
  async settle({ aws }, e) {
    const there = await aws.eks.describeFargateProfile(e.cluster, e.name);
    if (!there || there.status === 'DELETING') return NOT_DONE;
    return there.tags[RUN_LABEL] === e.tags[RUN_LABEL] || jsonEqual(there.selectors, e.selectors)
      ? { state: 'done', result: { arn: there.arn } }
      : {
          state: 'changed',
          what: `profile ${e.name} was made by somebody else, with other selectors`,
        };
  },
  async perform({ aws }, e, { token, signal }) {
    const { kind: _k, ...input } = e;
    return {
      arn: (await aws.eks.createFargateProfile({ ...input, token }, { signal })).arn,
    };
  },
  inverse: (e) => ({
    kind: 'effects',
    effects: [{ kind: 'eks-delete-fargate-profile', cluster: e.cluster, name: e.name }],
  }),
};

export const eksDeleteFargateProfile: Def<'eks-delete-fargate-profile'> = {
  kind: 'eks-delete-fargate-profile',
  describe: (e) => `eks:DeleteFargateProfile ${e.name}`,
  observe: async ({ aws }, e) => (await aws.eks.describeFargateProfile(e.cluster, e.name)) ?? null,
  settle: async ({ aws }, e) =>
    going((await aws.eks.describeFargateProfile(e.cluster, e.name))?.status) ? DONE : NOT_DONE,
  perform: ({ aws }, e, { signal }) =>
    aws.eks.deleteFargateProfile(e.cluster, e.name, { signal }).then(() => null, ignoreGone),
  inverse(e, before) {
    const p = before as Awaited<
      ReturnType<
        Parameters<
          typeof eksDeleteFargateProfile.observe
        >[0]['aws']['eks']['describeFargateProfile']
      >
    > | null;
    if (!p) return { kind: 'nothing' };
    return {
      kind: 'effects',
      effects: [
        {
          kind: 'eks-create-fargate-profile',
          cluster: e.cluster,
          name: e.name,
          podExecutionRoleArn: p.podExecutionRoleArn,
          subnetIds: p.subnetIds,
          selectors: p.selectors,
          tags: p.tags,
        },
      ],
    };
  },
};

export const eksScaleNodegroup: Def<'eks-scale-nodegroup'> = {
  kind: 'eks-scale-nodegroup',
  describe: (e) =>
    `eks:UpdateNodegroupConfig ${e.name} ${e.scaling.minSize}/${e.scaling.desiredSize}/${e.scaling.maxSize}`,
  observe: async ({ aws }, e) =>
    (await aws.eks.describeNodegroup(e.cluster, e.name))?.scaling ?? null,
  async settle({ aws }, e, before) {
    const now = (await aws.eks.describeNodegroup(e.cluster, e.name))?.scaling;
    if (!now) return { state: 'changed', what: `node group ${e.name} is gone` };
    if (jsonEqual(now, e.scaling)) return DONE;
    return jsonEqual(now, before)
      ? NOT_DONE
      : {
          state: 'changed',
          what: `node group ${e.name} was scaled to ${now.desiredSize} by somebody else`,
        };
  },
  perform: ({ aws }, e, { token, signal }) =>
    aws.eks
      .updateNodegroupScaling(
        { cluster: e.cluster, name: e.name, scaling: e.scaling, token },
        { signal },
      )
      .then(() => null),
  inverse: (e, before) =>
    before === null
      ? { kind: 'nothing' }
      : {
          kind: 'effects',
          effects: [
            {
              kind: 'eks-scale-nodegroup',
              cluster: e.cluster,
              name: e.name,
              scaling: before as Nodegroup['scaling'],
            },
          ],
        },
};

export const eksDeleteNodegroup: Def<'eks-delete-nodegroup'> = {
  kind: 'eks-delete-nodegroup',
  describe: (e) => `eks:DeleteNodegroup ${e.name}`,
  observe: async ({ aws }, e) => (await aws.eks.describeNodegroup(e.cluster, e.name)) ?? null,
  settle: async ({ aws }, e) =>
    going((await aws.eks.describeNodegroup(e.cluster, e.name))?.status) ? DONE : NOT_DONE,
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

export const eksCreateNodegroup: Def<'eks-create-nodegroup'> = {
  kind: 'eks-create-nodegroup',
  describe: (e) => `eks:CreateNodegroup ${e.nodegroup.name}`,
  observe: async ({ aws }, e) => ({
    existed: (await aws.eks.describeNodegroup(e.cluster, e.nodegroup.name)) !== undefined,
  }),
  async settle({ aws }, e) {
    const there = await aws.eks.describeNodegroup(e.cluster, e.nodegroup.name);
    return going(there?.status) ? NOT_DONE : DONE;
  },
  perform: ({ aws }, e, { token, signal }) =>
    aws.eks.createNodegroup(e.cluster, e.nodegroup, token, { signal }).then(() => null),
  inverse: (e) => ({
    kind: 'effects',
    effects: [{ kind: 'eks-delete-nodegroup', cluster: e.cluster, name: e.nodegroup.name }],
  }),
};

export const eksUpdateAddon: Def<'eks-update-addon'> = {
  kind: 'eks-update-addon',
  describe: (e) => `eks:UpdateAddon ${e.name}`,
  observe: async ({ aws }, e) => ({
    configurationValues:
      (await aws.eks.describeAddon(e.cluster, e.name))?.configurationValues ?? null,
  }),
  async settle({ aws }, e, before) {
    const now = (await aws.eks.describeAddon(e.cluster, e.name))?.configurationValues ?? null;
    if (sameConfiguration(now, e.configurationValues)) return DONE;
    return sameConfiguration(
      now,
      (before as { configurationValues: string | null }).configurationValues,
    )
      ? NOT_DONE
      : { state: 'changed', what: `add-on ${e.name} was configured by somebody else` };
  },
  perform: ({ aws }, e, { token, signal }) =>
    aws.eks
      .updateAddon(
        { cluster: e.cluster, name: e.name, configurationValues: e.configurationValues, token },
        { signal },
      )
      .then(() => null),
  inverse: (e, before) => ({
    kind: 'effects',
    effects: [
      {
        kind: 'eks-update-addon',
        cluster: e.cluster,
        name: e.name,
        configurationValues: (before as { configurationValues: string | null }).configurationValues,
      },
    ],
  }),
};

/** No configuration, an empty text and `{}` mean the same to EKS. */
function sameConfiguration(a: string | null, b: string | null): boolean {
  const normal = (v: string | null): unknown => {
    if (v === null || v.trim() === '') return {};
    try {
      return JSON.parse(v);
    } catch {
      return v;
    }
  };
  return jsonEqual(normal(a), normal(b));
}

export const eksDeleteAddon: Def<'eks-delete-addon'> = {
  kind: 'eks-delete-addon',
  describe: (e) => `eks:DeleteAddon ${e.name}${e.preserve ? ' --preserve' : ''}`,
  observe: async ({ aws }, e) => (await aws.eks.describeAddon(e.cluster, e.name)) ?? null,
  settle: async ({ aws }, e) =>
    going((await aws.eks.describeAddon(e.cluster, e.name))?.status) ? DONE : NOT_DONE,
  perform: ({ aws }, e, { signal }) =>
    aws.eks
      .deleteAddon({ cluster: e.cluster, name: e.name, preserve: e.preserve }, { signal })
      .then(() => null, ignoreGone),
  inverse: (e, before) =>
    before === null
      ? { kind: 'nothing' }
      : {
          kind: 'effects',
          effects: [{ kind: 'eks-create-addon', cluster: e.cluster, addon: before as Addon }],
        },
};

export const eksCreateAddon: Def<'eks-create-addon'> = {
  kind: 'eks-create-addon',
  describe: (e) => `eks:CreateAddon ${e.addon.name}`,
  observe: async ({ aws }, e) => ({
    existed: (await aws.eks.describeAddon(e.cluster, e.addon.name)) !== undefined,
  }),
  settle: async ({ aws }, e) =>
    going((await aws.eks.describeAddon(e.cluster, e.addon.name))?.status) ? NOT_DONE : DONE,
  perform: ({ aws }, e, { token, signal }) =>
    aws.eks.createAddon(e.cluster, e.addon, token, { signal }).then(() => null),
  inverse: (e) => ({
    kind: 'effects',
    effects: [
      { kind: 'eks-delete-addon', cluster: e.cluster, name: e.addon.name, preserve: false },
    ],
  }),
};
