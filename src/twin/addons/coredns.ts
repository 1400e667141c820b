import { NAMESPACE, serviceAccount, type Builder } from './objects.ts';

const LABELS = { 'eks.amazonaws.com/component': 'coredns', 'k8s-app': 'kube-dns' };

const COREFILE = `.:53 {
    errors
    health {
        lameduck 5s
      }
    ready
    kubernetes cluster.local in-addr.arpa ip6.arpa {
      pods insecure
      fallthrough in-addr.arpa ip6.arpa
    }
    prometheus :9153
    forward . /etc/resolv.conf
    cache 30
    loop
    reload
    loadbalance
}
`;

/**
 * CoreDNS as the managed add-on installs it. On EC2 its template says so in an annotation, which
 * keeps every Fargate profile off; `computeType: Fargate` leaves the annotation out.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html#fargate-gs-coredns (read 2026-11-23)
 */
export const coredns: Builder = (i) => {
  const { configuration: c } = i;
  const onFargate = String(c['computeType'] ?? '').toLowerCase() === 'fargate';
  const annotations = {
    ...(onFargate ? {} : { 'eks.amazonaws.com/compute-type': 'ec2' }),
    ...(c['podAnnotations'] as Record<string, string> | undefined),
  };
  return [
    serviceAccount('coredns', i),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: NAMESPACE, labels: LABELS },
      data: { Corefile: (c['corefile'] as string | undefined) ?? COREFILE },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kube-dns',
        namespace: NAMESPACE,
        labels: {
          ...LABELS,
          'kubernetes.io/cluster-service': 'true',
          'kubernetes.io/name': 'CoreDNS',
        },
        annotations: { 'prometheus.io/port': '9153', 'prometheus.io/scrape': 'true' },
      },
      spec: {
        selector: { 'k8s-app': 'kube-dns' },
        clusterIP: '172.20.0.10',
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 53 },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 53 },
          { name: 'metrics', port: 9153, protocol: 'TCP', targetPort: 9153 },
        ],
      },
    },
    {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'coredns', namespace: NAMESPACE, labels: LABELS },
      spec: { maxUnavailable: 1, selector: { matchLabels: LABELS } },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'coredns',
        namespace: NAMESPACE,
        labels: { ...LABELS, 'kubernetes.io/name': 'CoreDNS' },
      },
      spec: {
        replicas: Number(c['replicaCount'] ?? 2),
        selector: { matchLabels: LABELS },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: 1 } },
        template: {
          metadata: {
            labels: { ...LABELS, ...(c['podLabels'] as Record<string, string> | undefined) },
            ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
          },
          spec: {
            serviceAccountName: 'coredns',
            priorityClassName: 'system-cluster-critical',
            dnsPolicy: 'Default',
            affinity: {
              nodeAffinity: {
                requiredDuringSchedulingIgnoredDuringExecution: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: [
                        { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
                        { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] },
                      ],
                    },
                  ],
                },
              },
              podAntiAffinity: {
                preferredDuringSchedulingIgnoredDuringExecution: [
                  {
                    weight: 100,
                    podAffinityTerm: {
                      labelSelector: {
                        matchExpressions: [
                          { key: 'k8s-app', operator: 'In', values: ['kube-dns'] },
                        ],
                      },
                      topologyKey: 'kubernetes.io/hostname',
                    },
                  },
                ],
              },
            },
            topologySpreadConstraints: [
              {
                labelSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
                maxSkew: 1,
                topologyKey: 'topology.kubernetes.io/zone',
                whenUnsatisfiable: 'ScheduleAnyway',
              },
            ],
            tolerations: (c['tolerations'] as unknown) ?? [
              { effect: 'NoSchedule', key: 'node-role.kubernetes.io/control-plane' },
              { key: 'CriticalAddonsOnly', operator: 'Exists' },
            ],
            containers: [
              {
                name: 'coredns',
                image: `${i.registry}/eks/coredns:${i.version}`,
                args: ['-conf', '/etc/coredns/Corefile'],
                ports: [
                  { name: 'dns', containerPort: 53, protocol: 'UDP' },
                  { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
                  { name: 'metrics', containerPort: 9153, protocol: 'TCP' },
                ],
                readinessProbe: {
                  httpGet: { path: '/ready', port: 8181 },
                  failureThreshold: 3,
                  periodSeconds: 10,
                },
                resources: (c['resources'] as unknown) ?? {
                  requests: { cpu: '100m', memory: '70Mi' },
                  limits: { memory: '170Mi' },
                },
                securityContext: {
                  allowPrivilegeEscalation: false,
                  capabilities: { add: ['NET_BIND_SERVICE'], drop: ['ALL'] },
                  readOnlyRootFilesystem: true,
                },
                volumeMounts: [
                  { name: 'config-volume', mountPath: '/etc/coredns', readOnly: true },
                ],
              },
            ],
            volumes: [
              {
                name: 'config-volume',
                configMap: { name: 'coredns', items: [{ key: 'Corefile', path: 'Corefile' }] },
              },
            ],
          },
        },
      },
    },
  ];
};
