import { hasReadyEndpoint, type Controller, type ControllerContext } from '../runtime/index.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

/**
 * Says of each APIService with a Service behind it whether it is available. (The server asks it on
 * the way, too; here a ready endpoint is enough.)
 * @source https://github.com/kubernetes/kube-aggregator/blob/v0.35.0/pkg/controllers/status/remote/remote_available_controller.go (read 2026-11-25)
 */
export function apiServiceController(): Controller {
  const all = (c: ControllerContext): void => {
    for (const object of c.informer('apiregistration.k8s.io/v1/APIService').all())
      c.enqueue(object.metadata.name);
  };
  return {
    name: 'apiservice',
    watches: {
      'apiregistration.k8s.io/v1/APIService': (c) => (now) => {
        if (now) c.enqueue(now.metadata.name);
      },
      'v1/Service': (c) => () => all(c),
      'discovery.k8s.io/v1/EndpointSlice': (c) => () => all(c),
    },
    async reconcile(c, name) {
      const object = c.informer('apiregistration.k8s.io/v1/APIService').get(undefined, name);
      const { service } = (object?.['spec'] ?? {}) as { readonly service?: ServiceRef };
      if (!object || !service) return;
      const found = seen(c, service);
      const { conditions = [] } = (object['status'] ?? {}) as { readonly conditions?: readonly Condition[] }; // prettier-ignore
      const before = conditions.find((x) => x.type === 'Available');
      if (before?.reason === found.reason && before.message === found.message) return;
      const lastTransitionTime =
        before?.status === found.status
          ? before.lastTransitionTime
          : `${new Date(c.clock.now()).toISOString().slice(0, 19)}Z`;
      await c.api.mergePatch(
        { apiVersion: object.apiVersion, kind: object.kind, name },
        { status: { conditions: [{ type: 'Available', ...found, lastTransitionTime }] } },
        'status',
      );
    },
  };
}

interface ServiceRef {
  readonly namespace: string;
  readonly name: string;
}

function seen(c: ControllerContext, { namespace, name }: ServiceRef) {
  if (!c.informer('v1/Service').get(namespace, name))
    return { status: 'False', reason: 'ServiceNotFound', message: `service/${name} in "${namespace}" is not present` }; // prettier-ignore
  const slices = [...c.informer('discovery.k8s.io/v1/EndpointSlice').inNamespace(namespace)].filter(
    (s) => s.metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  return slices.some(hasReadyEndpoint)
    ? { status: 'True', reason: 'Passed', message: 'all checks passed' }
    : { status: 'False', reason: 'MissingEndpoints', message: `endpoints for service/${name} in "${namespace}" have no addresses with port name "${portName(c, namespace, name)}"` }; // prettier-ignore
}

const portName = (c: ControllerContext, namespace: string, name: string): string => {
  const { ports = [] } = (c.informer('v1/Service').get(namespace, name)?.['spec'] ?? {}) as {
    readonly ports?: readonly { readonly name?: string; readonly port: number }[];
  };
  return ports.find((p) => p.port === 443)?.name ?? '';
};
