import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, ensure, fill, listOf, numberAt, textAt, type Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';

/** What EKS gives services in a VPC of 10.0.0.0/8. */
const SERVICE_NETWORK = '172.20';
const NODE_PORTS = { first: 30_000, last: 32_767 };

/** @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/core/v1/defaults.go (read 2026-11-23) */
export function serviceDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' });
  if (spec['sessionAffinity'] === 'ClientIP')
    fill(ensure(ensure(spec, 'sessionAffinityConfig'), 'clientIP'), { timeoutSeconds: 10_800 });
  if (spec['sessionAffinity'] === 'None') delete spec['sessionAffinityConfig'];
  for (const port of listOf(spec, 'ports')) {
    fill(port, { protocol: 'TCP' });
    if (!port['targetPort']) port['targetPort'] = port['port'];
  }
  const type = spec['type'];
  if (type === 'ExternalName') return;
  fill(spec, { internalTrafficPolicy: 'Cluster' });
  if (type === 'NodePort' || type === 'LoadBalancer')
    fill(spec, { externalTrafficPolicy: 'Cluster' });
  if (type === 'LoadBalancer') fill(spec, { allocateLoadBalancerNodePorts: true });
}

/** Addresses and ports that the cluster hands out. */
export function allocateService(draft: Draft, kernel: Kernel): void {
  const spec = ensure(draft, 'spec');
  if (!draft['status']) draft['status'] = { loadBalancer: {} };
  if (spec['type'] === 'ExternalName') return;
  const others = kernel.store
    .collection('/services')
    .all()
    .filter((o) => o.metadata.uid !== textAt(draft, 'metadata', 'uid'));
  if (!spec['clusterIP']) spec['clusterIP'] = freeAddress(kernel, others);
  if (spec['clusterIPs'] === undefined) spec['clusterIPs'] = [spec['clusterIP']];
  fill(spec, { ipFamilies: ['IPv4'], ipFamilyPolicy: 'SingleStack' });
  allocateNodePorts(spec, kernel, others);
}

function allocateNodePorts(spec: Draft, kernel: Kernel, others: readonly KubeObject[]): void {
  const balancer =
    spec['type'] === 'LoadBalancer' && spec['allocateLoadBalancerNodePorts'] !== false;
  if (spec['type'] !== 'NodePort' && !balancer) return;
  const taken = new Set<unknown>();
  for (const port of [...others, { spec }].flatMap((o) => listOf(at(o, 'spec'), 'ports')))
    if (port['nodePort']) taken.add(port['nodePort']);
  for (const port of listOf(spec, 'ports')) {
    if (port['nodePort']) continue;
    const span = NODE_PORTS.last - NODE_PORTS.first + 1;
    let candidate = NODE_PORTS.first + Math.floor(kernel.random() * span);
    while (taken.has(candidate))
      candidate = candidate === NODE_PORTS.last ? NODE_PORTS.first : candidate + 1;
    taken.add(candidate);
    port['nodePort'] = candidate;
  }
}

function freeAddress(kernel: Kernel, others: readonly KubeObject[]): string {
  const taken = new Set(others.map((o) => at(o, 'spec', 'clusterIP')));
  // The first 256 are left to those who choose theirs, as the real allocator does.
  let n = 256 + Math.floor(kernel.random() * (65_534 - 256));
  for (;;) {
    const address = `${SERVICE_NETWORK}.${n >> 8}.${n & 255}`;
    if (!taken.has(address)) return address;
    n = n === 65_534 ? 256 : n + 1;
  }
}

/** What a client left out of an update stays allocated. */
export function keepAllocations(draft: Draft, old: KubeObject, kernel: Kernel): void {
  const spec = ensure(draft, 'spec');
  const before = at(old, 'spec');
  const needs = (type: unknown): boolean => type !== 'ExternalName';
  if (needs(spec['type']) && needs(at(before, 'type'))) {
    for (const key of ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy'])
      if (spec[key] === undefined || spec[key] === '') {
        const value = at(before, key);
        if (value !== undefined) spec[key] = value;
      }
    const ports = listOf(before, 'ports');
    for (const port of listOf(spec, 'ports')) {
      const same = ports.find(
        (p) => p['port'] === port['port'] && p['protocol'] === port['protocol'],
      );
      const kept = numberAt(same, 'nodePort');
      if (!port['nodePort'] && kept !== undefined && spec['type'] !== 'ClusterIP')
        port['nodePort'] = kept;
    }
    if (spec['type'] === 'LoadBalancer' && !spec['healthCheckNodePort']) {
      const kept = numberAt(before, 'healthCheckNodePort');
      if (kept !== undefined) spec['healthCheckNodePort'] = kept;
    }
  }
  if (spec['type'] === 'ClusterIP')
    for (const port of listOf(spec, 'ports')) delete port['nodePort'];
  const status = childOf(draft, 'status');
  allocateService(draft, kernel);
  if (status) draft['status'] = status;
}

export function endpointsDefaults(draft: Draft): void {
  for (const subset of listOf(draft, 'subsets'))
    for (const port of listOf(subset, 'ports')) fill(port, { protocol: 'TCP' });
}

export function endpointSliceDefaults(draft: Draft): void {
  for (const port of listOf(draft, 'ports')) fill(port, { name: '', protocol: 'TCP' });
}
