import { groupOf, makesPods, type KubeObject } from '../../model/index.ts';
import { isFields } from './document.ts';

/**
 * Kinds that rules, sizing or the plan read, by API group and version as manifests write them.
 * What is not here and holds no pod template is counted in the notes and set aside.
 */
const NAMESPACED: Readonly<Record<string, readonly string[]>> = {
  v1: [
    'Pod', 'Service', 'ConfigMap', 'Secret', 'ServiceAccount', 'PersistentVolumeClaim', 'LimitRange',
    'ResourceQuota', 'ReplicationController', 'PodTemplate', 'Endpoints',
  ],
  'apps/v1': ['Deployment', 'ReplicaSet', 'StatefulSet', 'DaemonSet'],
  'batch/v1': ['Job', 'CronJob'],
  'autoscaling/v2': ['HorizontalPodAutoscaler'],
  'autoscaling.k8s.io/v1': ['VerticalPodAutoscaler'],
  'policy/v1': ['PodDisruptionBudget'],
  'networking.k8s.io/v1': ['Ingress', 'NetworkPolicy'],
  'discovery.k8s.io/v1': ['EndpointSlice'],
  'rbac.authorization.k8s.io/v1': ['Role', 'RoleBinding'],
  'elbv2.k8s.aws/v1beta1': ['TargetGroupBinding'],
  'vpcresources.k8s.aws/v1beta1': ['SecurityGroupPolicy'],
  'gateway.networking.k8s.io/v1': ['Gateway', 'HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'],
  'gateway.k8s.aws/v1beta1': ['TargetGroupConfiguration', 'LoadBalancerConfiguration'],
  'keda.sh/v1alpha1': ['ScaledObject', 'ScaledJob'],
  'argoproj.io/v1alpha1': ['Application', 'Rollout'],
  'helm.toolkit.fluxcd.io/v2': ['HelmRelease'],
  'kustomize.toolkit.fluxcd.io/v1': ['Kustomization'],
}; // prettier-ignore

const CLUSTER_SCOPED: Readonly<Record<string, readonly string[]>> = {
  v1: ['Namespace', 'Node', 'PersistentVolume'],
  'storage.k8s.io/v1': ['StorageClass', 'CSIDriver', 'CSINode', 'VolumeAttachment'],
  'networking.k8s.io/v1': ['IngressClass'],
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'rbac.authorization.k8s.io/v1': ['ClusterRole', 'ClusterRoleBinding'],
  'admissionregistration.k8s.io/v1': [
    'MutatingWebhookConfiguration',
    'ValidatingWebhookConfiguration',
  ],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'crd.k8s.amazonaws.com/v1alpha1': ['ENIConfig'],
  'elbv2.k8s.aws/v1beta1': ['IngressClassParams'],
  'gateway.networking.k8s.io/v1': ['GatewayClass'],
  'karpenter.sh/v1': ['NodePool', 'NodeClaim'],
  'karpenter.k8s.aws/v1': ['EC2NodeClass'],
};

/**
 * Kinds whose absence from files proves nothing about the cluster, and on which rules of workloads
 * rest. Karpenter, KEDA and their like are left out: most clusters have none.
 */
export const EXPECTED_KINDS: readonly string[] = [
  'v1/Pod', 'v1/Service', 'v1/ConfigMap', 'v1/ServiceAccount', 'v1/PersistentVolumeClaim',
  'v1/PersistentVolume', 'v1/LimitRange', 'v1/Namespace', 'v1/Node', 'apps/v1/DaemonSet',
  'autoscaling/v2/HorizontalPodAutoscaler', 'policy/v1/PodDisruptionBudget',
  'networking.k8s.io/v1/Ingress', 'networking.k8s.io/v1/NetworkPolicy',
  'storage.k8s.io/v1/StorageClass', 'storage.k8s.io/v1/CSIDriver',
  'admissionregistration.k8s.io/v1/MutatingWebhookConfiguration',
  'vpcresources.k8s.aws/v1beta1/SecurityGroupPolicy',
]; // prettier-ignore

const byGroup = (table: Readonly<Record<string, readonly string[]>>): ReadonlySet<string> =>
  new Set(
    Object.entries(table).flatMap(([v, kinds]) =>
      kinds.map((k) => `${groupOf({ apiVersion: v })}/${k}`),
    ),
  );
const namespaced = byGroup(NAMESPACED);
const clusterScoped = byGroup(CLUSTER_SCOPED);
/** `apps/Deployment`: whatever the version, the kind is the same. */
const kindKey = (object: KubeObject): string => `${groupOf(object)}/${object.kind}`;

export const isKnownKind = (object: KubeObject): boolean =>
  namespaced.has(kindKey(object)) || clusterScoped.has(kindKey(object));

/** Custom kinds are taken for namespaced when they hold pods: pods always live in a namespace. */
export const needsNamespace = (object: KubeObject): boolean =>
  namespaced.has(kindKey(object)) ||
  (!clusterScoped.has(kindKey(object)) && (makesPods(object) || holdsPods(object)));

/** Whether a pod template stands anywhere in the object, or a pod spec of any name in its spec. */
export const holdsPods = (object: KubeObject): boolean =>
  holdsTemplate(object) || listsContainers(object['spec']);

function listsContainers(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(listsContainers);
  return isFields(value) && (Array.isArray(value['containers']) || Object.values(value).some(listsContainers));
} // prettier-ignore

function holdsTemplate(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsTemplate);
  if (!isFields(value)) return false;
  if (isFields(value['spec']) && Array.isArray(value['spec']['containers'])) return true;
  for (const key in value) {
    const field = value[key];
    if (field !== null && typeof field === 'object' && holdsTemplate(field)) return true;
  }
  return false;
}

/** `v1/Service`, whatever version of the group the input used. */
export function presentKinds(objects: readonly KubeObject[]): ReadonlySet<string> {
  const present = new Set(objects.map(kindKey));
  return new Set(
    EXPECTED_KINDS.filter((name) => {
      const cut = name.lastIndexOf('/');
      return present.has(`${groupOf({ apiVersion: name.slice(0, cut) })}/${name.slice(cut + 1)}`);
    }),
  );
}
