import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import { endpointsOf } from './cluster-view.ts';
import type { ProgramsWorld } from './node-proxy.ts';

interface ServiceSpec {
  readonly clusterIP?: string;
  readonly ports?: readonly { readonly port: number }[];
}

/** Whether somebody would answer a connection from a pod: a ready pod by address, or a Service with one behind it. */
export async function reachability(
  o: ProgramsWorld,
  from: Pod,
  host: string,
  port: number,
): Promise<'answers' | 'refused' | 'no such host'> {
  const api = o.api();
  let address = host;
  if (!/^[\d.]+$/.test(host)) {
    const answer = await o.resolver.lookup(from, host);
    if (answer.kind !== 'found') return 'no such host';
    address = answer.addresses[0] ?? '';
  }
  const services = (await api.list('v1/Service')).items;
  const service = services.find(
    (s: KubeObject) => (s['spec'] as ServiceSpec).clusterIP === address,
  );
  if (service) {
    if (address === '172.20.0.1') return 'answers';
    const offered = (service['spec'] as ServiceSpec).ports?.some((p) => p.port === port) ?? false;
    const ready = await endpointsOf(api, service.metadata.namespace ?? '', service.metadata.name);
    return offered && ready.length > 0 ? 'answers' : 'refused';
  }
  const pods = (await api.list('v1/Pod')).items as readonly Pod[];
  return pods.some((p) => p.status?.podIP === address && isPodReady(p)) ? 'answers' : 'refused';
}
