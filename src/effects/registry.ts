import * as ec2 from './ec2-ingress.ts';
import type { Effect, EffectDefinition, EffectKind } from './effect.ts';
import * as efs from './efs.ts';
import * as addon from './eks-addon.ts';
import * as profile from './eks-fargate-profile.ts';
import * as nodegroup from './eks-nodegroup.ts';
import { helmReleaseStatus } from './helm-release-status.ts';
import * as iam from './iam-role.ts';
import { kubeCreate } from './kube-create.ts';
import { kubeDelete } from './kube-delete.ts';
import { kubeEvict } from './kube-evict.ts';
import { kubeSet } from './kube-set.ts';

/** Every kind of effect; the type makes it complete. */
export const definitions: { readonly [K in EffectKind]: EffectDefinition<K> } = {
  'kube-create': kubeCreate,
  'kube-set': kubeSet,
  'kube-delete': kubeDelete,
  'kube-evict': kubeEvict,
  'helm-release-status': helmReleaseStatus,
  'eks-create-fargate-profile': profile.eksCreateFargateProfile,
  'eks-delete-fargate-profile': profile.eksDeleteFargateProfile,
  'eks-scale-nodegroup': nodegroup.eksScaleNodegroup,
  'eks-delete-nodegroup': nodegroup.eksDeleteNodegroup,
  'eks-create-nodegroup': nodegroup.eksCreateNodegroup,
  'eks-update-addon': addon.eksUpdateAddon,
  'eks-delete-addon': addon.eksDeleteAddon,
  'eks-create-addon': addon.eksCreateAddon,
  'iam-create-role': iam.iamCreateRole,
  'iam-delete-role': iam.iamDeleteRole,
  'iam-attach-role-policy': iam.iamAttachRolePolicy,
  'iam-detach-role-policy': iam.iamDetachRolePolicy,
  'ec2-authorize-ingress': ec2.ec2AuthorizeIngress,
  'ec2-revoke-ingress': ec2.ec2RevokeIngress,
  'efs-create-file-system': efs.efsCreateFileSystem,
  'efs-delete-file-system': efs.efsDeleteFileSystem,
  'efs-create-mount-target': efs.efsCreateMountTarget,
  'efs-delete-mount-target': efs.efsDeleteMountTarget,
  'efs-create-access-point': efs.efsCreateAccessPoint,
  'efs-delete-access-point': efs.efsDeleteAccessPoint,
};

export const isEffectKind = (kind: unknown): kind is EffectKind =>
  typeof kind === 'string' && Object.hasOwn(definitions, kind);

/** The definition of an effect, typed for the engine, which does not care which kind it is. */
export const definitionOf = (effect: Effect): EffectDefinition<never> =>
  definitions[effect.kind] as unknown as EffectDefinition<never>;

export const describeEffect = (effect: Effect): string =>
  definitionOf(effect).describe(effect as never);
