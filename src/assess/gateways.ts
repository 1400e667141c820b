import { refOf, type KubeObject } from '../model/index.ts';
import { specOf, type AssessContext } from './context.ts';
import { cannotTell, text, type CannotTell, type Draft } from './define.ts';
import { fieldsIn } from './found-template.ts';
import { defaultTarget } from './load-balancers.ts';

interface Reference {
  readonly group?: string;
  readonly kind?: string;
  readonly name?: string;
  readonly namespace?: string;
}
interface RouteSpec {
  readonly parentRefs: readonly Reference[];
  readonly rules: readonly { readonly backendRefs?: readonly Reference[] }[];
}
interface GatewaySpec {
  readonly gatewayClassName: string;
  readonly infrastructure: { readonly parametersRef?: Reference };
}
/** Nobody has validated a custom resource of a file: what is no mapping is no reference. */
const references = (value: unknown): readonly Reference[] => fieldsIn(value);

interface TargetGroupSpec {
  readonly targetReference: Reference;
  readonly defaultConfiguration: { readonly targetType?: string };
  readonly routeConfigurations: readonly {
    readonly routeIdentifier?: { readonly kind?: string; readonly name?: string; readonly namespace?: string };
    readonly targetGroupProps?: { readonly targetType?: string };
  }[];
} // prettier-ignore

export const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;
const GROUP = 'gateway.networking.k8s.io/';
const CONTROLLER = /^gateway\.k8s\.aws\/(alb|nlb)$/;
/** Classes of other controllers, by their usual names: their load balancers are Services, which have their own word. */
const OTHERS =
  /istio|envoy|^eg$|nginx|kong|traefik|cilium|contour|haproxy|apisix|lattice|linkerd|gke|azure|knative|^waypoint$/;

/**
 * Routes of the Gateway API that lead a load balancer of AWS' controller to a Service by instances.
 * @source https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/gateway/targetgroupconfig/ (read 2026-11-25)
 */
export function instanceRoutes(name: string, services: readonly KubeObject[], context: AssessContext): readonly (Draft | CannotTell)[] {
  return ROUTES.flatMap((kind) => ofGroup(context, kind)).flatMap((route): readonly (Draft | CannotTell)[] => {
    const service = services.find((s) => leadsTo(route, s));
    if (!service) return [];
    for (const parent of references(specOf<RouteSpec>(route).parentRefs)) {
      if ((parent.kind ?? 'Gateway') !== 'Gateway' || parent.name === undefined) continue;
      const namespace = parent.namespace ?? route.metadata.namespace ?? 'default';
      const gateway = ofGroup(context, 'Gateway', namespace).find((g) => g.metadata.name === parent.name);
      const routeName = `${route.kind} ${route.metadata.namespace ?? ''}/${route.metadata.name}`;
      const made = gateway ? madeByAws(gateway, context) : 'unknown';
      if (made === 'unknown')
        return [cannotTell(
          `${routeName} leads from Gateway ${namespace}/${parent.name} to ${name}; ${gateway ? 'its GatewayClass' : 'the Gateway'} is not in the input, so whether it targets instances is not known`,
          `${routeName}이(가) Gateway ${namespace}/${parent.name}에서 ${name}(으)로 연결합니다. ${gateway ? 'GatewayClass가' : 'Gateway가'} 입력에 없어 인스턴스를 대상으로 하는지 알 수 없습니다`,
        )];
      if (gateway && made === 'yes' && targetOf({ route, service, gateway }, context) !== 'ip')
        return [finding(name, { route, service, gateway })];
    }
    return [];
  });
} // prettier-ignore

const ofGroup = (context: AssessContext, kind: string, namespace?: string): readonly KubeObject[] =>
  context.all(kind, namespace).filter((o) => o.apiVersion.startsWith(GROUP));

function leadsTo(route: KubeObject, service: KubeObject): boolean {
  const own = route.metadata.namespace ?? 'default';
  return fieldsIn(specOf<RouteSpec>(route).rules).some((rule) =>
    references(rule['backendRefs']).some(
      (b) =>
        (b.kind ?? 'Service') === 'Service' &&
        b.name === service.metadata.name &&
        (b.namespace ?? own) === (service.metadata.namespace ?? 'default'),
    ),
  );
}

/** Whether AWS' controller makes the load balancer of a Gateway. */
function madeByAws(gateway: KubeObject, context: AssessContext): 'yes' | 'no' | 'unknown' {
  const { gatewayClassName = '', infrastructure } = specOf<GatewaySpec>(gateway);
  const found = ofGroup(context, 'GatewayClass').find((c) => c.metadata.name === gatewayClassName);
  const controller = found && specOf<{ controllerName: string }>(found).controllerName;
  if (controller !== undefined) return CONTROLLER.test(controller) ? 'yes' : 'no';
  if (infrastructure?.parametersRef?.group === 'gateway.k8s.aws') return 'yes';
  return OTHERS.test(gatewayClassName) ? 'no' : 'unknown';
}

interface Way {
  readonly route: KubeObject;
  readonly service: KubeObject;
  readonly gateway: KubeObject;
}

/** The Service's own settings, then the Gateway's, then its class', then the controller's flag. */
function targetOf({ route, service, gateway }: Way, context: AssessContext): string {
  const own = context.all('TargetGroupConfiguration', service.metadata.namespace).find((c) => {
    const { name, kind = 'Service' } = specOf<TargetGroupSpec>(c).targetReference ?? {};
    return kind === 'Service' && name === service.metadata.name;
  });
  const className = specOf<GatewaySpec>(gateway).gatewayClassName;
  const gatewayClass = ofGroup(context, 'GatewayClass').find((c) => c.metadata.name === className);
  const { parametersRef } = specOf<GatewaySpec>(gateway).infrastructure ?? {};
  const ofClass = gatewayClass && specOf<{ parametersRef: Reference }>(gatewayClass).parametersRef;
  const ofGateway = defaultsOf(context, { ...parametersRef, namespace: gateway.metadata.namespace ?? 'default' }, route); // prettier-ignore
  const byClass = defaultsOf(context, ofClass, route);
  const preferred = modeOf(context, ofClass) === 'prefer-gateway' ? [ofGateway, byClass] : [byClass, ofGateway]; // prettier-ignore
  return typeOf(own, route) ?? preferred.find((t) => t !== undefined) ?? defaultTarget(context);
}

const configuration = (context: AssessContext, ref: Reference | undefined) =>
  ref?.name === undefined
    ? undefined
    : context.get('LoadBalancerConfiguration', ref.name, ref.namespace);
const modeOf = (context: AssessContext, ref: Reference | undefined): string | undefined => {
  const found = configuration(context, ref);
  return found && specOf<{ mergingMode: string }>(found).mergingMode;
};
function defaultsOf(context: AssessContext, ref: Reference | undefined, route: KubeObject): string | undefined {
  const found = configuration(context, ref);
  const { name } = (found && specOf<{ defaultTargetGroupConfiguration: Reference }>(found).defaultTargetGroupConfiguration) ?? {};
  return name === undefined ? undefined : typeOf(context.get('TargetGroupConfiguration', name, found?.metadata.namespace), route);
} // prettier-ignore

/** The target type that a configuration gives to a route: of the most specific part that names it. */
function typeOf(found: KubeObject | undefined, route: KubeObject): string | undefined {
  if (!found) return undefined;
  const { routeConfigurations, defaultConfiguration } = specOf<TargetGroupSpec>(found);
  const named = (fieldsIn(routeConfigurations) as TargetGroupSpec['routeConfigurations'])
    .filter(({ routeIdentifier: id }) =>
      id?.kind === route.kind &&
      (id.namespace === undefined || id.namespace === route.metadata.namespace) &&
      (id.name === undefined || id.name === route.metadata.name))
    .sort((a, b) => Object.keys(b.routeIdentifier ?? {}).length - Object.keys(a.routeIdentifier ?? {}).length);
  return named[0]?.targetGroupProps?.targetType ?? defaultConfiguration?.targetType;
} // prettier-ignore

function finding(name: string, { route, service, gateway }: Way): Draft {
  const routeName = `${route.kind} ${route.metadata.namespace ?? ''}/${route.metadata.name}`;
  const gatewayName = `${gateway.metadata.namespace ?? ''}/${gateway.metadata.name}`;
  const serviceName = `${service.metadata.namespace ?? ''}/${service.metadata.name}`;
  return {
    severity: 'blocker',
    object: refOf(route),
    field: 'spec.rules',
    value: service.metadata.name,
    message: text(
      `The load balancer of Gateway ${gatewayName} reaches Service ${serviceName} by instances (${routeName}); it would find no healthy target once ${name} is on Fargate.`,
      `Gateway ${gatewayName}의 로드 밸런서가 Service ${serviceName}에 인스턴스로 접근합니다(${routeName}). ${name}이(가) Fargate로 가면 정상 대상이 없어집니다.`,
    ),
    remedy: text(
      `Make a TargetGroupConfiguration with targetReference ${service.metadata.name} and defaultConfiguration.targetType ip while the pods are still on EC2, and wait until the new targets are healthy.`,
      `파드가 아직 EC2에 있을 때 targetReference가 ${service.metadata.name}이고 defaultConfiguration.targetType이 ip인 TargetGroupConfiguration을 만들고, 새 대상이 정상이 될 때까지 기다리십시오.`,
    ),
  };
}
