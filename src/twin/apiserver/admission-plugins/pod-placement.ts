import type { KubeObject } from '../../../model/index.ts';
import type { AdmissionPlugin } from '../admission.ts';
import { at, copyJson, ensure, fill, listOf, numberAt, textAt, type Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';
import { forbidden } from '../status-error.ts';

const SYSTEM_PRIORITIES: Readonly<Record<string, number>> = {
  'system-node-critical': 2_000_001_000,
  'system-cluster-critical': 2_000_000_000,
};

/**
 * A pod's priority is that of its class; without one, that of the global default, or 0.
 * @source https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/ (read 2026-11-23)
 */
export function priority(kernel: Kernel): AdmissionPlugin {
  return {
    name: 'Priority',
    async mutate({ gvk, operation, object, subresource }) {
      if (gvk !== 'v1/Pod' || operation !== 'CREATE' || subresource !== undefined) return object;
      const classes = kernel.store.collection('scheduling.k8s.io/priorityclasses');
      const pod = copyJson(object as unknown as Draft);
      const spec = ensure(pod, 'spec');
      let name = textAt(spec, 'priorityClassName') ?? '';
      const found =
        name === '' ? classes.all().find((c) => c['globalDefault'] === true) : classes.get(name);
      if (name === '' && found) spec['priorityClassName'] = name = found.metadata.name;
      const value = found ? numberAt(found, 'value') : name === '' ? 0 : SYSTEM_PRIORITIES[name];
      if (value === undefined)
        throw forbidden(
          { group: '', resource: 'pods' },
          object.metadata.name,
          `no PriorityClass with name ${name} was found`,
        );
      spec['priority'] = value;
      fill(spec, {
        preemptionPolicy: textAt(found, 'preemptionPolicy') ?? 'PreemptLowerPriority',
      });
      return pod as unknown as KubeObject;
    },
  };
}

const TOLERATED = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
const TOLERATED_SECONDS = 300;

/**
 * Pods stay five minutes on a node that is lost.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#defaulttolerationseconds (read 2026-11-23)
 */
export const defaultTolerationSeconds: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  async mutate({ gvk, operation, object, subresource }) {
    if (gvk !== 'v1/Pod' || operation === 'DELETE' || subresource !== undefined) return object;
    const tolerations = listOf(object['spec'], 'tolerations');
    const missing = TOLERATED.filter(
      (key) =>
        !tolerations.some(
          (t) => (t['key'] === key || !t['key']) && (t['effect'] === 'NoExecute' || !t['effect']),
        ),
    );
    if (missing.length === 0) return object;
    return {
      ...object,
      spec: {
        ...(object['spec'] as object),
        tolerations: [
          ...tolerations,
          ...missing.map((key) => ({
            key,
            operator: 'Exists',
            effect: 'NoExecute',
            tolerationSeconds: TOLERATED_SECONDS,
          })),
        ],
      },
    };
  },
};

const isDefault = (object: KubeObject, annotation: string): boolean =>
  object.metadata.annotations?.[annotation] === 'true';

/** Claims without a class get the default one, the newest if there are several. */
export function defaultClasses(kernel: Kernel): AdmissionPlugin {
  const newest = (collection: string, annotation: string): KubeObject | undefined =>
    kernel.store
      .collection(collection)
      .all()
      .filter((c) => isDefault(c, annotation))
      .sort((a, b) =>
        (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? 1 : -1,
      )[0];
  const withSpec = (object: KubeObject, key: string, found: KubeObject | undefined): KubeObject =>
    found
      ? { ...object, spec: { ...(object['spec'] as object), [key]: found.metadata.name } }
      : object;
  return {
    name: 'DefaultClasses',
    async mutate({ gvk, operation, object }) {
      if (operation !== 'CREATE') return object;
      if (
        gvk === 'v1/PersistentVolumeClaim' &&
        at(object, 'spec', 'storageClassName') === undefined
      )
        return withSpec(
          object,
          'storageClassName',
          newest('storage.k8s.io/storageclasses', 'storageclass.kubernetes.io/is-default-class'),
        );
      if (
        gvk === 'networking.k8s.io/v1/Ingress' &&
        at(object, 'spec', 'ingressClassName') === undefined &&
        object.metadata.annotations?.['kubernetes.io/ingress.class'] === undefined
      )
        return withSpec(
          object,
          'ingressClassName',
          newest('networking.k8s.io/ingressclasses', 'ingressclass.kubernetes.io/is-default-class'),
        );
      return object;
    },
  };
}
