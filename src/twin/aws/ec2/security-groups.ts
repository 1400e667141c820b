import { AwsError } from '../errors.ts';
import { tagsOf, type Params } from '../wire/params.ts';
import type { QueryOperations } from '../wire/protocols.ts';
import { isCidr } from './addresses.ts';
import { chosen, filtered, missing, paged, tagSet } from './filters.ts';
import type { SecurityGroupRecord, SecurityGroupRuleRecord } from './network.ts';
import { ruleOperations, ruleView } from './security-group-rules.ts';
import type { Ec2 } from './service.ts';

type Rule = SecurityGroupRuleRecord;
const RULES_PER_GROUP = 60;

const notFound = missing('InvalidGroup.NotFound', 'security group');

const samePlace = (a: Rule, b: Rule): boolean =>
  a.egress === b.egress &&
  a.protocol === b.protocol &&
  a.fromPort === b.fromPort &&
  a.toPort === b.toPort &&
  a.cidr === b.cidr &&
  a.groupId === b.groupId;

/**
 * Security groups: read, opened and closed. EC2 refuses a rule that is there already, and on revoking
 * one that is not.
 * @source https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html (read 2026-11-23)
 */
export function securityGroupOperations(ec2: Ec2): QueryOperations {
  const { network } = ec2;
  const groupOf = (params: Params): SecurityGroupRecord => {
    const id = params.need('GroupId');
    const group = network.securityGroups.get(id);
    if (!group) throw notFound(id);
    return group;
  };
  const authorize = (params: Params, egress: boolean): unknown => {
    const group = groupOf(params);
    const tags = tagsOf(params.structs('TagSpecification').flatMap((t) => t.structs('Tag')));
    const added = rulesOf(ec2, params, egress).map((r) => ({
      ...r,
      id: ec2.context.ids.resource('sgr'),
      tags,
    }));
    for (const rule of added)
      if (group.rules.some((r) => samePlace(r, rule))) throw duplicate(rule);
    const inDirection = group.rules.filter((r) => r.egress === egress).length;
    if (inDirection + added.length > RULES_PER_GROUP)
      throw new AwsError(
        'RulesPerSecurityGroupLimitExceeded',
        'The maximum number of rules per security group has been reached.',
      );
    group.rules = [...group.rules, ...added];
    return {
      return: true,
      securityGroupRuleSet: added.map((r) => ruleView(ec2, group, r)),
    };
  };
  const revoke = (params: Params, egress: boolean): unknown => {
    const group = groupOf(params);
    const ids = params.list('SecurityGroupRuleId');
    const wanted = rulesOf(ec2, params, egress);
    const going = group.rules.filter(
      (r) => r.egress === egress && (ids.includes(r.id) || wanted.some((w) => samePlace(w, r))),
    );
    if (going.length < ids.length + wanted.length)
      throw new AwsError(
        'InvalidPermission.NotFound',
        'The specified rule does not exist in this security group.',
      );
    group.rules = group.rules.filter((r) => !going.includes(r));
    return { return: true };
  };
  return {
    DescribeSecurityGroups: (params) => {
      const found = chosen(params.list('GroupId'), network.securityGroups, notFound);
      const fields = {
        'vpc-id': () => network.vpc.id,
        'group-id': (g: SecurityGroupRecord) => g.id,
        'group-name': (g: SecurityGroupRecord) => g.name,
        'ip-permission.group-id': (g: SecurityGroupRecord) =>
          g.rules.filter((r) => !r.egress).map((r) => r.groupId),
        'ip-permission.cidr': (g: SecurityGroupRecord) =>
          g.rules.filter((r) => !r.egress).map((r) => r.cidr),
      };
      return paged(
        params,
        'securityGroupInfo',
        filtered(params, found, fields, (g) => g.tags),
        (g) => groupView(ec2, g),
      );
    },
    AuthorizeSecurityGroupIngress: (params) => authorize(params, false),
    AuthorizeSecurityGroupEgress: (params) => authorize(params, true),
    RevokeSecurityGroupIngress: (params) => revoke(params, false),
    RevokeSecurityGroupEgress: (params) => revoke(params, true),
    ...ruleOperations(ec2),
  };
}

const duplicate = (r: Rule): AwsError => {
  const peer = r.groupId ?? r.cidr ?? '';
  const ports = r.protocol === '-1' ? 'ALL' : `from port: ${r.fromPort}, to port: ${r.toPort}`;
  const protocol = r.protocol === '-1' ? 'ALL' : r.protocol.toUpperCase();
  return new AwsError(
    'InvalidPermission.Duplicate',
    `the specified rule "peer: ${peer}, ${protocol}, ${ports}, ALLOW" already exists`,
  );
};

/** Protocol numbers are answered by name where EC2 knows one. */
const PROTOCOLS: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '1': 'icmp', all: '-1' }; // prettier-ignore

/** Each permission names many peers; each peer is a rule. */
function rulesOf(ec2: Ec2, params: Params, egress: boolean): Rule[] {
  return params.structs('IpPermissions').flatMap((p) => {
    const given = p.get('IpProtocol') ?? '-1';
    const protocol = PROTOCOLS[given] ?? given;
    const all = protocol === '-1';
    const [fromPort, toPort] = [p.int('FromPort'), p.int('ToPort')];
    if (!all && (fromPort === undefined || toPort === undefined || fromPort > toPort))
      throw new AwsError(
        'InvalidParameterValue',
        `Invalid value for portRange. Must specify both from and to ports with ${protocol.toUpperCase()}.`,
      );
    const base = {
      id: '',
      egress,
      protocol,
      fromPort: all ? -1 : (fromPort ?? -1),
      toPort: all ? -1 : (toPort ?? -1),
      tags: {},
    };
    const cidrs = p.structs('IpRanges').map((r) => {
      const cidr = r.need('CidrIp');
      if (!isCidr(cidr))
        throw new AwsError('InvalidParameterValue', `CIDR block ${cidr} is malformed`);
      return { ...base, cidr, groupId: undefined, description: r.get('Description') };
    });
    const six = p.structs('Ipv6Ranges').map((r) => ({
      ...base,
      cidr: r.need('CidrIpv6'),
      groupId: undefined,
      description: r.get('Description'),
    }));
    const groups = p.structs('Groups').map((g) => {
      const groupId = g.need('GroupId');
      if (!ec2.network.securityGroups.has(groupId)) throw notFound(groupId);
      return { ...base, cidr: undefined, groupId, description: g.get('Description') };
    });
    return [...cidrs, ...six, ...groups];
  });
}

function groupView(ec2: Ec2, g: SecurityGroupRecord): unknown {
  return {
    groupId: g.id,
    groupName: g.name,
    groupDescription: g.description,
    ownerId: ec2.context.accountId,
    vpcId: ec2.network.vpc.id,
    ipPermissions: permissions(ec2, g.rules.filter((r) => !r.egress)), // prettier-ignore
    ipPermissionsEgress: permissions(ec2, g.rules.filter((r) => r.egress)), // prettier-ignore
    tagSet: tagSet(g.tags),
  };
}

/** Rules of the same protocol and ports are one permission. */
function permissions(ec2: Ec2, rules: readonly Rule[]): unknown[] {
  const byPorts = new Map<string, Rule[]>();
  for (const r of rules) {
    const key = `${r.protocol} ${r.fromPort} ${r.toPort}`;
    byPorts.set(key, [...(byPorts.get(key) ?? []), r]);
  }
  return [...byPorts.values()].map((same) => {
    const [first] = same;
    const ports = first?.protocol === '-1' ? {} : { fromPort: first?.fromPort, toPort: first?.toPort }; // prettier-ignore
    const described = (r: Rule) => ({ description: r.description });
    return {
      ipProtocol: first?.protocol,
      ...ports,
      groups: same
        .filter((r) => r.groupId !== undefined)
        .map((r) => ({ userId: ec2.context.accountId, groupId: r.groupId, ...described(r) })),
      ipRanges: same
        .filter((r) => r.cidr !== undefined && !r.cidr.includes(':'))
        .map((r) => ({ cidrIp: r.cidr, ...described(r) })),
      ipv6Ranges: same
        .filter((r) => r.cidr?.includes(':'))
        .map((r) => ({ cidrIpv6: r.cidr, ...described(r) })),
      prefixListIds: [],
    };
  });
}
