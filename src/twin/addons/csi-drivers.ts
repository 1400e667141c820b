import { daemonSet, NAMESPACE, serviceAccount, type AddonInput, type Builder } from './objects.ts';

interface Driver {
  readonly short: 'ebs' | 'efs';
  readonly driver: string;
  readonly image: string;
  readonly attachRequired: boolean;
}

const csi =
  (d: Driver): Builder =>
  (i) => {
    const name = `aws-${d.short}-csi-driver`;
    const labels = {
      'app.kubernetes.io/name': name,
      'app.kubernetes.io/component': 'csi-driver',
      'app.kubernetes.io/managed-by': 'EKS',
    };
    return [
      serviceAccount(`${d.short}-csi-controller-sa`, i),
      serviceAccount(`${d.short}-csi-node-sa`, i),
      {
        apiVersion: 'storage.k8s.io/v1',
        kind: 'CSIDriver',
        metadata: { name: d.driver, labels },
        spec: { attachRequired: d.attachRequired, podInfoOnMount: false },
      },
      controller(d, i, labels),
      daemonSet({
        name: `${d.short}-csi-node`,
        labels: { ...labels, app: `${d.short}-csi-node` },
        selector: { app: `${d.short}-csi-node`, 'app.kubernetes.io/name': name },
        spec: {
          serviceAccountName: `${d.short}-csi-node-sa`,
          ...(d.short === 'efs' ? { hostNetwork: true, dnsPolicy: 'ClusterFirst' } : {}),
          containers: [
            {
              name: `${d.short}-plugin`,
              image: `${i.registry}/${d.image}:${i.version}`,
              args: ['node', '--endpoint=unix:/csi/csi.sock'],
              securityContext: { privileged: true },
              resources: { requests: { cpu: '10m', memory: '40Mi' }, limits: { memory: '256Mi' } },
            },
          ],
          volumes: [
            { name: 'kubelet-dir', hostPath: { path: '/var/lib/kubelet', type: 'Directory' } },
            {
              name: 'plugin-dir',
              hostPath: {
                path: `/var/lib/kubelet/plugins/${d.driver}/`,
                type: 'DirectoryOrCreate',
              },
            },
          ],
        },
      }),
    ];
  };

function controller(d: Driver, i: AddonInput, labels: Readonly<Record<string, string>>) {
  const name = `aws-${d.short}-csi-driver`;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: `${d.short}-csi-controller`,
      namespace: NAMESPACE,
      labels: { ...labels, app: `${d.short}-csi-controller` },
    },
    spec: {
      replicas: 2,
      selector: {
        matchLabels: { app: `${d.short}-csi-controller`, 'app.kubernetes.io/name': name },
      },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1 } },
      template: {
        metadata: { labels: { ...labels, app: `${d.short}-csi-controller` } },
        spec: {
          serviceAccountName: `${d.short}-csi-controller-sa`,
          priorityClassName: 'system-cluster-critical',
          tolerations: [
            { key: 'CriticalAddonsOnly', operator: 'Exists' },
            { effect: 'NoExecute', operator: 'Exists', tolerationSeconds: 300 },
          ],
          affinity: {
            nodeAffinity: {
              preferredDuringSchedulingIgnoredDuringExecution: [
                {
                  weight: 1,
                  preference: {
                    matchExpressions: [
                      {
                        key: 'eks.amazonaws.com/compute-type',
                        operator: 'NotIn',
                        values: ['fargate', 'auto', 'hybrid'],
                      },
                    ],
                  },
                },
              ],
            },
          },
          ...(d.short === 'efs' ? { hostNetwork: true } : {}),
          containers: [
            {
              name: `${d.short}-plugin`,
              image: `${i.registry}/${d.image}:${i.version}`,
              args: ['controller', '--endpoint=unix:/csi/csi.sock'],
              resources: { requests: { cpu: '10m', memory: '40Mi' }, limits: { memory: '256Mi' } },
              ...(d.short === 'efs' ? { securityContext: { privileged: true } } : {}),
            },
            {
              name: 'csi-provisioner',
              image: 'public.ecr.aws/csi-components/csi-provisioner:v5.3.0-eksbuild.4',
              resources: { requests: { cpu: '10m', memory: '40Mi' }, limits: { memory: '256Mi' } },
            },
          ],
          volumes: [{ name: 'socket-dir', emptyDir: {} }],
        },
      },
    },
  };
}

export const ebsCsiDriver = csi({
  short: 'ebs',
  driver: 'ebs.csi.aws.com',
  image: 'eks/aws-ebs-csi-driver',
  attachRequired: true,
});
export const efsCsiDriver = csi({
  short: 'efs',
  driver: 'efs.csi.aws.com',
  image: 'eks/aws-efs-csi-driver',
  attachRequired: false,
});
