import type { Draft } from '../draft.ts';
import {
  faultsOfBinding,
  faultsOfClaim,
  faultsOfConfig,
  faultsOfDefinition,
  faultsOfStorageClass,
} from '../validation/objects.ts';
import { faultsOfPod } from '../validation/pod.ts';
import { faultsOfService } from '../validation/service.ts';
import {
  faultsOfAutoscaler,
  faultsOfBudget,
  faultsOfCronJob,
  faultsOfJob,
  faultsOfWorkload,
} from '../validation/workloads.ts';
import * as cluster from './cluster.ts';
import { definitionDefaults, establish, serve } from './custom-definition.ts';
import { podDefaults } from './pod-defaults.ts';
import { qosClass } from './pod-qos.ts';
import * as services from './services.ts';
import * as storage from './storage.ts';
import type { Strategy } from './strategy.ts';
import * as workloads from './workloads.ts';

export type { Strategy, WriteContext } from './strategy.ts';

const emptyStatus = (draft: Draft): void => {
  draft['status'] = {};
};

/** By collection: `apps/deployments`. */
const STRATEGIES: Readonly<Record<string, Strategy>> = {
  '/namespaces': {
    defaults: cluster.namespaceDefaults,
    prepareCreate: cluster.prepareNamespace,
    prepareUpdate: cluster.keepNamespaceFinalizers,
  },
  '/nodes': { keepsStatusOnCreate: true },
  '/pods': {
    defaults: podDefaults,
    prepareCreate: (draft) => {
      draft['status'] = { phase: 'Pending', qosClass: qosClass(draft['spec']) };
    },
    validate: faultsOfPod,
  },
  '/podtemplates': { defaults: workloads.podTemplateDefaults },
  '/replicationcontrollers': {
    defaults: workloads.replicationControllerDefaults,
    prepareCreate: (draft) => {
      draft['status'] = { replicas: 0 };
    },
  },
  '/secrets': { defaults: cluster.secretDefaults, validate: faultsOfConfig },
  '/configmaps': { validate: faultsOfConfig },
  '/limitranges': { defaults: cluster.limitRangeDefaults },
  '/resourcequotas': { prepareCreate: emptyStatus },
  '/services': {
    defaults: services.serviceDefaults,
    prepareCreate: services.allocateService,
    prepareUpdate: (draft, old, { kernel }) => services.keepAllocations(draft, old, kernel),
    validate: faultsOfService,
  },
  '/endpoints': { defaults: services.endpointsDefaults },
  'discovery.k8s.io/endpointslices': { defaults: services.endpointSliceDefaults },
  '/persistentvolumeclaims': {
    defaults: storage.claimDefaults,
    prepareCreate: storage.pending,
    validate: faultsOfClaim,
  },
  '/persistentvolumes': { defaults: storage.volumeDefaults, prepareCreate: storage.pending },
  'storage.k8s.io/storageclasses': {
    defaults: storage.storageClassDefaults,
    validate: faultsOfStorageClass,
  },
  'storage.k8s.io/csidrivers': { defaults: storage.csiDriverDefaults, needsVersion: true },
  'coordination.k8s.io/leases': { needsVersion: true },
  'apps/deployments': {
    defaults: workloads.deploymentDefaults,
    countsNotes: true,
    prepareCreate: emptyStatus,
    validate: faultsOfWorkload,
  },
  'apps/replicasets': {
    defaults: workloads.replicaSetDefaults,
    prepareCreate: (draft) => {
      draft['status'] = { replicas: 0 };
    },
    validate: faultsOfWorkload,
  },
  'apps/statefulsets': {
    defaults: workloads.statefulSetDefaults,
    prepareCreate: (draft) => {
      draft['status'] = { availableReplicas: 0, replicas: 0 };
    },
    validate: faultsOfWorkload,
  },
  'apps/daemonsets': {
    defaults: workloads.daemonSetDefaults,
    prepareCreate: (draft) => {
      draft['status'] = {
        currentNumberScheduled: 0,
        desiredNumberScheduled: 0,
        numberMisscheduled: 0,
        numberReady: 0,
      };
      workloads.countTemplates(draft, undefined);
    },
    prepareUpdate: (draft, old) => workloads.countTemplates(draft, old as unknown as Draft),
    validate: faultsOfWorkload,
  },
  'batch/jobs': {
    defaults: workloads.jobDefaults,
    prepareCreate: (draft, kernel) => {
      workloads.prepareJob(draft, kernel);
      draft['status'] = {};
    },
    prepareUpdate: (draft, old) => workloads.keepJobSelector(draft, old as unknown as Draft),
    validate: faultsOfJob,
  },
  'batch/cronjobs': {
    defaults: workloads.cronJobDefaults,
    prepareCreate: emptyStatus,
    validate: faultsOfCronJob,
  },
  'autoscaling/horizontalpodautoscalers': {
    defaults: cluster.autoscalerDefaults,
    prepareCreate: cluster.zeroAutoscaler,
    validate: faultsOfAutoscaler,
  },
  'policy/poddisruptionbudgets': {
    prepareCreate: cluster.zeroBudget,
    validate: faultsOfBudget,
    needsVersion: true,
  },
  'networking.k8s.io/ingresses': { prepareCreate: cluster.emptyBalancer },
  'networking.k8s.io/networkpolicies': { defaults: cluster.networkPolicyDefaults },
  'rbac.authorization.k8s.io/rolebindings': {
    defaults: cluster.bindingDefaults,
    validate: faultsOfBinding,
  },
  'rbac.authorization.k8s.io/clusterrolebindings': {
    defaults: cluster.bindingDefaults,
    validate: faultsOfBinding,
  },
  'scheduling.k8s.io/priorityclasses': { defaults: cluster.priorityClassDefaults },
  'admissionregistration.k8s.io/mutatingwebhookconfigurations': {
    defaults: cluster.webhookDefaults(true),
    needsVersion: true,
  },
  'admissionregistration.k8s.io/validatingwebhookconfigurations': {
    defaults: cluster.webhookDefaults(false),
    needsVersion: true,
  },
  'apiregistration.k8s.io/apiservices': {
    defaults: cluster.apiServiceDefaults,
    prepareCreate: emptyStatus,
  },
  'apiextensions.k8s.io/customresourcedefinitions': {
    defaults: definitionDefaults,
    prepareCreate: establish,
    onStored: serve,
    validate: faultsOfDefinition,
  },
};

const NOTHING_SPECIAL: Strategy = {};

export const strategyOf = (collection: string): Strategy =>
  STRATEGIES[collection] ?? NOTHING_SPECIAL;
