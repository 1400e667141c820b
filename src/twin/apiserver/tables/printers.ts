import * as cluster from './cluster.ts';
import { age, AGE, NAME, text } from './cells.ts';
import * as network from './network.ts';
import { pods } from './pods.ts';
import * as storage from './storage.ts';
import { column, type Printer } from './table.ts';
import * as workloads from './workloads.ts';

/** By collection; kinds that are not here show name and age. */
export const PRINTERS: Readonly<Record<string, Printer>> = {
  '/configmaps': cluster.configMaps,
  '/endpoints': network.endpoints,
  '/events': cluster.events,
  '/limitranges': cluster.created,
  '/namespaces': cluster.namespaces,
  '/nodes': cluster.nodes,
  '/persistentvolumeclaims': storage.claims,
  '/persistentvolumes': storage.volumes,
  '/pods': pods,
  '/replicationcontrollers': workloads.replicaSets,
  '/resourcequotas': cluster.quotas,
  '/secrets': cluster.secrets,
  '/serviceaccounts': cluster.serviceAccounts,
  '/services': network.services,
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': cluster.webhooks,
  'admissionregistration.k8s.io/validatingwebhookconfigurations': cluster.webhooks,
  'apiextensions.k8s.io/customresourcedefinitions': cluster.created,
  'apiregistration.k8s.io/apiservices': cluster.apiServices,
  'apps/controllerrevisions': workloads.controllerRevisions,
  'apps/daemonsets': workloads.daemonSets,
  'apps/deployments': workloads.deployments,
  'apps/replicasets': workloads.replicaSets,
  'apps/statefulsets': workloads.statefulSets,
  'autoscaling/horizontalpodautoscalers': workloads.autoscalers,
  'batch/cronjobs': workloads.cronJobs,
  'batch/jobs': workloads.jobs,
  'coordination.k8s.io/leases': cluster.leases,
  'discovery.k8s.io/endpointslices': network.endpointSlices,
  'networking.k8s.io/ingressclasses': network.ingressClasses,
  'networking.k8s.io/ingresses': network.ingresses,
  'networking.k8s.io/networkpolicies': network.networkPolicies,
  'node.k8s.io/runtimeclasses': {
    columns: [NAME, column('Handler'), AGE],
    cells: (o, now) => [o.metadata.name, text(o, 'handler'), age(o, now)],
  },
  'policy/poddisruptionbudgets': workloads.budgets,
  'rbac.authorization.k8s.io/clusterrolebindings': cluster.bindings,
  'rbac.authorization.k8s.io/clusterroles': cluster.created,
  'rbac.authorization.k8s.io/rolebindings': cluster.bindings,
  'rbac.authorization.k8s.io/roles': cluster.created,
  'scheduling.k8s.io/priorityclasses': cluster.priorityClasses,
  'storage.k8s.io/csidrivers': storage.csiDrivers,
  'storage.k8s.io/csinodes': storage.csiNodes,
  'storage.k8s.io/storageclasses': storage.storageClasses,
  'storage.k8s.io/volumeattachments': storage.volumeAttachments,
};
