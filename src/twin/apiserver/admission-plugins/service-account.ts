import type { KubeObject } from '../../../model/index.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { at, copyJson, ensure, listOf, textAt, type Draft } from '../draft.ts';
import { nameSuffix, type Kernel } from '../kernel.ts';
import { forbidden } from '../status-error.ts';

const TOKEN_PATH = '/var/run/secrets/kubernetes.io/serviceaccount';
const PODS = { group: '', resource: 'pods' };

/** 3600 s and a little, so that kubelet renews before anybody asks for an hour. */
const TOKEN_SECONDS = 3607;

/**
 * Every pod runs as a service account and finds its token, the cluster's CA and its namespace.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#serviceaccount-admission-controller (read 2026-11-23)
 */
export function serviceAccount(kernel: Kernel): AdmissionPlugin {
  return {
    name: 'ServiceAccount',
    async mutate({ gvk, operation, object, subresource }) {
      if (gvk !== 'v1/Pod' || operation !== 'CREATE' || subresource !== undefined) return object;
      const pod = copyJson(object as unknown as Draft);
      const spec = ensure(pod, 'spec');
      const { namespace = '' } = object.metadata;
      const name = textAt(spec, 'serviceAccountName') || 'default';
      Object.assign(spec, { serviceAccountName: name, serviceAccount: name });
      const account = kernel.store.collection('/serviceaccounts').get(`${namespace}/${name}`);
      // The real plugin waits for `default`, which a controller makes for every namespace.
      if (!account && name !== 'default')
        throw forbidden(
          PODS,
          object.metadata.name,
          `error looking up service account ${namespace}/${name}: serviceaccount "${name}" not found`,
        );
      if (listOf(spec, 'imagePullSecrets').length === 0) {
        const secrets = listOf(account, 'imagePullSecrets');
        if (secrets.length > 0) spec['imagePullSecrets'] = copyJson(secrets);
      }
      if (mountsToken(spec, account)) mountToken(kernel, spec);
      return pod as unknown as KubeObject;
    },
  };
}

function mountsToken(spec: Draft, account: KubeObject | undefined): boolean {
  const own = at(spec, 'automountServiceAccountToken');
  if (typeof own === 'boolean') return own;
  return at(account, 'automountServiceAccountToken') !== false;
}

function mountToken(kernel: Kernel, spec: Draft): void {
  const containers = ['initContainers', 'containers'].flatMap((list) => listOf(spec, list));
  const without = containers.filter(
    (c) => !listOf(c, 'volumeMounts').some((m) => m['mountPath'] === TOKEN_PATH),
  );
  if (without.length === 0) return;
  const volumes = listOf(spec, 'volumes');
  const there = volumes.find((v) => String(v['name']).startsWith('kube-api-access-'));
  const name = there ? String(there['name']) : `kube-api-access-${nameSuffix(kernel.random)}`;
  if (!there) spec['volumes'] = [...volumes, tokenVolume(name)];
  for (const container of without)
    container['volumeMounts'] = [
      ...listOf(container, 'volumeMounts'),
      { name, readOnly: true, mountPath: TOKEN_PATH },
    ];
}

const tokenVolume = (name: string): Draft => ({
  name,
  projected: {
    sources: [
      { serviceAccountToken: { expirationSeconds: TOKEN_SECONDS, path: 'token' } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      {
        downwardAPI: {
          items: [
            {
              path: 'namespace',
              fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' },
            },
          ],
        },
      },
    ],
    defaultMode: 420,
  },
});
