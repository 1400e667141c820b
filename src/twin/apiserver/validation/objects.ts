import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, copyJson, listOf, sameJson, textAt, type Draft } from '../draft.ts';
import type { StatusCause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from './causes.ts';

const KEY = /^[-._a-zA-Z0-9]+$/;
const MAX_SIZE = 1024 * 1024;

/** ConfigMaps and Secrets. */
export function faultsOfConfig(draft: Draft, old: KubeObject | undefined): StatusCause[] {
  const faults: StatusCause[] = [];
  let size = 0;
  for (const part of ['data', 'binaryData'])
    for (const [key, value] of Object.entries(childOf(draft, part) ?? {})) {
      size += String(value).length;
      if (!KEY.test(key))
        faults.push(
          invalidValue(
            `${part}[${key}]`,
            key,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
          ),
        );
    }
  const limit = draft['kind'] === 'Secret' ? (MAX_SIZE * 4) / 3 : MAX_SIZE;
  if (size > limit)
    faults.push({
      reason: 'FieldValueTooLong',
      field: draft['kind'] === 'Secret' ? 'data' : '[]',
      message: `Too long: may not be more than ${MAX_SIZE} bytes`,
    });
  if (!old) return faults;
  if (old['immutable'] === true) {
    if (draft['immutable'] !== true)
      faults.push(forbiddenField('immutable', 'field is immutable when `immutable` is set'));
    for (const part of ['data', 'binaryData'])
      if (!sameJson(draft[part], old[part]))
        faults.push(forbiddenField(part, 'field is immutable when `immutable` is set'));
  }
  if (draft['kind'] === 'Secret' && draft['type'] !== old['type'])
    faults.push(invalidValue('type', draft['type'], 'field is immutable'));
  return faults;
}

export function faultsOfClaim(draft: Draft, old: KubeObject | undefined): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const faults: StatusCause[] = [];
  const modes = at(spec, 'accessModes');
  if (!Array.isArray(modes) || modes.length === 0)
    faults.push(required('spec.accessModes', 'at least 1 access mode is required'));
  if (at(spec, 'resources', 'requests', 'storage') === undefined)
    faults.push(required('spec.resources[storage]'));
  if (!old) return faults;
  const fixed = (value: unknown): Draft => {
    const copy = copyJson(value) as Draft;
    const requests = childOf(childOf(copy, 'resources'), 'requests');
    if (requests) delete requests['storage'];
    delete copy['volumeAttributesClassName'];
    // Empty until the claim is bound and, for old claims, until a default class appears.
    if (!at(old, 'spec', 'volumeName')) delete copy['volumeName'];
    if (at(old, 'spec', 'storageClassName') === undefined) delete copy['storageClassName'];
    return copy;
  };
  if (!sameJson(fixed(spec), fixed(at(old, 'spec'))))
    faults.push(
      forbiddenField(
        'spec',
        'spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims',
      ),
    );
  return faults;
}

export function faultsOfStorageClass(draft: Draft, old: KubeObject | undefined): StatusCause[] {
  const faults: StatusCause[] = [];
  if (!textAt(draft, 'provisioner')) faults.push(required('provisioner'));
  if (!old) return faults;
  for (const key of ['parameters', 'provisioner', 'reclaimPolicy'])
    if (!sameJson(draft[key], old[key]))
      faults.push(forbiddenField(key, `updates to ${key} are forbidden.`));
  if (draft['volumeBindingMode'] !== old['volumeBindingMode'])
    faults.push(
      invalidValue('volumeBindingMode', draft['volumeBindingMode'], 'field is immutable'),
    );
  return faults;
}

export function faultsOfBinding(draft: Draft, old: KubeObject | undefined): StatusCause[] {
  const role = childOf(draft, 'roleRef');
  if (!role || !textAt(role, 'name')) return [required('roleRef.name')];
  return old && !sameJson(role, old['roleRef'])
    ? [invalidValue('roleRef', role, 'cannot change roleRef')]
    : [];
}

export function faultsOfDefinition(draft: Draft): StatusCause[] {
  const spec = childOf(draft, 'spec');
  const faults: StatusCause[] = [];
  for (const key of ['group', 'scope'])
    if (!textAt(spec, key)) faults.push(required(`spec.${key}`));
  for (const key of ['plural', 'kind'])
    if (!textAt(spec, 'names', key)) faults.push(required(`spec.names.${key}`));
  const expected = `${textAt(spec, 'names', 'plural') ?? ''}.${textAt(spec, 'group') ?? ''}`;
  const name = textAt(draft, 'metadata', 'name') ?? '';
  if (faults.length === 0 && name !== expected)
    faults.push(invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group'));
  const versions = listOf(spec, 'versions');
  if (versions.filter((v) => v['storage'] === true).length !== 1)
    faults.push(
      invalidValue(
        'spec.versions',
        versions.map((v) => v['name']),
        'must have exactly one version marked as storage version',
      ),
    );
  return faults;
}
