/**
 * A cluster of a given number of pods, object by object, as the API server would list it. The same
 * seed gives the same cluster. Shapes and shares follow published samples of real workloads (see
 * bench/README.md): small requests, half of them incomplete, most pods copies of a few templates.
 */
export interface ClusterOptions {
  readonly pods: number;
  readonly seed: number;
  /** Whether objects carry `metadata.managedFields`, as the API serves them and kubectl hides them. */
  readonly managedFields: boolean;
}
type Json = Record<string, unknown>;

export const GENERATED_KINDS =
  'nodes, namespaces, Deployments, ReplicaSets, StatefulSets, DaemonSets, Jobs, pods, Services, budgets';

/** Mulberry32: small, fast, and the same everywhere. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const CPU_STEPS = [10, 50, 100, 200, 250, 500, 1000, 2000];
const nearest = (value: number, steps: readonly number[]): number =>
  steps.reduce((best, s) =>
    Math.abs(Math.log(s / value)) < Math.abs(Math.log(best / value)) ? s : best,
  );
const MEMORY_STEPS = Array.from({ length: 10 }, (_, i) => [16 * 2 ** i, 24 * 2 ** i]).flat();
const TIME = '2026-10-01T08:00:00Z';

/** Yields every object of the cluster; pods come last, as they are most. */
export function* cluster(o: ClusterOptions): Generator<Json> {
  const random = seeded(o.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const hex = (n: number): string =>
    Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
  const uid = (): string => `${hex(8)}-${hex(4)}-${hex(4)}-${hex(4)}-${hex(12)}`;
  const word = (n: number): string =>
    Array.from({ length: n }, () => pick([...'bcdfghjklmnpqrstvwxz2456789'])).join('');
  const meta = (name: string, more: Json = {}, manager = 'kube-controller-manager'): Json => ({
    name,
    uid: uid(),
    resourceVersion: String(Math.floor(random() * 1e9)),
    creationTimestamp: TIME,
    ...more,
    ...(o.managedFields ? { managedFields: managed(manager) } : {}),
  });

  const nodes = Math.max(3, Math.ceil(o.pods / 30));
  for (let i = 0; i < nodes; i += 1)
    yield node(i, meta(nodeName(i), { labels: nodeLabels(i) }, 'kubelet'));

  const pods: Json[] = [];
  let made = 0;
  let index = 0;
  let namespace = '';
  let left = 0;
  while (made < o.pods) {
    if (left === 0) {
      namespace = `team-${index}`;
      left = random() < 0.2 ? 10 + Math.floor(random() * 10) : 1 + Math.floor(random() * 3);
      yield {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: meta(namespace),
        status: { phase: 'Active' },
      };
    }
    left -= 1;
    index += 1;
    const dice = random();
    const kind =
      dice < 0.85 ? 'Deployment' : dice < 0.9 ? 'DaemonSet' : dice < 0.94 ? 'StatefulSet' : 'Job';
    const r = random();
    const wanted =
      kind === 'Deployment' || kind === 'StatefulSet'
        ? r < 0.65
          ? 1
          : r < 0.85
            ? 2
            : r < 0.97
              ? 3
              : 10 + Math.floor(random() * 60)
        : kind === 'DaemonSet'
          ? Math.min(nodes, 20)
          : 1;
    const replicas = Math.min(wanted, o.pods - made);
    made += replicas;
    yield* workload(kind, `${pick(NAMES)}-${index}`, namespace, replicas);
  }
  yield* pods;

  function* workload(kind: string, name: string, ns: string, replicas: number): Generator<Json> {
    const labels = { app: name, 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': ns };
    const spec = podSpec(name);
    const template = {
      metadata: { labels, annotations: { 'prometheus.io/scrape': 'true' } },
      spec,
    };
    const top = meta(name, { namespace: ns, labels, generation: 3 }, 'helm');
    const owner: Json = { controller: true, blockOwnerDeletion: true, name, uid: top['uid'] };
    const selector = { matchLabels: { app: name } };
    if (kind === 'Deployment') {
      yield {
        apiVersion: 'apps/v1',
        kind,
        metadata: top,
        spec: {
          replicas,
          selector,
          template,
          strategy: {
            type: 'RollingUpdate',
            rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' },
          },
          revisionHistoryLimit: 10,
          progressDeadlineSeconds: 600,
        },
        status: {
          replicas,
          readyReplicas: replicas,
          availableReplicas: replicas,
          updatedReplicas: replicas,
          observedGeneration: 3,
        },
      };
      const hash = word(9);
      const set = `${name}-${hash}`;
      const hashed = { ...labels, 'pod-template-hash': hash };
      const rs = meta(set, {
        namespace: ns,
        labels: hashed,
        ownerReferences: [{ apiVersion: 'apps/v1', kind, ...owner }],
      });
      yield {
        apiVersion: 'apps/v1',
        kind: 'ReplicaSet',
        metadata: rs,
        spec: {
          replicas,
          selector: { matchLabels: { app: name, 'pod-template-hash': hash } },
          template: { ...template, metadata: { labels: hashed } },
        },
        status: { replicas, readyReplicas: replicas },
      };
      for (let i = 0; i < replicas; i += 1)
        pods.push(
          pod(
            `${set}-${word(5)}`,
            ns,
            hashed,
            { apiVersion: 'apps/v1', kind: 'ReplicaSet', ...owner, name: set, uid: rs['uid'] },
            spec,
          ),
        );
      yield {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: meta(name, { namespace: ns, labels }, 'helm'),
        spec: {
          type: 'ClusterIP',
          clusterIP: `172.20.${index % 250}.${index % 240}`,
          selector: { app: name },
          ports: [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' }],
        },
        status: { loadBalancer: {} },
      };
      if (random() < 0.3)
        yield {
          apiVersion: 'policy/v1',
          kind: 'PodDisruptionBudget',
          metadata: meta(name, { namespace: ns }, 'helm'),
          spec: { maxUnavailable: 1, selector },
        };
      return;
    }
    const body: Json =
      kind === 'Job'
        ? {
            parallelism: 1,
            completions: 1,
            backoffLimit: 6,
            template: { ...template, spec: { ...spec, restartPolicy: 'Never' } },
          }
        : {
            ...(kind === 'StatefulSet'
              ? { replicas, serviceName: name, podManagementPolicy: 'OrderedReady' }
              : {}),
            selector,
            template,
            updateStrategy: { type: 'RollingUpdate' },
          };
    yield {
      apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
      kind,
      metadata: top,
      spec: body,
      status:
        kind === 'DaemonSet'
          ? { desiredNumberScheduled: replicas, numberReady: replicas }
          : kind === 'Job'
            ? { active: 1 }
            : { replicas, readyReplicas: replicas },
    };
    for (let i = 0; i < replicas; i += 1)
      pods.push(
        pod(
          kind === 'StatefulSet' ? `${name}-${i}` : `${name}-${word(5)}`,
          ns,
          labels,
          { apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1', kind, ...owner },
          spec,
        ),
      );
  }

  function podSpec(name: string): Json {
    const containers = Array.from(
      { length: random() < 0.91 ? 1 : random() < 0.8 ? 2 : 3 },
      (_, i) => container(i === 0 ? name : `sidecar-${i}`, i),
    );
    return {
      containers,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: name,
      serviceAccount: name,
      securityContext: { fsGroup: 1000, runAsNonRoot: true },
      schedulerName: 'default-scheduler',
      ...(random() < 0.09
        ? { nodeSelector: { 'node.kubernetes.io/instance-type': 'm5.large' } }
        : {}),
      ...(random() < 0.07
        ? {
            affinity: {
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  {
                    weight: 100,
                    podAffinityTerm: {
                      topologyKey: 'kubernetes.io/hostname',
                      labelSelector: { matchLabels: { app: name } },
                    },
                  },
                ],
              },
            },
          }
        : {}),
      ...(random() < 0.04 ? { hostNetwork: true } : {}),
      ...(random() < 0.06
        ? { volumes: [{ name: 'host', hostPath: { path: '/var/log', type: '' } }] }
        : {}),
    };
  }

  function container(name: string, i: number): Json {
    const batch = random() < 0.02;
    const cpu = batch
      ? pick([3200, 4000, 11300, 16400, 32000])
      : nearest(100 * Math.exp(0.7 * normal()), CPU_STEPS);
    const memory = batch
      ? pick([5600, 15360, 41984, 58368, 126000])
      : nearest((random() < 0.85 ? 100 : 1280) * Math.exp(0.95 * normal()), MEMORY_STEPS);
    const complete = random() < 0.5;
    const requests: Json = {
      ...(complete || random() < 0.4 ? { cpu: `${cpu}m` } : {}),
      ...(complete || random() < 0.4 ? { memory: `${memory}Mi` } : {}),
    };
    const probe = (path: string): Json => ({
      httpGet: { path, port: 8080, scheme: 'HTTP' },
      initialDelaySeconds: 10,
      periodSeconds: 10,
      timeoutSeconds: 3,
      successThreshold: 1,
      failureThreshold: 3,
    });
    const variables = i === 0 ? 10 + Math.floor(random() * 11) : 4;
    return {
      name,
      image: `123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop/${name}:v${Math.floor(random() * 40)}.${Math.floor(random() * 10)}`,
      imagePullPolicy: 'IfNotPresent',
      ports: [
        { name: 'http', containerPort: 8080, protocol: 'TCP' },
        { name: 'metrics', containerPort: 9090, protocol: 'TCP' },
      ],
      env: [
        ...Array.from({ length: variables }, (_, n): Json => ({
          name: `${pick(SETTINGS)}_${n}`,
          value: `https://service-${hex(6)}.example.internal:8443/v1/${hex(8)}`,
        })),
        {
          name: 'POD_IP',
          valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } },
        },
      ],
      resources: { requests, ...(random() < 0.33 ? { limits: requests } : {}) },
      ...(random() < 0.3 ? { readinessProbe: probe('/ready') } : {}),
      livenessProbe: probe('/healthz'),
      securityContext: {
        allowPrivilegeEscalation: random() < 0.05,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    };
  }

  function pod(name: string, ns: string, labels: Json, owner: Json, spec: Json): Json {
    const token = `kube-api-access-${word(5)}`;
    const at = Math.floor(random() * nodes);
    const ip = `10.${at % 200}.${Math.floor(random() * 250)}.${Math.floor(random() * 250)}`;
    const mounts = [
      {
        name: 'aws-iam-token',
        mountPath: '/var/run/secrets/eks.amazonaws.com/serviceaccount',
        readOnly: true,
      },
      { name: token, mountPath: '/var/run/secrets/kubernetes.io/serviceaccount', readOnly: true },
    ];
    const irsa = [
      { name: 'AWS_STS_REGIONAL_ENDPOINTS', value: 'regional' },
      { name: 'AWS_DEFAULT_REGION', value: 'ap-northeast-2' },
      { name: 'AWS_REGION', value: 'ap-northeast-2' },
      { name: 'AWS_ROLE_ARN', value: `arn:aws:iam::123456789012:role/${ns}` },
      {
        name: 'AWS_WEB_IDENTITY_TOKEN_FILE',
        value: '/var/run/secrets/eks.amazonaws.com/serviceaccount/token',
      },
    ];
    const containers = (spec['containers'] as Json[]).map((c) => ({
      ...c,
      env: [...(c['env'] as Json[]), ...irsa],
      volumeMounts: mounts,
    }));
    const condition = (type: string): Json => ({
      type,
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: TIME,
    });
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: meta(
        name,
        {
          generateName: `${name.slice(0, name.lastIndexOf('-') + 1)}`,
          namespace: ns,
          labels,
          annotations: { 'prometheus.io/scrape': 'true' },
          ownerReferences: [owner],
        },
        'kubelet',
      ),
      spec: {
        ...spec,
        containers,
        nodeName: nodeName(at),
        enableServiceLinks: true,
        preemptionPolicy: 'PreemptLowerPriority',
        priority: 0,
        tolerations: ['not-ready', 'unreachable'].map((k) => ({
          key: `node.kubernetes.io/${k}`,
          operator: 'Exists',
          effect: 'NoExecute',
          tolerationSeconds: 300,
        })),
        volumes: [
          ...((spec['volumes'] as Json[] | undefined) ?? []),
          {
            name: 'aws-iam-token',
            projected: {
              defaultMode: 420,
              sources: [
                {
                  serviceAccountToken: {
                    audience: 'sts.amazonaws.com',
                    expirationSeconds: 86400,
                    path: 'token',
                  },
                },
              ],
            },
          },
          {
            name: token,
            projected: {
              defaultMode: 420,
              sources: [
                { serviceAccountToken: { expirationSeconds: 3607, path: 'token' } },
                {
                  configMap: {
                    name: 'kube-root-ca.crt',
                    items: [{ key: 'ca.crt', path: 'ca.crt' }],
                  },
                },
                {
                  downwardAPI: {
                    items: [
                      {
                        path: 'namespace',
                        fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
                      },
                    ],
                  },
                },
              ],
            },
          },
        ],
      },
      status: {
        phase: 'Running',
        qosClass: 'Burstable',
        hostIP: `10.0.${at % 250}.${at % 240}`,
        hostIPs: [{ ip: `10.0.${at % 250}.${at % 240}` }],
        podIP: ip,
        podIPs: [{ ip }],
        startTime: TIME,
        conditions: [
          'PodReadyToStartContainers',
          'Initialized',
          'Ready',
          'ContainersReady',
          'PodScheduled',
        ].map(condition),
        containerStatuses: containers.map((c) => ({
          name: (c as Json)['name'],
          image: (c as Json)['image'],
          imageID: `${String((c as Json)['image'])}@sha256:${hex(64)}`,
          containerID: `containerd://${hex(64)}`,
          ready: true,
          started: true,
          restartCount: Math.floor(random() * 3),
          lastState: {},
          state: { running: { startedAt: TIME } },
        })),
      },
    };
  }
}

const nodeName = (i: number): string =>
  `ip-10-0-${Math.floor(i / 250)}-${i % 250}.ap-northeast-2.compute.internal`;
const nodeLabels = (i: number): Json => ({
  'kubernetes.io/hostname': nodeName(i),
  'kubernetes.io/arch': 'amd64',
  'kubernetes.io/os': 'linux',
  'node.kubernetes.io/instance-type': 'm5.2xlarge',
  'eks.amazonaws.com/nodegroup': `workers-${i % 3}`,
  'eks.amazonaws.com/capacityType': 'ON_DEMAND',
  'topology.kubernetes.io/region': 'ap-northeast-2',
  'topology.kubernetes.io/zone': `ap-northeast-2${'abc'[i % 3]}`,
});
function node(i: number, metadata: Json): Json {
  const amount = { cpu: '8', memory: '31977Mi', pods: '58', 'ephemeral-storage': '83873772Ki' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata,
    spec: { providerID: `aws:///ap-northeast-2${'abc'[i % 3]}/i-0${String(i).padStart(16, '0')}` },
    status: {
      capacity: amount,
      allocatable: amount,
      nodeInfo: {
        kubeletVersion: 'v1.35.1-eks-1',
        osImage: 'Amazon Linux 2023',
        kernelVersion: '6.12.0',
        containerRuntimeVersion: 'containerd://2.1.4',
        architecture: 'amd64',
        operatingSystem: 'linux',
      },
      conditions: [
        { type: 'Ready', status: 'True', reason: 'KubeletReady', lastHeartbeatTime: TIME },
      ],
      images: Array.from({ length: 12 }, (_, n) => ({
        names: [
          `123456789012.dkr.ecr.ap-northeast-2.amazonaws.com/shop/image-${n}@sha256:${'0'.repeat(64)}`,
        ],
        sizeBytes: 1e8 + n,
      })),
    },
  };
}

const owned = (fields: readonly string[]): Json =>
  Object.fromEntries(fields.map((f) => [`f:${f}`, {}]));
/** As a controller and a kubelet leave them behind on a pod. */
function managed(manager: string): readonly Json[] {
  return [
    {
      manager, operation: 'Update', apiVersion: 'v1', time: TIME, fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': { 'f:labels': { '.': {}, ...owned(['app', 'app.kubernetes.io/name', 'app.kubernetes.io/part-of', 'pod-template-hash']) }, 'f:ownerReferences': { '.': {} } },
        'f:spec': { 'f:containers': { 'k:{"name":"main"}': { '.': {}, 'f:env': Object.fromEntries(Array.from({ length: 8 }, (_, i) => [`k:{"name":"SETTING_${i}"}`, { '.': {}, 'f:name': {}, 'f:value': {} }])), ...owned(['image', 'imagePullPolicy', 'livenessProbe', 'name', 'resources', 'terminationMessagePath']) } }, ...owned(['dnsPolicy', 'enableServiceLinks', 'restartPolicy', 'schedulerName', 'securityContext', 'serviceAccount', 'terminationGracePeriodSeconds']) },
      },
    },
    {
      manager: 'kubelet', operation: 'Update', apiVersion: 'v1', time: TIME, fieldsType: 'FieldsV1', subresource: 'status',
      fieldsV1: { 'f:status': { 'f:conditions': Object.fromEntries(['Initialized', 'Ready', 'ContainersReady'].map((t) => [`k:{"type":"${t}"}`, { '.': {}, ...owned(['lastProbeTime', 'lastTransitionTime', 'status', 'type']) }])), ...owned(['containerStatuses', 'hostIP', 'phase', 'podIP', 'startTime']) } },
    },
  ];
} // prettier-ignore
const NAMES = [
  'web',
  'api',
  'cart',
  'orders',
  'search',
  'billing',
  'mailer',
  'report',
  'auth',
  'stock',
];
const SETTINGS = [
  'UPSTREAM_URL',
  'CACHE_ADDRESS',
  'FEATURE_SWITCH',
  'QUEUE_ENDPOINT',
  'LOG_TARGET',
];
