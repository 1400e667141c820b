import {
  text,
  unread,
  type AwsFacts,
  type KubeObject,
  type Snapshot,
  type Workload,
} from '../model/index.ts';
import { workloadsOf } from '../assess/index.ts';
import type { PriceBook } from './cost/index.ts';

type Fields = Record<string, unknown>;
const NOTHING = unread(text('not asked', '묻지 않음'));

export function aCluster(
  objects: readonly KubeObject[],
  more: { readonly region?: string | null; readonly aws?: Partial<AwsFacts> } = {},
): Snapshot {
  const parts = ['cluster', 'fargateProfiles', 'nodegroups', 'autoScalingGroups', 'instances', 'addons', 'accessEntries', 'podIdentityAssociations', 'vpc', 'subnets', 'routeTables', 'availabilityZones', 'securityGroups', 'vpcEndpoints', 'roles', 'oidcProviders', 'fileSystems', 'mountTargets', 'accessPoints', 'loadBalancers', 'targetGroups', 'quotas']; // prettier-ignore
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Snapshot',
    source: 'cluster',
    takenAt: null,
    cluster: { name: 'c', region: more.region === undefined ? 'us-east-1' : more.region, accountId: null, kubernetesVersion: null }, // prettier-ignore
    objects,
    unreadKinds: [],
    aws: { ...Object.fromEntries(parts.map((p) => [p, NOTHING])), ...more.aws } as AwsFacts,
    origins: {},
    notes: [],
  };
}

export const aNode = (name: string, more: Fields = {}, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: 'v1', kind: 'Node',
  metadata: { name, labels: { 'node.kubernetes.io/instance-type': 'm5.large', 'topology.kubernetes.io/zone': 'us-east-1a', ...labels } },
  status: { allocatable: { cpu: '2', memory: '8Gi', pods: '29' } },
  ...more,
}); // prettier-ignore

export interface Wanted {
  readonly name: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly kind?: string;
  /** The node of each pod. */
  readonly on?: readonly string[];
  readonly replicas?: number;
  readonly spec?: Fields;
  readonly annotations?: Record<string, string>;
}

/** A workload in `app` and its pods. */
export function aWorkload(w: Wanted): readonly KubeObject[] {
  const { name, cpu, memory, kind = 'Deployment', on = [] } = w;
  const spec = {
    containers: [{ name, image: `example.com/${name}:1`, resources: { requests: { ...(cpu && { cpu }), ...(memory && { memory }) } } }],
    ...w.spec,
  }; // prettier-ignore
  const replicas = w.replicas ?? on.length;
  return [
    {
      apiVersion: 'apps/v1', kind, metadata: { name, namespace: 'app', uid: name },
      spec: { ...(kind === 'DaemonSet' ? {} : { replicas }), template: { metadata: { labels: { app: name } }, spec } },
      ...(kind === 'DaemonSet' ? { status: { desiredNumberScheduled: on.length } } : {}),
    },
    ...on.map((nodeName, i) => ({
      apiVersion: 'v1', kind: 'Pod',
      metadata: { name: `${name}-abc12-${'abcdefghij'[i % 10]}${String(i).padStart(4, '0')}`, namespace: 'app', labels: { app: name }, ...(w.annotations && { annotations: w.annotations }),
        ownerReferences: [{ apiVersion: 'apps/v1', kind, name, uid: name, controller: true }] },
      spec: { ...spec, nodeName }, status: { phase: 'Running' },
    })),
  ]; // prettier-ignore
}

export const workloadsIn = (snapshot: Snapshot): readonly Workload[] => workloadsOf(snapshot);

/** Round prices, so that a person can follow: $1 a vCPU-hour, $0.10 a GB-hour, m5.large $2 an hour. */
export const PRICES: PriceBook = {
  fargate: (region) => region === 'nowhere' ? null : ({ vcpuHour: 1, gbHour: 0.1, ephemeralGbHour: 0.01, source: 'test', date: '2026-11-24' }),
  instance: (region, type) => region !== 'nowhere' && type === 'm5.large' ? { usdPerHour: 2, source: 'test', date: '2026-11-24' } : null,
  volume: (region, type) => region !== 'nowhere' && type === 'gp3' ? { usdPerGbMonth: 0.08, source: 'test', date: '2026-11-24' } : null,
  perGb: () => null,
  instanceType: () => null,
}; // prettier-ignore
