import { arn } from '../context.ts';
import type { QueryOperations } from '../wire/protocols.ts';
import { filtered, missing, paged, tagSet } from './filters.ts';
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from './network.ts';
import type { Ec2 } from './service.ts';

interface Owned {
  readonly group: SecurityGroupRecord;
  readonly rule: SecurityGroupRuleRecord;
}

/** One rule as EC2 shows it since rules have ids. */
export const ruleView = (
  ec2: Ec2,
  group: SecurityGroupRecord,
  r: SecurityGroupRuleRecord,
): unknown => ({
  securityGroupRuleId: r.id,
  securityGroupRuleArn: arn(ec2.context, 'ec2', `security-group-rule/${r.id}`),
  groupId: group.id,
  groupOwnerId: ec2.context.accountId,
  isEgress: r.egress,
  ipProtocol: r.protocol,
  fromPort: r.fromPort,
  toPort: r.toPort,
  ...(r.cidr?.includes(':') ? { cidrIpv6: r.cidr } : { cidrIpv4: r.cidr }),
  ...(r.groupId === undefined
    ? {}
    : { referencedGroupInfo: { groupId: r.groupId, userId: ec2.context.accountId } }),
  description: r.description,
  tagSet: tagSet(r.tags),
});

export const ruleOperations = (ec2: Ec2): QueryOperations => ({
  DescribeSecurityGroupRules: (params) => {
    const all: Owned[] = [...ec2.network.securityGroups.values()].flatMap((group) =>
      group.rules.map((rule) => ({ group, rule })),
    );
    const ids = params.list('SecurityGroupRuleId');
    for (const id of ids)
      if (!all.some((o) => o.rule.id === id))
        throw missing('InvalidSecurityGroupRuleId.NotFound', 'security group rule ID')(id);
    const fields = {
      'group-id': (o: Owned) => o.group.id,
      'security-group-rule-id': (o: Owned) => o.rule.id,
    };
    return paged(
      params,
      'securityGroupRuleSet',
      filtered(
        params,
        all.filter((o) => ids.length === 0 || ids.includes(o.rule.id)),
        fields,
        (o) => o.rule.tags,
      ),
      (o) => ruleView(ec2, o.group, o.rule),
    );
  },
});
