import fc from 'fast-check';
import type { KubeObject } from '../../src/model/index.ts';
import type { Scenario } from '../../src/twin/index.ts';

/** One workload of a random cluster, with what protects, scales and feeds it. */
export interface RandomWorkload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet' | 'CronJob' | 'Pod';
  readonly namespace: 'app' | 'shop';
  readonly replicas: number;
  readonly budget: 'none' | 'one-down' | 'one-up';
  readonly autoscaled: boolean;
  readonly strategy: 'default' | 'surge' | 'recreate';
  /** `ebs`: a claim of its own, which makes a Deployment a copy job and a StatefulSet a stayer. */
  readonly needs: 'nothing' | 'privileged' | 'host-port' | 'ebs' | 'sidecar';
  /** Marks that a template may carry already, empty maps and opt-outs among them. */
  readonly marked: 'bare' | 'annotated' | 'opted-out' | 'opted-in';
}

/** A random cluster as data: small, because hundreds of them are made. */
export interface RandomCluster {
  readonly workloads: readonly RandomWorkload[];
  readonly groups: number;
  readonly releases: readonly string[];
  readonly efs: boolean;
  readonly authentication: 'API' | 'API_AND_CONFIG_MAP' | 'CONFIG_MAP';
  /** Profiles that somebody made before. */
  readonly profiles: 'none' | 'unused' | 'in-use';
  readonly roleExists: boolean;
}

const workload: fc.Arbitrary<RandomWorkload> = fc.record({
  kind: fc.oneof(
    { weight: 5, arbitrary: fc.constant('Deployment' as const) },
    { weight: 2, arbitrary: fc.constant('StatefulSet' as const) },
    { weight: 1, arbitrary: fc.constantFrom('DaemonSet' as const, 'CronJob' as const, 'Pod' as const) }, // prettier-ignore
  ),
  namespace: fc.constantFrom('app', 'shop'),
  replicas: fc.integer({ min: 1, max: 3 }),
  budget: fc.constantFrom('none', 'one-down', 'one-up'),
  autoscaled: fc.boolean(),
  strategy: fc.constantFrom('default', 'surge', 'recreate'),
  needs: fc.oneof(
    { weight: 5, arbitrary: fc.constant('nothing' as const) },
    { weight: 3, arbitrary: fc.constantFrom('privileged' as const, 'host-port' as const, 'ebs' as const, 'sidecar' as const) }, // prettier-ignore
  ),
  marked: fc.constantFrom('bare', 'bare', 'annotated', 'opted-out', 'opted-in'),
});

export const RELEASES = [
  'aws-load-balancer-controller',
  'cluster-autoscaler',
  'metrics-server',
] as const;

export const randomCluster: fc.Arbitrary<RandomCluster> = fc.record({
  workloads: fc.array(workload, { minLength: 1, maxLength: 4 }),
  groups: fc.integer({ min: 1, max: 3 }),
  releases: fc.subarray([...RELEASES]),
  efs: fc.boolean(),
  authentication: fc.constantFrom('API', 'API_AND_CONFIG_MAP', 'CONFIG_MAP'),
  profiles: fc.constantFrom('none', 'none', 'unused', 'in-use'),
  roleExists: fc.boolean(),
});

/** The tutorial's account and system parts, with this cluster's workloads in place of its own. */
export function scenarioFor(c: RandomCluster): (base: Scenario) => Scenario {
  return (base) => {
    const kept = base.objects.filter((o) => o.metadata.namespace !== 'app' && belongs(o, c.releases)); // prettier-ignore
    const group = base.aws.nodegroups?.[0];
    return {
      ...base,
      mustBeHealthy: true,
      objects: [
        ...kept,
        ...(c.authentication === 'CONFIG_MAP' ? [awsAuth(base.accountId)] : []),
        namespace('shop'),
        ...c.workloads.flatMap((w, i) => objectsOf(w, i, c)),
        ...(c.profiles === 'in-use' ? fargateAlready() : []),
      ],
      volumes: {},
      load: [],
      aws: {
        ...base.aws,
        cluster: { ...base.aws.cluster, authenticationMode: c.authentication },
        nodegroups: Array.from({ length: c.groups }, (_, i) => ({
          ...group,
          name: `group-${i}`,
          desired: 5 - c.groups,
          min: 1,
          max: 6,
          labels: { pool: `p${i}` },
        })),
        addons: (base.aws.addons ?? []).filter((a) => c.efs || a.name !== 'aws-efs-csi-driver'),
        fargateProfiles:
          c.profiles === 'none'
            ? []
            : [
                {
                  name: 'theirs',
                  role: 'Migration-EKS-Pod-Excution-Role',
                  selectors: [{ namespace: 'theirs' }],
                },
              ],
        roles: c.roleExists ? (base.aws.roles ?? []) : (base.aws.roles ?? []).filter(() => c.profiles !== 'none'), // prettier-ignore
      },
    };
  };
}

/** An object of a Helm release that this cluster does not have does not belong. */
function belongs(o: KubeObject, releases: readonly string[]): boolean {
  const of =
    o.metadata.annotations?.['meta.helm.sh/release-name'] ??
    (o.metadata.labels?.['owner'] === 'helm' ? o.metadata.labels['name'] : undefined);
  return of === undefined || releases.includes(of);
}

const namespace = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name },
});

/** What every cluster with node groups and without access entries has. */
const awsAuth = (account: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'aws-auth', namespace: 'kube-system' },
  data: {
    mapRoles: `- rolearn: arn:aws:iam::${account}:role/Migration-EKS-node-role\n  username: system:node:{{EC2PrivateDNSName}}\n  groups:\n    - system:bootstrappers\n    - system:nodes\n`,
  },
});

/** A workload that runs on a profile of theirs before anything of ours begins. */
const fargateAlready = (): readonly KubeObject[] => [
  namespace('theirs'),
  {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'settled', namespace: 'theirs' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'settled' } },
      template: {
        metadata: { labels: { app: 'settled' } },
        spec: { containers: [container('settled')] },
      },
    },
  },
];

const container = (name: string, more: object = {}): object => ({
  name,
  image: `public.ecr.aws/nginx/${name}:1.29`,
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '200m', memory: '256Mi' } }, // prettier-ignore
  ...more,
});

const MARKS: Readonly<Record<RandomWorkload['marked'], object>> = {
  bare: {},
  annotated: { annotations: { 'example.com/team': 'blue', 'prometheus.io/scrape': 'true' } },
  'opted-out': { annotations: { 'eks.amazonaws.com/compute-type': 'ec2' } },
  'opted-in': {},
};

function objectsOf(w: RandomWorkload, index: number, c: RandomCluster): readonly KubeObject[] {
  const name = `${w.kind.toLowerCase()}-${index}`;
  const at = { name, namespace: w.namespace };
  const labels = {
    app: name,
    ...(w.marked === 'opted-in' ? { 'fargatectl.io/compute': 'fargate' } : {}),
  };
  const hasVolume = w.needs === 'ebs' && (w.kind === 'Deployment' || w.kind === 'StatefulSet');
  const replicas = hasVolume ? 1 : w.replicas;
  const main = container('main', {
    ...(w.needs === 'privileged' ? { securityContext: { privileged: true } } : {}),
    ...(w.needs === 'host-port' ? { ports: [{ containerPort: 8080, hostPort: 8080 + index }] } : {}), // prettier-ignore
    ...(hasVolume ? { volumeMounts: [{ name: 'data', mountPath: '/data' }] } : {}),
    ...(w.kind === 'CronJob' ? { command: ['sh', '-c', 'sleep 30'] } : {}),
  });
  const spec = {
    containers: w.needs === 'sidecar' ? [main, container('side')] : [main],
    ...(w.kind === 'CronJob' ? { restartPolicy: 'Never' } : {}),
    ...(hasVolume && w.kind === 'Deployment'
      ? { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: `${name}-data` } }] }
      : {}),
  };
  const template = { metadata: { labels, ...MARKS[w.marked] }, spec };
  const selector = { matchLabels: { app: name } };
  const scalable = w.kind === 'Deployment' || w.kind === 'StatefulSet';
  return [
    ...(w.kind === 'Deployment'
      ? [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: at, spec: { replicas, selector, template, ...strategyOf(w) } }] // prettier-ignore
      : []),
    ...(w.kind === 'StatefulSet'
      ? [{ apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: at, spec: { replicas, selector, serviceName: name, template, ...(hasVolume ? { volumeClaimTemplates: [claim('data')] } : {}) } }] // prettier-ignore
      : []),
    ...(w.kind === 'DaemonSet'
      ? [{ apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: at, spec: { selector, template: { ...template, spec: { ...spec, ...(c.profiles === 'in-use' ? {} : { tolerations: [{ operator: 'Exists' }] }) } } } }] // prettier-ignore
      : []),
    ...(w.kind === 'CronJob'
      ? [{ apiVersion: 'batch/v1', kind: 'CronJob', metadata: at, spec: { schedule: '17 3 * * *', jobTemplate: { spec: { template } } } }] // prettier-ignore
      : []),
    ...(w.kind === 'Pod' ? [{ apiVersion: 'v1', kind: 'Pod', metadata: { ...at, labels }, spec }] : []), // prettier-ignore
    ...(hasVolume && w.kind === 'Deployment' ? [{ ...claim(`${name}-data`), metadata: { name: `${name}-data`, namespace: w.namespace } }] : []), // prettier-ignore
    ...(scalable && !hasVolume && w.budget !== 'none' && replicas > 1
      ? [{ apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', metadata: at, spec: { selector, ...(w.budget === 'one-down' ? { maxUnavailable: 1 } : { minAvailable: 1 }) } }] // prettier-ignore
      : []),
    ...(w.kind === 'Deployment' &&
    w.autoscaled &&
    !hasVolume &&
    c.releases.includes('metrics-server')
      ? [{ apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: at, spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name }, minReplicas: replicas, maxReplicas: replicas + 2, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }] } }] // prettier-ignore
      : []),
    ...(scalable
      ? [{ apiVersion: 'v1', kind: 'Service', metadata: at, spec: { selector: { app: name }, ports: [{ port: 80 }] } }] // prettier-ignore
      : []),
  ] as KubeObject[];
}

const claim = (name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name },
  spec: {
    storageClassName: 'gp3',
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '5Gi' } },
  },
});

const strategyOf = (w: RandomWorkload): object =>
  w.strategy === 'default'
    ? {}
    : w.strategy === 'recreate'
      ? { strategy: { type: 'Recreate' } }
      : { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } };
