import type { KubeObject } from '../../model/index.ts';
import type { Rule } from './authorization/rbac.ts';
import type { Kernel } from './kernel.ts';
import { loadObjects } from './operations/load.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map(
  (name): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
);

const rule = (
  apiGroups: readonly string[],
  resources: readonly string[],
  verbs: readonly string[],
): Rule => ({ apiGroups, resources, verbs, resourceNames: [], nonResourceURLs: [] });

const ALL = ['*'];
const clusterRole = (name: string, rules: readonly unknown[]): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name, labels: BOOTSTRAPPING },
  rules: rules.map((r) => Object.fromEntries(Object.entries(r as object).filter(([, list]) => (list as readonly string[]).length > 0))), // prettier-ignore
});
const BOOTSTRAPPING = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };
const clusterBinding = (role: string, ...groups: readonly string[]): KubeObject => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: role, labels: BOOTSTRAPPING },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
  subjects: groups.map((name) => ({
    apiGroup: 'rbac.authorization.k8s.io',
    kind: 'Group',
    name,
  })),
});

const READ = ['get', 'list', 'watch'];
/** Everything in a namespace that an editor changes. */
const EDITED = [
  'configmaps', 'cronjobs', 'daemonsets', 'deployments', 'deployments/scale', 'endpoints', 'events',
  'horizontalpodautoscalers', 'ingresses', 'jobs', 'networkpolicies', 'persistentvolumeclaims',
  'poddisruptionbudgets', 'pods', 'pods/attach', 'pods/eviction', 'pods/exec', 'pods/portforward',
  'pods/proxy', 'replicasets', 'replicasets/scale', 'replicationcontrollers', 'secrets',
  'serviceaccounts', 'serviceaccounts/token', 'services', 'services/proxy', 'statefulsets',
  'statefulsets/scale',
]; // prettier-ignore

/** What everybody who may look at an application may see: no Secrets, no RBAC, no nodes. */
const VIEWED = [
  rule(
    [''],
    [
      'bindings', 'configmaps', 'endpoints', 'events', 'limitranges', 'namespaces',
      'persistentvolumeclaims', 'pods', 'pods/log', 'pods/status', 'replicationcontrollers',
      'resourcequotas', 'serviceaccounts', 'services',
    ], // prettier-ignore
    READ,
  ),
  rule(
    ['apps', 'autoscaling', 'batch', 'discovery.k8s.io', 'networking.k8s.io', 'policy'],
    ALL,
    READ,
  ),
];

const EDITABLE = rule(
  ['', 'apps', 'autoscaling', 'batch', 'networking.k8s.io', 'policy'],
  EDITED,
  ALL,
);

/** For a namespace or for all of them, to be bound to people. */
export const USER_FACING_ROLES = {
  view: VIEWED,
  edit: [...VIEWED, EDITABLE],
  admin: [...VIEWED, EDITABLE, rule(['rbac.authorization.k8s.io'], ['roles', 'rolebindings'], ALL)],
};

/**
 * What a new API server makes of itself: system namespaces, the `kubernetes` service, system
 * priorities and the usual roles (a working subset of their rules).
 * @source https://kubernetes.io/docs/reference/access-authn-authz/rbac/#default-roles-and-role-bindings (read 2026-11-23)
 */
export function bootstrap(kernel: Kernel): void {
  loadObjects(kernel, [
    ...namespaces,
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: 'kubernetes',
        namespace: 'default',
        labels: { component: 'apiserver', provider: 'kubernetes' },
      },
      spec: {
        type: 'ClusterIP',
        clusterIP: '172.20.0.1',
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 443 }],
      },
    },
    ...[
      [
        'system-cluster-critical',
        2_000_000_000,
        'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
      ],
      [
        'system-node-critical',
        2_000_001_000,
        'Used for system critical pods that must not be moved from their current node.',
      ],
    ].map(([name, value, description]): KubeObject => ({
      apiVersion: 'scheduling.k8s.io/v1',
      kind: 'PriorityClass',
      metadata: { name: String(name) },
      value,
      description,
    })),
    clusterRole('cluster-admin', [rule(ALL, ALL, ALL), { nonResourceURLs: ALL, verbs: ALL }]),
    ...Object.entries(USER_FACING_ROLES).map(([name, rules]) => clusterRole(name, rules)),
    clusterRole('system:basic-user', [
      rule(
        ['authorization.k8s.io'],
        ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
        ['create'],
      ),
      rule(['authentication.k8s.io'], ['selfsubjectreviews'], ['create']),
    ]),
    clusterRole('system:discovery', [
      {
        nonResourceURLs: [
          '/api',
          '/api/*',
          '/apis',
          '/apis/*',
          '/healthz',
          '/livez',
          '/openapi',
          '/openapi/*',
          '/readyz',
          '/version',
          '/version/',
        ],
        verbs: ['get'],
      },
    ]),
    clusterRole('system:public-info-viewer', [
      {
        nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'],
        verbs: ['get'],
      },
    ]),
    clusterBinding('cluster-admin', 'system:masters'),
    clusterBinding('system:basic-user', 'system:authenticated'),
    clusterBinding('system:discovery', 'system:authenticated'),
    clusterBinding('system:public-info-viewer', 'system:authenticated', 'system:unauthenticated'),
  ]);
}
