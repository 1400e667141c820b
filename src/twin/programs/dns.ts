import type { KubeObject, Pod } from '../../model/index.ts';
import type { KubeApi } from '../runtime/index.ts';
import { endpointsOf } from './cluster-view.ts';

/** What a resolver in a pod hears. */
export type DnsAnswer =
  | {
      readonly kind: 'found';
      readonly name: string;
      readonly addresses: readonly string[];
      readonly server: string;
    }
  | { readonly kind: 'nxdomain'; readonly name: string; readonly server: string }
  | { readonly kind: 'timeout'; readonly server: string };

interface Zone {
  readonly suffix: string;
  readonly hosts: ReadonlyMap<string, string>;
  readonly kubernetes: readonly string[];
  readonly forwards: boolean;
}

/** VPC resolver: what pods with dnsPolicy Default and CoreDNS itself ask. */
const VPC_RESOLVER = '169.254.169.253';

export interface Resolver {
  lookup(pod: Pod, name: string): Promise<DnsAnswer>;
}

/**
 * Answers as the cluster's CoreDNS does with its present Corefile, while a ready CoreDNS pod stands
 * behind the kube-dns Service; nobody answers otherwise.
 * @source https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/ (read 2026-11-23)
 */
export function createResolver(o: {
  readonly api: () => KubeApi;
  readonly externalNames: Readonly<Record<string, string>>;
  readonly region: string;
}): Resolver {
  const outside = (name: string): readonly string[] => {
    const address = o.externalNames[name];
    return address === undefined ? [] : [address];
  };
  return {
    async lookup(pod, name) {
      const api = o.api();
      const plain = name.replace(/\.$/, '').toLowerCase();
      if (
        pod.spec.dnsPolicy === 'Default' ||
        (pod.spec.hostNetwork === true && pod.spec.dnsPolicy !== 'ClusterFirstWithHostNet')
      ) {
        const addresses = outside(plain);
        return addresses.length > 0
          ? { kind: 'found', name: plain, addresses, server: VPC_RESOLVER }
          : { kind: 'nxdomain', name: plain, server: VPC_RESOLVER };
      }
      const service = await api.get('v1/Service', 'kube-system', 'kube-dns');
      const server =
        (service?.['spec'] as { clusterIP?: string } | undefined)?.clusterIP ?? '172.20.0.10';
      if ((await endpointsOf(api, 'kube-system', 'kube-dns')).length === 0)
        return { kind: 'timeout', server };
      const zones = parseCorefile(await corefile(api));
      for (const candidate of candidates(
        plain,
        name.endsWith('.'),
        pod.metadata.namespace ?? 'default',
        o.region,
      )) {
        const addresses = await answer(api, zones, candidate, outside);
        if (addresses.length > 0) return { kind: 'found', name: candidate, addresses, server };
      }
      return { kind: 'nxdomain', name: plain, server };
    },
  };
}

async function corefile(api: KubeApi): Promise<string> {
  const config = await api.get('v1/ConfigMap', 'kube-system', 'coredns');
  return (config?.['data'] as { Corefile?: string } | undefined)?.Corefile ?? '';
}

/** `ndots:5` and the pod's search list. */
function candidates(
  name: string,
  absolute: boolean,
  namespace: string,
  region: string,
): readonly string[] {
  if (absolute) return [name];
  const search = [
    `${namespace}.svc.cluster.local`,
    'svc.cluster.local',
    'cluster.local',
    `${region}.compute.internal`,
  ].map((s) => `${name}.${s}`);
  return name.split('.').length > 5 ? [name, ...search] : [...search, name];
}

/** Server blocks with the plugins that answer names: hosts, kubernetes, forward. */
export function parseCorefile(text: string): readonly Zone[] {
  const zones: Zone[] = [];
  const lines = text.split('\n').map((l) => l.replace(/#.*/, '').trim());
  for (let i = 0; i < lines.length; i += 1) {
    const head = /^(\S.*)\{$/.exec(lines[i] ?? '');
    if (!head) continue;
    const hosts = new Map<string, string>();
    let kubernetes: readonly string[] = [];
    let forwards = false;
    let depth = 1;
    let plugin = '';
    for (i += 1; i < lines.length && depth > 0; i += 1) {
      const line = lines[i] ?? '';
      const words = line.split(/\s+/);
      if (line.endsWith('{')) depth += 1;
      if (line === '}') depth -= 1;
      else if (depth <= 2 && (line.endsWith('{') || depth === 1)) {
        plugin = words[0] ?? '';
        if (plugin === 'kubernetes') kubernetes = words.slice(1).filter((w) => w !== '{');
        if (plugin === 'forward') forwards = true;
      } else if (plugin === 'hosts' && /^[\d.]+$/.test(words[0] ?? ''))
        for (const name of words.slice(1)) hosts.set(name.toLowerCase(), words[0] ?? '');
      if (depth === 0) break;
    }
    for (const zone of (head[1] ?? '').trim().split(/[\s,]+/))
      zones.push({
        suffix: zone
          .replace(/^dns:\/\//, '')
          .replace(/:\d+$/, '')
          .replace(/^\.$|\.$/, ''),
        hosts,
        kubernetes,
        forwards,
      });
  }
  return zones;
}

/** The most specific zone answers. */
async function answer(
  api: KubeApi,
  zones: readonly Zone[],
  name: string,
  outside: (name: string) => readonly string[],
): Promise<readonly string[]> {
  const zone = zones
    .filter((z) => z.suffix === '' || name === z.suffix || name.endsWith(`.${z.suffix}`))
    .sort((a, b) => b.suffix.length - a.suffix.length)[0];
  if (!zone) return [];
  const host = zone.hosts.get(name);
  if (host !== undefined) return [host];
  const own = zone.kubernetes.find((d) => !d.endsWith('.arpa') && name.endsWith(`.${d}`));
  if (own !== undefined) return services(api, name.slice(0, -own.length - 1));
  return zone.forwards ? outside(name) : [];
}

/** `web.app.svc` → its ClusterIP, or its pods when it is headless. */
async function services(api: KubeApi, name: string): Promise<readonly string[]> {
  const parts = name.split('.');
  if (parts.at(-1) !== 'svc' || parts.length < 3) return [];
  const namespace = parts.at(-2) ?? '';
  const service = await api.get('v1/Service', namespace, parts.at(-3) ?? '');
  if (!service) return [];
  const { clusterIP } = (service as KubeObject & { spec: { clusterIP?: string } }).spec;
  return clusterIP === undefined || clusterIP === 'None'
    ? endpointsOf(api, namespace, service.metadata.name)
    : [clusterIP];
}

/** What `nslookup NAME` prints, and its exit code. */
export function nslookupText(
  answer: DnsAnswer,
  asked: string,
): { readonly stdout: string; readonly exitCode: number } {
  if (answer.kind === 'timeout')
    return { stdout: ';; connection timed out; no servers could be reached\n\n', exitCode: 1 };
  const head = `Server:\t\t${answer.server}\nAddress:\t${answer.server}#53\n\n`;
  if (answer.kind === 'nxdomain')
    return { stdout: `${head}** server can't find ${asked}: NXDOMAIN\n\n`, exitCode: 1 };
  return {
    stdout: `${head}${answer.addresses.map((a) => `Name:\t${answer.name}\nAddress: ${a}\n`).join('')}\n`,
    exitCode: 0,
  };
}
