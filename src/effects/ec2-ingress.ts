import type { SecurityGroupRule } from '../model/index.ts';
import type { NewIngressRule } from '../ports/index.ts';
import type { EffectDefinition, EffectPorts, Target } from './effect.ts';
import { ignoreReason } from './gone.ts';

interface Ruling {
  readonly groupId: string;
  readonly rule: NewIngressRule;
}
interface Existed {
  readonly existed: boolean;
}
const ports = (r: NewIngressRule): string =>
  r.fromPort === r.toPort ? String(r.fromPort) : `${r.fromPort}-${r.toPort}`;
const words = ({ groupId, rule }: Ruling): string =>
  `${groupId} ${rule.protocol}/${ports(rule)} from ${rule.referencedGroupId}`;
const target = ({ groupId, rule }: Ruling): readonly Target[] => [
  ['ec2', 'security-group', groupId, rule.protocol, ports(rule), rule.referencedGroupId],
];

/** EC2 compares rules without their description. */
const isRule = (r: SecurityGroupRule, w: NewIngressRule): boolean =>
  r.direction === 'ingress' &&
  r.protocol === w.protocol &&
  r.fromPort === w.fromPort &&
  r.toPort === w.toPort &&
  r.referencedGroupId === w.referencedGroupId;

async function hasRule({ aws }: EffectPorts, { groupId, rule }: Ruling): Promise<boolean> {
  const group = await aws.ec2.describeSecurityGroup(groupId);
  return group?.rules.some((r) => isRule(r, rule)) ?? false;
}

/** Admits traffic from another security group; a rule that was there before stays on the way back. */
export const ec2AuthorizeIngress: EffectDefinition<'ec2-authorize-ingress'> = {
  kind: 'ec2-authorize-ingress',
  describe: (e) => `ec2:AuthorizeSecurityGroupIngress ${words(e)}`,
  targets: target,
  observe: async (world, e) => ({ existed: await hasRule(world, e) }),
  settle: async (world, e) =>
    (await hasRule(world, e)) ? { state: 'done', result: null } : { state: 'not-done' },
  perform: ({ aws }, e, { signal }) =>
    aws.ec2
      .authorizeIngress(e.groupId, e.rule, { signal })
      .then(() => null, ignoreReason(/^InvalidPermission\.Duplicate$/)),
  inverse: ({ groupId, rule }, before) =>
    (before as Existed).existed
      ? { kind: 'nothing' }
      : { kind: 'effects', effects: [{ kind: 'ec2-revoke-ingress', groupId, rule }] },
};

export const ec2RevokeIngress: EffectDefinition<'ec2-revoke-ingress'> = {
  kind: 'ec2-revoke-ingress',
  describe: (e) => `ec2:RevokeSecurityGroupIngress ${words(e)}`,
  targets: target,
  observe: async (world, e) => ({ existed: await hasRule(world, e) }),
  settle: async (world, e) =>
    (await hasRule(world, e)) ? { state: 'not-done' } : { state: 'done', result: null },
  perform: ({ aws }, e, { signal }) =>
    aws.ec2
      .revokeIngress(e.groupId, e.rule, { signal })
      .then(() => null, ignoreReason(/^Invalid(Permission|Group)\.NotFound$/)),
  inverse: ({ groupId, rule }, before) =>
    (before as Existed).existed
      ? { kind: 'effects', effects: [{ kind: 'ec2-authorize-ingress', groupId, rule }] }
      : { kind: 'nothing' },
};
