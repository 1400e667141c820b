import { MANAGED_BY, MANAGED_BY_VALUE, RUN_LABEL, text, type Role } from '../model/index.ts';
import { changedByOthers } from './changed.ts';
import type { EffectDefinition, EffectPorts, Target } from './effect.ts';
import { ignoreGone } from './gone.ts';

const target = (name: string, ...more: string[]): readonly Target[] => [
  ['iam', 'role', name, ...more],
];
const isAttached = async ({ aws }: EffectPorts, role: string, arn: string): Promise<boolean> =>
  (await aws.iam.getRole(role))?.attachedPolicyArns.includes(arn) ?? false;
const policyName = (arn: string): string => arn.split('/').at(-1) ?? arn;
interface Existed {
  readonly existed: boolean;
}
interface Attached {
  readonly attached: boolean;
}

/** Creates a role; its policies are effects of their own. */
export const iamCreateRole: EffectDefinition<'iam-create-role'> = {
  kind: 'iam-create-role',
  describe: (e) => `iam:CreateRole ${e.name}`,
  targets: (e) => target(e.name),
  prepare: (e, run) => ({
    ...e,
    tags: { [MANAGED_BY]: MANAGED_BY_VALUE, [RUN_LABEL]: run, ...e.tags },
  }),
  observe: async ({ aws }, e) => ({ existed: (await aws.iam.getRole(e.name)) !== undefined }),
  async settle({ aws }, e, before) {
    const role = await aws.iam.getRole(e.name);
    if (!role) return { state: 'not-done' };
    return !(before as Existed).existed && role.tags[RUN_LABEL] === e.tags[RUN_LABEL]
      ? { state: 'done', result: { arn: role.arn } }
      : {
          state: 'changed',
          what: text(
            `Role ${e.name} was made by another.`,
            `역할 ${e.name}: 다른 누군가가 만들었습니다.`,
          ),
        };
  },
  async perform({ aws }, e, { signal }) {
    const { kind: _kind, ...input } = e;
    return { arn: (await aws.iam.createRole(input, { signal })).arn };
  },
  inverse({ name, tags }) {
    const run = tags[RUN_LABEL];
    const mine = run === undefined ? {} : { run };
    return { kind: 'effects', effects: [{ kind: 'iam-delete-role', name, ...mine }] };
  },
};

/** Deletes a role that has no policies any more. */
export const iamDeleteRole: EffectDefinition<'iam-delete-role'> = {
  kind: 'iam-delete-role',
  describe: (e) => `iam:DeleteRole ${e.name}`,
  targets: (e) => target(e.name),
  async observe({ aws }, e) {
    const there = await aws.iam.getRole(e.name);
    if (there && e.run !== undefined && there.tags[RUN_LABEL] !== e.run)
      throw changedByOthers(
        text(
          `Role ${e.name} is not the one that the run had made.`,
          `역할 ${e.name}은(는) 이 실행이 만든 것이 아닙니다.`,
        ),
      );
    return there ?? null;
  },
  settle: async ({ aws }, e) =>
    (await aws.iam.getRole(e.name)) ? { state: 'not-done' } : { state: 'done', result: null },
  perform: ({ aws }, e, { signal }) =>
    aws.iam.deleteRole(e.name, { signal }).then(() => null, ignoreGone),
  inverse(e, before) {
    const role = before as Role | null;
    if (!role) return { kind: 'nothing' };
    const { name } = e;
    const { trustPolicy, tags } = role;
    return {
      kind: 'effects',
      effects: [{ kind: 'iam-create-role', name, trustPolicy, description: '', tags }],
    };
  },
};

/** Attaches a managed policy; one that was attached before stays attached on the way back. */
export const iamAttachRolePolicy: EffectDefinition<'iam-attach-role-policy'> = {
  kind: 'iam-attach-role-policy',
  describe: (e) => `iam:AttachRolePolicy ${e.role} ${policyName(e.policyArn)}`,
  targets: (e) => target(e.role, e.policyArn),
  observe: async (ports, e) => ({ attached: await isAttached(ports, e.role, e.policyArn) }),
  settle: async (ports, e) =>
    (await isAttached(ports, e.role, e.policyArn))
      ? { state: 'done', result: null }
      : { state: 'not-done' },
  perform: ({ aws }, e, { signal }) =>
    aws.iam.attachRolePolicy(e.role, e.policyArn, { signal }).then(() => null),
  inverse: ({ role, policyArn }, before) =>
    (before as Attached).attached
      ? { kind: 'nothing' }
      : { kind: 'effects', effects: [{ kind: 'iam-detach-role-policy', role, policyArn }] },
};

export const iamDetachRolePolicy: EffectDefinition<'iam-detach-role-policy'> = {
  kind: 'iam-detach-role-policy',
  describe: (e) => `iam:DetachRolePolicy ${e.role} ${policyName(e.policyArn)}`,
  targets: (e) => target(e.role, e.policyArn),
  observe: async (ports, e) => ({ attached: await isAttached(ports, e.role, e.policyArn) }),
  settle: async (ports, e) =>
    (await isAttached(ports, e.role, e.policyArn))
      ? { state: 'not-done' }
      : { state: 'done', result: null },
  perform: ({ aws }, e, { signal }) =>
    aws.iam.detachRolePolicy(e.role, e.policyArn, { signal }).then(() => null, ignoreGone),
  inverse: ({ role, policyArn }, before) =>
    (before as Attached).attached
      ? { kind: 'effects', effects: [{ kind: 'iam-attach-role-policy', role, policyArn }] }
      : { kind: 'nothing' },
};
