import { cloudCallOf, isNotFound } from '../errors/index.ts';
import type { Role, SecurityGroupRule } from '../model/index.ts';
import type { NewIngressRule } from '../ports/index.ts';
import type { EffectDefinition, EffectKind, EffectPorts } from './effect.ts';

type Def<K extends EffectKind> = EffectDefinition<K>;
const ignore =
  (test: (error: unknown) => boolean) =>
  (error: unknown): null => {
    if (test(error)) return null;
    throw error;
  };
const reasonIs =
  (pattern: RegExp) =>
  (error: unknown): boolean =>
    pattern.test(cloudCallOf(error)?.reason ?? '');

export const iamCreateRole: Def<'iam-create-role'> = {
  kind: 'iam-create-role',
  describe: (e) => `iam:CreateRole ${e.name}`,
  observe: async ({ aws }, e) => ({ existed: (await aws.iam.getRole(e.name)) !== undefined }),
  async settle({ aws }, e) {
    const role = await aws.iam.getRole(e.name);
    return role ? { state: 'done', result: { arn: role.arn } } : { state: 'not-done' };
  },
  async perform({ aws }, e, { signal }) {
    const { kind: _k, ...input } = e;
    return { arn: (await aws.iam.createRole(input, { signal })).arn };
  },
  inverse: (e, before) =>
    (before as { existed: boolean }).existed
      ? { kind: 'nothing' }
      : { kind: 'effects', effects: [{ kind: 'iam-delete-role', name: e.name }] },
};

export const iamDeleteRole: Def<'iam-delete-role'> = {
  kind: 'iam-delete-role',
  describe: (e) => `iam:DeleteRole ${e.name}`,
  observe: async ({ aws }, e) => (await aws.iam.getRole(e.name)) ?? null,
  settle: async ({ aws }, e) =>
    (await aws.iam.getRole(e.name)) ? { state: 'not-done' } : { state: 'done', result: null },
  perform: ({ aws }, e, { signal }) =>
    aws.iam.deleteRole(e.name, { signal }).then(() => null, ignore(isNotFound)),
  inverse(e, before) {
    const role = before as Role | null;
    if (!role) return { kind: 'nothing' };
    return {
      kind: 'effects',
      effects: [
        {
          kind: 'iam-create-role',
          name: e.name,
          trustPolicy: role.trustPolicy,
          description: '',
          tags: role.tags,
        },
      ],
    };
  },
};

const isAttached = async ({ aws }: EffectPorts, role: string, arn: string): Promise<boolean> =>
  (await aws.iam.getRole(role))?.attachedPolicyArns.includes(arn) ?? false;

export const iamAttachRolePolicy: Def<'iam-attach-role-policy'> = {
  kind: 'iam-attach-role-policy',
  describe: (e) => `iam:AttachRolePolicy ${e.role} ${e.policyArn.split('/').at(-1) ?? ''}`,
  observe: async (ports, e) => ({ attached: await isAttached(ports, e.role, e.policyArn) }),
  settle: async (ports, e) =>
    (await isAttached(ports, e.role, e.policyArn))
      ? { state: 'done', result: null }
      : { state: 'not-done' },
  perform: ({ aws }, e, { signal }) =>
    aws.iam.attachRolePolicy(e.role, e.policyArn, { signal }).then(() => null),
  inverse: (e, before) =>
    (before as { attached: boolean }).attached
      ? { kind: 'nothing' }
      : {
          kind: 'effects',
          effects: [{ kind: 'iam-detach-role-policy', role: e.role, policyArn: e.policyArn }],
        },
};

export const iamDetachRolePolicy: Def<'iam-detach-role-policy'> = {
  kind: 'iam-detach-role-policy',
  describe: (e) => `iam:DetachRolePolicy ${e.role} ${e.policyArn.split('/').at(-1) ?? ''}`,
  observe: async (ports, e) => ({ attached: await isAttached(ports, e.role, e.policyArn) }),
  settle: async (ports, e) =>
    (await isAttached(ports, e.role, e.policyArn))
      ? { state: 'not-done' }
      : { state: 'done', result: null },
  perform: ({ aws }, e, { signal }) =>
    aws.iam.detachRolePolicy(e.role, e.policyArn, { signal }).then(() => null, ignore(isNotFound)),
  inverse: (e, before) =>
    (before as { attached: boolean }).attached
      ? {
          kind: 'effects',
          effects: [{ kind: 'iam-attach-role-policy', role: e.role, policyArn: e.policyArn }],
        }
      : { kind: 'nothing' },
};

const isRule = (r: SecurityGroupRule, w: NewIngressRule): boolean =>
  r.direction === 'ingress' &&
  r.protocol === w.protocol &&
  r.fromPort === w.fromPort &&
  r.toPort === w.toPort &&
  r.referencedGroupId === w.referencedGroupId;

async function hasRule(
  { aws }: EffectPorts,
  groupId: string,
  rule: NewIngressRule,
): Promise<boolean> {
  const group = await aws.ec2.describeSecurityGroup(groupId);
  return group?.rules.some((r) => isRule(r, rule)) ?? false;
}

export const ec2AuthorizeIngress: Def<'ec2-authorize-ingress'> = {
  kind: 'ec2-authorize-ingress',
  describe: (e) =>
    `ec2:AuthorizeSecurityGroupIngress ${e.groupId} ${e.rule.protocol}/${e.rule.fromPort}`,
  observe: async (ports, e) => ({ existed: await hasRule(ports, e.groupId, e.rule) }),
  settle: async (ports, e) =>
    (await hasRule(ports, e.groupId, e.rule))
      ? { state: 'done', result: null }
      : { state: 'not-done' },
  perform: ({ aws }, e, { signal }) =>
    aws.ec2
      .authorizeIngress(e.groupId, e.rule, { signal })
      .then(() => null, ignore(reasonIs(/InvalidPermission\.Duplicate/))),
  inverse: (e, before) =>
    (before as { existed: boolean }).existed
      ? { kind: 'nothing' }
      : {
          kind: 'effects',
          effects: [{ kind: 'ec2-revoke-ingress', groupId: e.groupId, rule: e.rule }],
        },
};

export const ec2RevokeIngress: Def<'ec2-revoke-ingress'> = {
  kind: 'ec2-revoke-ingress',
  describe: (e) =>
    `ec2:RevokeSecurityGroupIngress ${e.groupId} ${e.rule.protocol}/${e.rule.fromPort}`,
  observe: async (ports, e) => ({ existed: await hasRule(ports, e.groupId, e.rule) }),
  settle: async (ports, e) =>
    (await hasRule(ports, e.groupId, e.rule))
      ? { state: 'not-done' }
      : { state: 'done', result: null },
  perform: ({ aws }, e, { signal }) =>
    aws.ec2
      .revokeIngress(e.groupId, e.rule, { signal })
      .then(() => null, ignore(reasonIs(/InvalidPermission\.NotFound/))),
  inverse: (e, before) =>
    (before as { existed: boolean }).existed
      ? {
          kind: 'effects',
          effects: [{ kind: 'ec2-authorize-ingress', groupId: e.groupId, rule: e.rule }],
        }
      : { kind: 'nothing' },
};
