import type { KubeObject, PodTemplate, Workload } from '../model/index.ts';

/** What the plan treats in a way of its own; told by what containers run, not by how objects are called. */
export type Component =
  | 'coredns'
  | 'load-balancer-controller'
  | 'metrics-server'
  | 'cluster-autoscaler'
  | 'karpenter'
  | 'ec2-only'
  | 'application';

/** Controllers and agents that serve EC2 nodes; they stay until the last one is gone. */
const EC2_ONLY =
  /(ebs-csi-driver|efs-csi-driver|fsx-csi-driver|mountpoint-s3-csi|amazon-k8s-cni|kube-proxy|eks-pod-identity-agent|node-termination-handler|nvidia\/k8s-device-plugin)/;

export function componentOf(workload: Pick<Workload, 'ref' | 'template'>): Component {
  const images = imagesOf(workload.template);
  const runs = (part: string): boolean => images.some((i) => i.includes(part));
  if (workload.ref.namespace === 'kube-system' && runs('coredns')) return 'coredns';
  if (runs('aws-load-balancer-controller')) return 'load-balancer-controller';
  if (runs('metrics-server')) return 'metrics-server';
  if (runs('cluster-autoscaler')) return 'cluster-autoscaler';
  if (runs('karpenter/controller')) return 'karpenter';
  return images.some((i) => EC2_ONLY.test(i)) ? 'ec2-only' : 'application';
}

const imagesOf = (template: PodTemplate): readonly string[] =>
  template.spec.containers.map((c) => c.image ?? '');

/**
 * The Helm release that owns an object, by Helm's own annotations. What a controller made is its
 * owner's: a ReplicaSet carries its Deployment's annotations, Helm's too, and Helm never made it.
 */
export function helmReleaseOf(
  object: KubeObject,
): { readonly name: string; readonly namespace: string } | undefined {
  const name = object.metadata.annotations?.['meta.helm.sh/release-name'];
  const namespace = object.metadata.annotations?.['meta.helm.sh/release-namespace'];
  const made = object.metadata.ownerReferences?.some((o) => o.controller === true) === true;
  return made || name === undefined || namespace === undefined ? undefined : { name, namespace };
}
