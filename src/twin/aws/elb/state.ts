import { after, arn, digest, type AwsContext } from '../context.ts';
import type { Network } from '../ec2/network.ts';
import type { LoadBalancing, Target } from '../../seams.ts';

export interface TargetRecord {
  readonly id: string;
  readonly port: number;
  state: Target['state'];
  /** Consecutive good or bad answers. */
  streak: number;
}
export interface TargetGroupRecord {
  readonly arn: string;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetType: 'instance' | 'ip';
  readonly tags: Record<string, string>;
  readonly targets: Map<string, TargetRecord>;
}
export interface LoadBalancerRecord {
  readonly arn: string;
  readonly name: string;
  readonly dnsName: string;
  readonly scheme: string;
  readonly type: 'application' | 'network';
  readonly createdAt: string;
  readonly tags: Record<string, string>;
  state: 'provisioning' | 'active';
  /** Port → target group of the first rule. */
  readonly listeners: Map<number, string>;
  /** Host and path → target group, in the rules' order. */
  readonly rules: Map<string, string>;
}

export interface Elb {
  readonly context: AwsContext;
  readonly network: Network;
  readonly balancers: Map<string, LoadBalancerRecord>;
  readonly groups: Map<string, TargetGroupRecord>;
}

export const createElb = (context: AwsContext, network: Network): Elb => ({
  context,
  network,
  balancers: new Map(),
  groups: new Map(),
});

const keyOf = (t: { readonly id: string; readonly port: number }): string => `${t.id}:${t.port}`;

/**
 * Where new requests go: to healthy targets; when there are none, to the unhealthy ones all the
 * same. Targets that are still being looked at, are draining or are not in use get none.
 * @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html (read 2026-11-25)
 * @source https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/deploy/pod_readiness_gate/ (read 2026-11-25)
 */
function routable(targets: readonly TargetRecord[]): readonly Target[] {
  const inState = (state: Target['state']): readonly Target[] =>
    targets.filter((t) => t.state === state).map(({ id, port }) => ({ id, port, state }));
  const healthy = inState('healthy');
  return healthy.length > 0 ? healthy : inState('unhealthy');
}
const HEALTHY_AFTER = 2;
const UNHEALTHY_AFTER = 2;

/** The load balancers that forward to a group. */
export const usersOf = (elb: Elb, groupArn: string): readonly LoadBalancerRecord[] =>
  [...elb.balancers.values()].filter((b) => [...b.rules.values()].includes(groupArn));

/**
 * What the load balancer controller does to ELBv2, and the health checks that follow from it.
 * Checks are only under way while some target has not settled, so that a quiet twin stays quiet.
 * @source https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html (read 2026-11-23)
 */
export function loadBalancingOf(elb: Elb): LoadBalancing {
  const { context } = elb;
  let isServed: (target: Target, type: 'instance' | 'ip') => boolean = () => false;
  const watched = new Set<string>();
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };

  const check = (group: TargetGroupRecord): void => {
    const used = usersOf(elb, group.arn).length > 0;
    let unsettled = false;
    for (const target of group.targets.values()) {
      if (target.state === 'draining') continue;
      if (!used) {
        target.state = 'unused';
        target.streak = 0;
        continue;
      }
      if (target.state === 'unused') target.state = 'initial';
      const good = isServed(target, group.targetType);
      const towards = good ? 'healthy' : 'unhealthy';
      if (target.state === towards) target.streak = 0;
      else {
        target.streak += 1;
        // A new target is taken in at its first good answer.
        const needed = good ? (target.state === 'initial' ? 1 : HEALTHY_AFTER) : UNHEALTHY_AFTER;
        if (target.streak >= needed) {
          target.state = towards;
          target.streak = 0;
        }
      }
      if (target.state !== towards || target.state === 'unhealthy') unsettled = true;
    }
    if (unsettled) watch(group);
    changed();
  };
  const watch = (group: TargetGroupRecord): void => {
    if (watched.has(group.arn)) return;
    watched.add(group.arn);
    after(context, context.seconds.healthCheckInterval, () => {
      watched.delete(group.arn);
      if (elb.groups.has(group.arn)) check(group);
    });
  };
  const groupOf = (groupArn: string): TargetGroupRecord | undefined => elb.groups.get(groupArn);

  return {
    ensureLoadBalancer(input) {
      const there = [...elb.balancers.values()].find((b) => b.name === input.name);
      if (there) return there;
      const kind = input.type === 'application' ? 'app' : 'net';
      const id = digest(`${context.accountId}/${input.name}`, 16);
      const record: LoadBalancerRecord = {
        arn: arn(context, 'elasticloadbalancing', `loadbalancer/${kind}/${input.name}/${id}`),
        name: input.name,
        dnsName: `${input.scheme === 'internal' ? 'internal-' : ''}${input.name}-${Number.parseInt(id.slice(0, 8), 16)}.${context.region}.elb.amazonaws.com`,
        scheme: input.scheme,
        type: input.type,
        createdAt: new Date(context.clock.now()).toISOString(),
        tags: { ...input.tags },
        state: 'provisioning',
        listeners: new Map(),
        rules: new Map(),
      };
      elb.balancers.set(record.arn, record);
      after(context, context.seconds.loadBalancerProvision, () => {
        record.state = 'active';
        changed();
      });
      return record;
    },
    ensureTargetGroup(input) {
      const there = [...elb.groups.values()].find((g) => g.name === input.name);
      if (there) return there;
      const id = digest(`${context.accountId}/${input.name}/tg`, 16);
      const record: TargetGroupRecord = {
        arn: arn(context, 'elasticloadbalancing', `targetgroup/${input.name}/${id}`),
        name: input.name,
        port: input.port,
        protocol: input.protocol,
        targetType: input.targetType,
        tags: { ...input.tags },
        targets: new Map(),
      };
      elb.groups.set(record.arn, record);
      return record;
    },
    forward(loadBalancerArn, port, rules) {
      const balancer = elb.balancers.get(loadBalancerArn);
      const [first] = rules;
      if (!balancer || !first) return;
      const before = JSON.stringify([...balancer.rules]);
      balancer.listeners.set(port, first.targetGroupArn);
      balancer.rules.clear();
      for (const { match, targetGroupArn } of rules)
        if (!balancer.rules.has(match)) balancer.rules.set(match, targetGroupArn);
      if (JSON.stringify([...balancer.rules]) === before) return;
      for (const group of elb.groups.values()) watch(group);
      changed();
    },
    targets: (groupArn) => [...(groupOf(groupArn)?.targets.values() ?? [])],
    register(groupArn, targets) {
      const group = groupOf(groupArn);
      if (!group) return;
      for (const t of targets) group.targets.set(keyOf(t), { ...t, state: 'initial', streak: 0 });
      watch(group);
      changed();
    },
    deregister(groupArn, targets) {
      const group = groupOf(groupArn);
      for (const t of targets) {
        const record = group?.targets.get(keyOf(t));
        if (!group || !record || record.state === 'draining') continue;
        record.state = 'draining';
        after(context, context.seconds.deregistrationDelay, () => {
          if (group.targets.get(keyOf(t)) === record) group.targets.delete(keyOf(t));
          changed();
        });
      }
      changed();
    },
    deleteTargetGroup: (groupArn) => {
      elb.groups.delete(groupArn);
      changed();
    },
    deleteLoadBalancer: (balancerArn) => {
      elb.balancers.delete(balancerArn);
      changed();
    },
    settle() {
      for (const balancer of elb.balancers.values()) balancer.state = 'active';
      for (const group of elb.groups.values())
        for (const target of group.targets.values())
          if (target.state === 'initial')
            target.state = isServed(target, group.targetType) ? 'healthy' : 'unhealthy';
      changed();
    },
    routing(dnsName, match) {
      const balancer = [...elb.balancers.values()].find((b) => b.dnsName === dnsName);
      if (balancer?.state !== 'active') return undefined;
      const group = groupOf(balancer.rules.get(match) ?? '');
      if (!group) return undefined;
      return { type: group.targetType, targets: routable([...group.targets.values()]) };
    },
    onChanged: (listener) => void listeners.push(listener),
    onHealthCheck: (answer) => (isServed = answer),
    recheck() {
      for (const group of elb.groups.values()) watch(group);
    },
  };
}
