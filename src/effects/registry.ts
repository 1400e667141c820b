import type { Effect, EffectDefinition, EffectKind } from './effect.ts';
import * as efs from './efs.ts';
import * as eks from './eks.ts';
import { helmReleaseStatus } from './helm-release-status.ts';
import * as iamEc2 from './iam-ec2.ts';
import { kubeCreate, kubeDelete, kubeEvict } from './kube-objects.ts';
import { kubeSet } from './kube-set.ts';

/** Every kind of effect; the type makes it complete. */
const definitions: { readonly [K in EffectKind]: EffectDefinition<K> } = {
  'kube-create': kubeCreate,
  'kube-set': kubeSet,
  'kube-delete': kubeDelete,
  'kube-evict': kubeEvict,
  'helm-release-status': helmReleaseStatus,
  'eks-create-fargate-profile': eks.eksCreateFargateProfile,
  'eks-delete-fargate-profile': eks.eksDeleteFargateProfile,
  'eks-scale-nodegroup': eks.eksScaleNodegroup,
  'eks-delete-nodegroup': eks.eksDeleteNodegroup,
  'eks-create-nodegroup': eks.eksCreateNodegroup,
  'eks-update-addon': eks.eksUpdateAddon,
  'eks-delete-addon': eks.eksDeleteAddon,
  'eks-create-addon': eks.eksCreateAddon,
  'iam-create-role': iamEc2.iamCreateRole,
  'iam-delete-role': iamEc2.iamDeleteRole,
  'iam-attach-role-policy': iamEc2.iamAttachRolePolicy,
  'iam-detach-role-policy': iamEc2.iamDetachRolePolicy,
  'ec2-authorize-ingress': iamEc2.ec2AuthorizeIngress,
  'ec2-revoke-ingress': iamEc2.ec2RevokeIngress,
  'efs-create-file-system': efs.efsCreateFileSystem,
  'efs-delete-file-system': efs.efsDeleteFileSystem,
  'efs-create-mount-target': efs.efsCreateMountTarget,
  'efs-delete-mount-target': efs.efsDeleteMountTarget,
  'efs-create-access-point': efs.efsCreateAccessPoint,
  'efs-delete-access-point': efs.efsDeleteAccessPoint,
};

/** The definition of an effect, typed for the engine, which does not care which kind it is. */
export const definitionOf = (effect: Effect): EffectDefinition<never> =>
  definitions[effect.kind] as unknown as EffectDefinition<never>;

export const describeEffect = (effect: Effect): string =>
  definitionOf(effect).describe(effect as never);
