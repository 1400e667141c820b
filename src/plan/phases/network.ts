import { steps, type WarmUp } from '../../steps/index.ts';
import { refOf, text, type KubeObject } from '../../model/index.ts';
import { nameOf, type PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';
import { ofKind } from '../world.ts';
import type { Preflight } from './preflight.ts';

const INGRESS_TARGET = 'alb.ingress.kubernetes.io/target-type';
const SERVICE_TARGET = 'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type';

export interface NetworkResult {
  readonly groups: readonly string[];
  /** After these, load balancers reach pods by IP. */
  readonly targets: readonly string[];
}

/** Security groups that would part Fargate from EC2, and load balancers that could not reach Fargate pods. */
export function network(b: PlanBuilder, c: PlanContext, done: Preflight): NetworkResult {
  const { world } = c;
  const cluster = world.cluster.clusterSecurityGroupId;
  const groups = world.nodeSecurityGroupIds.flatMap((node) =>
    [
      {
        groupId: cluster,
        from: node,
        name: 'to-fargate',
        purpose: text(
          'DNS and traffic from EC2 nodes to Fargate pods',
          'EC2 노드 → Fargate 파드의 DNS와 트래픽',
        ),
      },
      {
        groupId: node,
        from: cluster,
        name: 'to-nodes',
        purpose: text(
          'DNS and traffic from Fargate pods to EC2 nodes',
          'Fargate 파드 → EC2 노드의 DNS와 트래픽',
        ),
      },
    ].map(({ groupId, from, name, purpose }) =>
      b.add(
        steps.openSecurityGroup,
        { vpcId: world.vpcId, groupId, purpose, rules: mixedPhaseRules(from) },
        { name: `${node}/${name}`, after: [done.check], because: ['security-group-gap'] },
      ),
    ),
  );
  const targets = exposed(c).map(({ object, annotation }) =>
    b.add(
      steps.useIpTargets,
      { ref: refOf(object), vpcId: world.vpcId, annotation, warmUp: warmUpOf(c, object) },
      {
        name: `${object.metadata.namespace ?? ''}/${object.metadata.name}`,
        after: [done.check],
        because: ['load-balancer-instance-target'],
      },
    ),
  );
  return { groups, targets };
}

/** While pods are on both sides they talk to each other on any port, and to DNS above all. */
const mixedPhaseRules = (referencedGroupId: string) =>
  [
    { protocol: 'tcp', fromPort: 53, toPort: 53, description: 'fargatectl: DNS' },
    { protocol: 'udp', fromPort: 53, toPort: 53, description: 'fargatectl: DNS' },
    {
      protocol: 'tcp',
      fromPort: 1024,
      toPort: 65535,
      description: 'fargatectl: pods on both sides of the move',
    },
    {
      protocol: 'tcp',
      fromPort: 80,
      toPort: 80,
      description: 'fargatectl: pods on both sides of the move',
    },
  ].map((r) => ({ ...r, referencedGroupId }));

/** Ingresses and Services whose load balancer targets instances, and whose pods go. */
function exposed(c: PlanContext): readonly { object: KubeObject; annotation: string }[] {
  const moving = new Set(c.choices.movers.map((m) => nameOf(m.workload)));
  const serves = (service: KubeObject): boolean => {
    const selector = (service['spec'] as { selector?: Record<string, string> } | undefined)
      ?.selector;
    if (!selector) return false;
    return c.choices.movers.some(
      (m) =>
        moving.has(nameOf(m.workload)) &&
        m.workload.ref.namespace === service.metadata.namespace &&
        Object.entries(selector).every(([k, v]) => m.workload.template.metadata?.labels?.[k] === v),
    );
  };
  const services = ofKind(c.world, 'Service').filter(serves);
  const backed = new Set(services.map((s) => `${s.metadata.namespace ?? ''}/${s.metadata.name}`));
  const ingresses = ofKind(c.world, 'Ingress')
    .filter((i) => isAlb(i) && i.metadata.annotations?.[INGRESS_TARGET] !== 'ip')
    .filter((i) => backends(i).some((name) => backed.has(`${i.metadata.namespace ?? ''}/${name}`)))
    .map((object) => ({ object, annotation: INGRESS_TARGET }));
  const balancers = services
    .filter(
      (s) =>
        s.metadata.annotations?.['service.beta.kubernetes.io/aws-load-balancer-type'] ===
          'external' && s.metadata.annotations[SERVICE_TARGET] !== 'ip',
    )
    .map((object) => ({ object, annotation: SERVICE_TARGET }));
  return [...ingresses, ...balancers];
}

/** Names of Services are labels of DNS: at most 63 characters. */
const NAME_LIMIT = 63;
const SUFFIX = '-fargatectl';

/** The Services that can stand in for an Ingress' own; null when there is something that they cannot do. */
function warmUpOf(c: PlanContext, object: KubeObject): WarmUp | null {
  if (object.kind !== 'Ingress') return null;
  const spec = object['spec'] as {
    readonly rules?: readonly unknown[];
    readonly defaultBackend?: unknown;
  };
  if (spec.defaultBackend !== undefined || spec.rules === undefined) return null;
  const names = [...new Set(backends(object))];
  const services = names.flatMap((name) => {
    const service = ofKind(c.world, 'Service').find(
      (s) => s.metadata.namespace === object.metadata.namespace && s.metadata.name === name,
    );
    const own = service?.['spec'] as Partial<WarmUp['services'][number]['spec']> | undefined;
    const warm = `${name.slice(0, NAME_LIMIT - SUFFIX.length)}${SUFFIX}`;
    return own?.selector && own.ports
      ? [{ name, warm, spec: { selector: own.selector, ports: own.ports.map(portOf) } }]
      : [];
  });
  // An action of an annotation is named like a Service; it may lead anywhere.
  return services.length === names.length ? { rules: [...spec.rules], services } : null;
}

type Port = WarmUp['services'][number]['spec']['ports'][number];
const portOf = ({ name, port, protocol, targetPort }: Port): Port => ({
  ...(name === undefined ? {} : { name }),
  port,
  ...(protocol === undefined ? {} : { protocol }),
  ...(targetPort === undefined ? {} : { targetPort }),
});

const isAlb = (ingress: KubeObject): boolean =>
  (ingress['spec'] as { ingressClassName?: string } | undefined)?.ingressClassName === 'alb' ||
  ingress.metadata.annotations?.['kubernetes.io/ingress.class'] === 'alb';

function backends(ingress: KubeObject): readonly string[] {
  const names: string[] = [];
  JSON.stringify(ingress['spec'] ?? {}, (key, value: unknown) => {
    if (key === 'service' && value !== null && typeof value === 'object')
      names.push(String((value as { name?: string }).name));
    return value;
  });
  return names;
}
