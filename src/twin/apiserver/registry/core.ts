import { define, SCALE, status, type ResourceDefinition } from './definition.ts';

const all = ['all'];
const connect = (name: string, kind: string): { name: string; kind: string; verbs: string[] } => ({
  name,
  kind,
  verbs: ['create', 'get'],
});

/**
 * The core group, with short names, categories and subresources as discovery gives them.
 * @source https://kubernetes.io/docs/reference/kubernetes-api/ (read 2026-11-23)
 */
export const CORE: readonly ResourceDefinition[] = [
  define('v1', 'bindings', 'Binding', { verbs: ['create'], virtual: true }),
  define('v1', 'configmaps', 'ConfigMap', { short: 'cm' }),
  define('v1', 'endpoints', 'Endpoints', { short: 'ep', singular: 'endpoints' }),
  define('v1', 'events', 'Event', { short: 'ev' }),
  define('v1', 'limitranges', 'LimitRange', { short: 'limits' }),
  define('v1', 'namespaces', 'Namespace', {
    short: 'ns',
    cluster: true,
    verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
    subresources: [{ name: 'finalize', kind: 'Namespace', verbs: ['update'] }, status('Namespace')],
  }),
  define('v1', 'nodes', 'Node', {
    short: 'no',
    cluster: true,
    subresources: [connect('proxy', 'NodeProxyOptions'), status('Node')],
  }),
  define('v1', 'persistentvolumeclaims', 'PersistentVolumeClaim', {
    short: 'pvc',
    subresources: [status('PersistentVolumeClaim')],
  }),
  define('v1', 'persistentvolumes', 'PersistentVolume', {
    short: 'pv',
    cluster: true,
    subresources: [status('PersistentVolume')],
  }),
  define('v1', 'pods', 'Pod', {
    short: 'po',
    categories: all,
    generation: true,
    subresources: [
      connect('attach', 'PodAttachOptions'),
      { name: 'binding', kind: 'Binding', verbs: ['create'] },
      { name: 'ephemeralcontainers', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
      {
        name: 'eviction',
        kind: 'Eviction',
        group: 'policy',
        version: 'v1',
        verbs: ['create'],
      },
      connect('exec', 'PodExecOptions'),
      { name: 'log', kind: 'Pod', verbs: ['get'] },
      connect('portforward', 'PodPortForwardOptions'),
      connect('proxy', 'PodProxyOptions'),
      { name: 'resize', kind: 'Pod', verbs: ['get', 'patch', 'update'] },
      status('Pod'),
    ],
  }),
  define('v1', 'podtemplates', 'PodTemplate', { generation: true }),
  define('v1', 'replicationcontrollers', 'ReplicationController', {
    short: 'rc',
    categories: all,
    generation: true,
    subresources: [SCALE, status('ReplicationController')],
  }),
  define('v1', 'resourcequotas', 'ResourceQuota', {
    short: 'quota',
    subresources: [status('ResourceQuota')],
  }),
  define('v1', 'secrets', 'Secret'),
  define('v1', 'serviceaccounts', 'ServiceAccount', {
    short: 'sa',
    subresources: [
      {
        name: 'token',
        kind: 'TokenRequest',
        group: 'authentication.k8s.io',
        version: 'v1',
        verbs: ['create'],
      },
    ],
  }),
  define('v1', 'services', 'Service', {
    short: 'svc',
    categories: all,
    subresources: [connect('proxy', 'ServiceProxyOptions'), status('Service')],
  }),
];
