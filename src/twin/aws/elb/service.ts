import { AwsError } from '../errors.ts';
import { pageSize, paginate } from '../wire/page.ts';
import { frameworkWords } from '../wire/inputs.ts';
import type { Params } from '../wire/params.ts';
import { queryService, type AwsService } from '../wire/protocols.ts';
import { usersOf, type Elb, type LoadBalancerRecord, type TargetGroupRecord } from './state.ts';

const REASONS: Readonly<Record<string, { readonly Reason: string; readonly Description: string }>> =
  {
    initial: {
      Reason: 'Elb.InitialHealthChecking',
      Description: 'Initial health checks in progress',
    },
    unhealthy: { Reason: 'Target.FailedHealthChecks', Description: 'Health checks failed' },
    unused: {
      Reason: 'Target.NotInUse',
      Description: 'Target group is not configured to receive traffic from the load balancer',
    },
    draining: {
      Reason: 'Target.DeregistrationInProgress',
      Description: 'Target deregistration is in progress',
    },
  };

/** ELBv2 as people and the tool read it; the controller's program writes through the seam. @source https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/Welcome.html (read 2026-11-23) */
export function elbService(elb: Elb): AwsService {
  const balancer = (id: string): LoadBalancerRecord => {
    const found = elb.balancers.get(id);
    if (found) return found;
    throw new AwsError('LoadBalancerNotFound', `Load balancer '${id}' not found`, 400);
  };
  const group = (id: string): TargetGroupRecord => {
    const found = elb.groups.get(id);
    if (found) return found;
    throw new AwsError('TargetGroupNotFound', `Target group '${id}' not found`, 400);
  };
  return queryService({
    dialect: 'query',
    namespace: 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/',
    rules: {
      needs: {
        DescribeTargetHealth: ['TargetGroupArn'],
        DescribeTags: ['ResourceArns'],
        DeleteLoadBalancer: ['LoadBalancerArn'],
        DeleteTargetGroup: ['TargetGroupArn'],
      },
      missing: (member) => new AwsError('ValidationError', frameworkWords.missing(member)),
    },
    operations: {
      DescribeLoadBalancers: (p) => {
        const arns = p.list('LoadBalancerArns');
        const names = p.list('Names');
        const byName = (name: string): LoadBalancerRecord =>
          [...elb.balancers.values()].find((b) => b.name === name) ?? balancer(name);
        const named =
          arns.length > 0
            ? arns.map(balancer)
            : names.length > 0
              ? names.map(byName)
              : [...elb.balancers.values()];
        return paged(p, 'LoadBalancers', named, (b) => balancerView(elb, b));
      },
      DescribeTargetGroups: (p) => {
        const arns = p.list('TargetGroupArns');
        const names = p.list('Names');
        const owner = p.get('LoadBalancerArn');
        const all = arns.length > 0 ? arns.map(group) : [...elb.groups.values()];
        for (const name of names)
          if (!all.some((g) => g.name === name))
            throw new AwsError('TargetGroupNotFound', 'One or more target groups not found', 400);
        if (owner !== undefined) balancer(owner);
        const chosen = all
          .filter((g) => names.length === 0 || names.includes(g.name))
          .filter((g) => owner === undefined || usersOf(elb, g.arn).some((b) => b.arn === owner));
        return paged(p, 'TargetGroups', chosen, (g) => groupView(elb, g));
      },
      DescribeTargetHealth: (p) => ({
        TargetHealthDescriptions: [
          ...group(p.need('TargetGroupArn', 'ValidationError')).targets.values(),
        ].map((t) => ({
          Target: { Id: t.id, Port: t.port },
          HealthCheckPort: String(t.port),
          TargetHealth: { State: t.state, ...REASONS[t.state] },
        })),
      }),
      DescribeTags: (p) => ({
        TagDescriptions: p.list('ResourceArns').map((id) => ({
          ResourceArn: id,
          Tags: Object.entries((elb.balancers.get(id) ?? group(id)).tags).map(([Key, Value]) => ({
            Key,
            Value,
          })),
        })),
      }),
      DescribeListeners: (p) => {
        const owner = p.get('LoadBalancerArn');
        const wanted = p.list('ListenerArns');
        if (owner === undefined && wanted.length === 0)
          throw new AwsError('ValidationError', 'A load balancer or a listener must be specified');
        const all = (owner === undefined ? [...elb.balancers.values()] : [balancer(owner)])
          .flatMap((b) => [...b.listeners].map(([port, target]) => listenerView(b, port, target)))
          .filter((l) => wanted.length === 0 || wanted.includes(l.ListenerArn));
        if (all.length < wanted.length)
          throw new AwsError('ListenerNotFound', 'One or more listeners not found', 400);
        return paged(p, 'Listeners', all, (l) => l);
      },
      DeleteLoadBalancer: (p) => {
        elb.balancers.delete(p.need('LoadBalancerArn', 'ValidationError'));
        return {};
      },
      DeleteTargetGroup: (p) => {
        const g = group(p.need('TargetGroupArn', 'ValidationError'));
        if (usersOf(elb, g.arn).length > 0)
          throw new AwsError(
            'ResourceInUse',
            `Target group '${g.arn}' is currently in use by a listener or a rule`,
            400,
          );
        elb.groups.delete(g.arn);
        return {};
      },
    },
  });
}

function paged<T>(p: Params, name: string, all: readonly T[], view: (item: T) => unknown): unknown {
  const size = pageSize(
    p.int('PageSize'),
    { from: 1, to: 400, otherwise: 400 },
    (asked) => new AwsError('ValidationError', frameworkWords.outside('pageSize', asked, 1, 400)),
  );
  const page = paginate(
    all,
    { size, token: p.get('Marker') },
    () => new AwsError('ValidationError', 'Invalid marker', 400),
  );
  return {
    [name]: page.items.map(view),
    ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }),
  };
}

const listenerArn = (b: LoadBalancerRecord, port: number): string =>
  `${b.arn.replace(':loadbalancer/', ':listener/')}/${port.toString(16).padStart(16, '0')}`;

const listenerView = (b: LoadBalancerRecord, port: number, TargetGroupArn: string) => ({
  ListenerArn: listenerArn(b, port),
  LoadBalancerArn: b.arn,
  Port: port,
  Protocol: b.type === 'application' ? 'HTTP' : 'TCP',
  DefaultActions: [{ Type: 'forward', TargetGroupArn }],
});

function balancerView(elb: Elb, b: LoadBalancerRecord): unknown {
  const subnets = [...elb.network.subnets.values()].filter(
    (s) => elb.network.isPublic(s.id) === (b.scheme !== 'internal'),
  );
  return {
    LoadBalancerArn: b.arn,
    DNSName: b.dnsName,
    CanonicalHostedZoneId: 'ZWKZPGTI48KDX',
    CreatedTime: b.createdAt,
    LoadBalancerName: b.name,
    Scheme: b.scheme,
    VpcId: elb.network.vpc.id,
    State: { Code: b.state },
    Type: b.type,
    AvailabilityZones: subnets.map((s) => ({ ZoneName: s.zone, SubnetId: s.id })),
    SecurityGroups: [],
    IpAddressType: 'ipv4',
  };
}

const groupView = (elb: Elb, g: TargetGroupRecord): unknown => ({
  TargetGroupArn: g.arn,
  TargetGroupName: g.name,
  Protocol: g.protocol,
  Port: g.port,
  VpcId: elb.network.vpc.id,
  HealthCheckProtocol: 'HTTP',
  HealthCheckPort: 'traffic-port',
  HealthCheckEnabled: true,
  HealthCheckIntervalSeconds: 15,
  HealthCheckTimeoutSeconds: 5,
  HealthyThresholdCount: 2,
  UnhealthyThresholdCount: 2,
  HealthCheckPath: '/',
  Matcher: { HttpCode: '200' },
  LoadBalancerArns: usersOf(elb, g.arn).map((b) => b.arn),
  TargetType: g.targetType,
  ProtocolVersion: 'HTTP1',
  IpAddressType: 'ipv4',
});
