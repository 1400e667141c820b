import type { KubeObject } from '../../model/index.ts';

/** What an add-on is given. */
export interface AddonInput {
  readonly version: string;
  /** Parsed; empty when none was given. */
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly serviceAccountRoleArn: string | null;
  readonly registry: string;
}
export type Builder = (input: AddonInput) => readonly KubeObject[];

export const NAMESPACE = 'kube-system';

/** `v1.20.4-eksbuild.2` → `v1.20.4`: what the image is tagged with upstream. */
export const upstream = (version: string): string => version.split('-')[0] ?? version;

export const serviceAccount = (name: string, input: AddonInput): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: {
    name,
    namespace: NAMESPACE,
    ...(input.serviceAccountRoleArn === null
      ? {}
      : { annotations: { 'eks.amazonaws.com/role-arn': input.serviceAccountRoleArn } }),
  },
});

/**
 * Node agents of EKS keep off what has no host of the customer's.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html (read 2026-11-23); facts 2.9
 */
export const onlyOnInstances = {
  nodeAffinity: {
    requiredDuringSchedulingIgnoredDuringExecution: {
      nodeSelectorTerms: [
        {
          matchExpressions: [
            { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] },
            { key: 'kubernetes.io/arch', operator: 'In', values: ['amd64', 'arm64'] },
            {
              key: 'eks.amazonaws.com/compute-type',
              operator: 'NotIn',
              values: ['fargate', 'hybrid', 'auto'],
            },
          ],
        },
      ],
    },
  },
};

export function daemonSet(o: {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly selector: Readonly<Record<string, string>>;
  readonly spec: Readonly<Record<string, unknown>>;
}): KubeObject {
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: o.name, namespace: NAMESPACE, labels: o.labels },
    spec: {
      selector: { matchLabels: o.selector },
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '10%' } },
      template: {
        metadata: { labels: { ...o.labels, ...o.selector } },
        spec: {
          priorityClassName: 'system-node-critical',
          tolerations: [{ operator: 'Exists' }],
          affinity: onlyOnInstances,
          ...o.spec,
        },
      },
    },
  };
}
