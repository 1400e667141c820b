import { qualified, forbidden, notFound } from '../status-error.ts';
import { ApiStatusError } from '../../runtime/index.ts';
import type { AdmissionPlugin, AdmissionRequest } from '../admission.ts';
import { at } from '../draft.ts';
import type { Kernel } from '../kernel.ts';

const IMMORTAL = new Set(['default', 'kube-system', 'kube-public']);

/**
 * Nothing is created in a namespace that is not there or is going away.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#namespacelifecycle (read 2026-11-23)
 */
export function namespaceLifecycle(kernel: Kernel): AdmissionPlugin {
  const check = (request: AdmissionRequest): void => {
    const { object, operation, gvk } = request;
    const { namespace, name } = object.metadata;
    if (operation === 'DELETE' && gvk === 'v1/Namespace' && IMMORTAL.has(name))
      throw forbidden(
        { group: '', resource: 'namespaces' },
        name,
        'this namespace may not be deleted',
      );
    if (operation !== 'CREATE' || namespace === undefined || gvk === 'v1/Namespace') return;
    const found = kernel.store.collection('/namespaces').get(namespace);
    if (!found) throw notFound({ group: '', resource: 'namespaces' }, namespace);
    const terminating =
      found.metadata.deletionTimestamp !== undefined ||
      at(found, 'status', 'phase') === 'Terminating';
    const definition = kernel.registry.ofKind(gvk);
    if (!terminating || !definition) return;
    throw new ApiStatusError({
      code: 403,
      reason: 'Forbidden',
      message: `${qualified(definition)} "${name}" is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
      details: {
        name,
        ...(definition.group === '' ? {} : { group: definition.group }),
        kind: definition.resource,
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
  };
  return {
    name: 'NamespaceLifecycle',
    // First of all, before anything is filled in.
    mutate: async (request) => {
      check(request);
      return request.object;
    },
  };
}
