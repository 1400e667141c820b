import { daemonSet, serviceAccount, upstream, type Builder } from './objects.ts';

const host = (name: string, path: string) => ({ name, hostPath: { path } });

/** The VPC CNI: aws-node on every instance, with the ConfigMap of its switches. */
export const vpcCni: Builder = (i) => {
  const labels = {
    'app.kubernetes.io/instance': 'aws-vpc-cni',
    'app.kubernetes.io/managed-by': 'Helm',
    'app.kubernetes.io/name': 'aws-node',
    'app.kubernetes.io/version': upstream(i.version),
    'k8s-app': 'aws-node',
  };
  return [
    serviceAccount('aws-node', i),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'amazon-vpc-cni', namespace: 'kube-system', labels },
      data: {
        'enable-network-policy-controller': String(i.configuration['enableNetworkPolicy'] ?? false),
        'enable-windows-ipam': 'false',
      },
    },
    daemonSet({
      name: 'aws-node',
      labels,
      selector: { 'k8s-app': 'aws-node' },
      spec: {
        serviceAccountName: 'aws-node',
        hostNetwork: true,
        terminationGracePeriodSeconds: 10,
        initContainers: [
          {
            name: 'aws-vpc-cni-init',
            image: `${i.registry}/amazon-k8s-cni-init:${i.version}`,
            securityContext: { privileged: true },
            resources: { requests: { cpu: '25m' } },
          },
        ],
        containers: [
          {
            name: 'aws-node',
            image: `${i.registry}/amazon-k8s-cni:${i.version}`,
            ports: [{ name: 'metrics', containerPort: 61678 }],
            securityContext: { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } },
            resources: { requests: { cpu: '25m' } },
            readinessProbe: {
              exec: { command: ['/app/grpc-health-probe', '-addr=:50051'] },
              initialDelaySeconds: 1,
            },
            volumeMounts: [{ name: 'cni-bin-dir', mountPath: '/host/opt/cni/bin' }],
          },
          {
            name: 'aws-eks-nodeagent',
            image: `${i.registry}/amazon/aws-network-policy-agent:v1.2.7-eksbuild.1`,
            securityContext: { privileged: true },
            resources: { requests: { cpu: '25m' } },
          },
        ],
        volumes: [host('cni-bin-dir', '/opt/cni/bin'), host('cni-net-dir', '/etc/cni/net.d')],
      },
    }),
  ];
};

export const kubeProxy: Builder = (i) => [
  serviceAccount('kube-proxy', i),
  {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'kube-proxy-config',
      namespace: 'kube-system',
      labels: { 'eks.amazonaws.com/component': 'kube-proxy', 'k8s-app': 'kube-proxy' },
    },
    data: {
      config:
        'apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\nmode: "iptables"\n',
    },
  },
  daemonSet({
    name: 'kube-proxy',
    labels: { 'eks.amazonaws.com/component': 'kube-proxy', 'k8s-app': 'kube-proxy' },
    selector: { 'k8s-app': 'kube-proxy' },
    spec: {
      serviceAccountName: 'kube-proxy',
      hostNetwork: true,
      containers: [
        {
          name: 'kube-proxy',
          image: `${i.registry}/eks/kube-proxy:${upstream(i.version)}-minimal-eksbuild.2`,
          command: ['kube-proxy', '--v=2', '--config=/var/lib/kube-proxy-config/config'],
          securityContext: { privileged: true },
          resources: { requests: { cpu: '100m' } },
        },
      ],
      volumes: [
        host('varlog', '/var/log'),
        host('lib-modules', '/lib/modules'),
        { name: 'config', configMap: { name: 'kube-proxy-config' } },
      ],
    },
  }),
];
