import { textAt, type Draft } from '../draft.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import type { StatusCause } from '../status-error.ts';

const SUBDOMAIN = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Faults of name, labels and annotations. */
export function metadataFaults(definition: ResourceDefinition, draft: Draft): StatusCause[] {
  const name = textAt(draft, 'metadata', 'name');
  if (!name)
    return [
      {
        reason: 'FieldValueRequired',
        field: 'metadata.name',
        message: 'Required value: name or generateName is required',
      },
    ];
  if (definition.group === 'rbac.authorization.k8s.io') return [];
  if (name.length > 253 || !SUBDOMAIN.test(name))
    return [
      {
        reason: 'FieldValueInvalid',
        field: 'metadata.name',
        message: `Invalid value: "${name}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')`,
      },
    ];
  return [];
}
