import type { KubeObject, ObjectRef } from '../../model/index.ts';
import { ApiStatusError, gvkOf, type Gvk, type KubeApi } from '../runtime/index.ts';
import type { Draft } from './draft.ts';
import type { Call, Kernel } from './kernel.ts';
import { createObject } from './operations/create.ts';
import { deleteObject } from './operations/delete.ts';
import { patchObject } from './operations/patch.ts';
import { getObject, listObjects, type Target } from './operations/read.ts';
import { updateObject } from './operations/update.ts';
import { watchObjects } from './operations/watch.ts';
import { mergePatch } from './patch/merge-patch.ts';
import type { ResourceDefinition } from './registry/index.ts';
import { pathNotFound } from './status-error.ts';
import { bindPod } from './subresources/binding.ts';
import { evictPod } from './subresources/eviction.ts';

/** Controllers act as one trusted user. */
const CALL: Call = {
  user: { username: 'system:kube-controller-manager', groups: ['system:masters'] },
  manager: 'kube-controller-manager',
  dryRun: false,
  internal: true,
  fieldValidation: 'Ignore',
  warn: () => undefined,
};

/** The API below the HTTP layer: the same defaults, admission, validation, versions and events. */
export function inProcessApi(kernel: Kernel): KubeApi {
  const definitionOf = (gvk: Gvk): ResourceDefinition => {
    const definition = kernel.registry.ofKind(gvk);
    if (!definition) throw pathNotFound();
    return definition;
  };
  const targetOf = (ref: {
    readonly apiVersion: string;
    readonly kind: string;
    readonly namespace?: string | undefined;
    readonly name: string;
  }): Target => ({
    definition: definitionOf(gvkOf(ref)),
    namespace: ref.namespace,
    name: ref.name,
  });
  const targetOfObject = (object: KubeObject): Target =>
    targetOf({ apiVersion: object.apiVersion, kind: object.kind, ...object.metadata });
  const podRef = (pod: { readonly namespace: string; readonly name: string }): ObjectRef => ({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: pod.namespace,
    name: pod.name,
  });

  return {
    async get(gvk, namespace, name) {
      try {
        return getObject(kernel, { definition: definitionOf(gvk), namespace, name });
      } catch (error) {
        if (error instanceof ApiStatusError && error.code === 404) return undefined;
        throw error;
      }
    },
    async list(gvk, query = {}) {
      const { namespace, ...selectors } = query;
      return listObjects(kernel, { definition: definitionOf(gvk), namespace }, selectors);
    },
    watch(gvk, resourceVersion, onEvent) {
      const place = { definition: definitionOf(gvk) };
      return watchObjects(kernel, place, { revision: Number(resourceVersion) }, onEvent);
    },
    async create(object) {
      const { definition, namespace } = targetOfObject(object);
      return createObject(kernel, CALL, { definition, namespace }, object);
    },
    async update(object) {
      return updateObject(kernel, CALL, targetOfObject(object), object);
    },
    async updateStatus(object) {
      return updateObject(
        kernel,
        CALL,
        { ...targetOfObject(object), subresource: 'status' },
        object,
      );
    },
    async mergePatch(ref, patch, subresource) {
      const change = (draft: Draft): unknown => mergePatch(draft, patch);
      return patchObject(kernel, CALL, { ...targetOf(ref), subresource }, change);
    },
    async delete(ref, options = {}) {
      await deleteObject(kernel, CALL, targetOf(ref), options);
    },
    async bind(pod, nodeName) {
      await bindPod(kernel, CALL, targetOf(podRef(pod)), { nodeName, uid: pod.uid });
    },
    async evict(pod) {
      await evictPod(kernel, CALL, targetOf(podRef(pod)), {});
    },
  };
}
