import { define, SCALE, status, type ResourceDefinition } from './definition.ts';

const all = ['all'];
const cluster = true;
const generation = true;

const workload = (
  resource: string,
  kind: string,
  options: { readonly short?: string; readonly scalable?: boolean; readonly batch?: boolean } = {},
): ResourceDefinition =>
  define(options.batch ? 'batch/v1' : 'apps/v1', resource, kind, {
    ...(options.short === undefined ? {} : { short: options.short }),
    categories: all,
    generation,
    subresources: [...(options.scalable ? [SCALE] : []), status(kind)],
  });

const review = (apiVersion: string, resource: string, kind: string, namespaced = false) =>
  define(apiVersion, resource, kind, { cluster: !namespaced, verbs: ['create'], virtual: true });

const HPA = {
  short: 'hpa',
  categories: all,
  collection: 'autoscaling/horizontalpodautoscalers',
  storedAs: 'autoscaling/v2',
  subresources: [status('HorizontalPodAutoscaler')],
};

/**
 * The named groups, in the order in which a real API server lists them.
 * @source https://kubernetes.io/docs/reference/kubernetes-api/ (read 2026-11-23)
 */
export const GROUPS: readonly ResourceDefinition[] = [
  define('apiregistration.k8s.io/v1', 'apiservices', 'APIService', {
    cluster,
    categories: ['api-extensions'],
    subresources: [status('APIService')],
  }),
  define('apps/v1', 'controllerrevisions', 'ControllerRevision'),
  workload('daemonsets', 'DaemonSet', { short: 'ds' }),
  workload('deployments', 'Deployment', { short: 'deploy', scalable: true }),
  workload('replicasets', 'ReplicaSet', { short: 'rs', scalable: true }),
  workload('statefulsets', 'StatefulSet', { short: 'sts', scalable: true }),
  define('events.k8s.io/v1', 'events', 'Event', {
    short: 'ev',
    collection: '/events',
    storedAs: 'v1',
  }),
  review('authentication.k8s.io/v1', 'tokenreviews', 'TokenReview'),
  review('authentication.k8s.io/v1', 'selfsubjectreviews', 'SelfSubjectReview'),
  review('authorization.k8s.io/v1', 'localsubjectaccessreviews', 'LocalSubjectAccessReview', true),
  review('authorization.k8s.io/v1', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io/v1', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
  review('authorization.k8s.io/v1', 'subjectaccessreviews', 'SubjectAccessReview'),
  define('autoscaling/v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', HPA),
  define('autoscaling/v1', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', HPA),
  workload('cronjobs', 'CronJob', { short: 'cj', batch: true }),
  workload('jobs', 'Job', { batch: true }),
  define('certificates.k8s.io/v1', 'certificatesigningrequests', 'CertificateSigningRequest', {
    short: 'csr',
    cluster,
    subresources: [
      { ...status('CertificateSigningRequest'), name: 'approval' },
      status('CertificateSigningRequest'),
    ],
  }),
  define('networking.k8s.io/v1', 'ingressclasses', 'IngressClass', { cluster, generation }),
  define('networking.k8s.io/v1', 'ingresses', 'Ingress', {
    short: 'ing',
    generation,
    subresources: [status('Ingress')],
  }),
  define('networking.k8s.io/v1', 'networkpolicies', 'NetworkPolicy', {
    short: 'netpol',
    generation,
  }),
  define('policy/v1', 'poddisruptionbudgets', 'PodDisruptionBudget', {
    short: 'pdb',
    generation,
    subresources: [status('PodDisruptionBudget')],
  }),
  define('rbac.authorization.k8s.io/v1', 'clusterrolebindings', 'ClusterRoleBinding', { cluster }),
  define('rbac.authorization.k8s.io/v1', 'clusterroles', 'ClusterRole', { cluster }),
  define('rbac.authorization.k8s.io/v1', 'rolebindings', 'RoleBinding'),
  define('rbac.authorization.k8s.io/v1', 'roles', 'Role'),
  define('storage.k8s.io/v1', 'csidrivers', 'CSIDriver', { cluster }),
  define('storage.k8s.io/v1', 'csinodes', 'CSINode', { cluster }),
  define('storage.k8s.io/v1', 'csistoragecapacities', 'CSIStorageCapacity'),
  define('storage.k8s.io/v1', 'storageclasses', 'StorageClass', { short: 'sc', cluster }),
  define('storage.k8s.io/v1', 'volumeattachments', 'VolumeAttachment', {
    cluster,
    subresources: [status('VolumeAttachment')],
  }),
  define(
    'admissionregistration.k8s.io/v1',
    'mutatingwebhookconfigurations',
    'MutatingWebhookConfiguration',
    { cluster, generation, categories: ['api-extensions'] },
  ),
  define(
    'admissionregistration.k8s.io/v1',
    'validatingadmissionpolicies',
    'ValidatingAdmissionPolicy',
    {
      cluster,
      generation,
      categories: ['api-extensions'],
      subresources: [status('ValidatingAdmissionPolicy')],
    },
  ),
  define(
    'admissionregistration.k8s.io/v1',
    'validatingadmissionpolicybindings',
    'ValidatingAdmissionPolicyBinding',
    { cluster, generation, categories: ['api-extensions'] },
  ),
  define(
    'admissionregistration.k8s.io/v1',
    'validatingwebhookconfigurations',
    'ValidatingWebhookConfiguration',
    { cluster, generation, categories: ['api-extensions'] },
  ),
  define('apiextensions.k8s.io/v1', 'customresourcedefinitions', 'CustomResourceDefinition', {
    short: 'crd crds',
    cluster,
    generation,
    categories: ['api-extensions'],
    subresources: [status('CustomResourceDefinition')],
  }),
  define('scheduling.k8s.io/v1', 'priorityclasses', 'PriorityClass', {
    short: 'pc',
    cluster,
    generation,
  }),
  define('coordination.k8s.io/v1', 'leases', 'Lease'),
  define('node.k8s.io/v1', 'runtimeclasses', 'RuntimeClass', { cluster }),
  define('discovery.k8s.io/v1', 'endpointslices', 'EndpointSlice', { generation }),
];
