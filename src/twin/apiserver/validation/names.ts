import { at, isDraft, textAt, type Draft } from '../draft.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import type { StatusCause } from '../status-error.ts';
import { forbiddenField, invalidValue, required } from './causes.ts';

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const RFC1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const NAME = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const VALUE = `(${NAME})?`;

const whole = (pattern: string): RegExp => new RegExp(`^${pattern}$`);
const IS_LABEL = whole(LABEL);
const IS_SUBDOMAIN = whole(SUBDOMAIN);
const IS_1035 = whole(RFC1035);
const IS_NAME = whole(NAME);
const IS_VALUE = whole(VALUE);

/**
 * Faults of names, in the words of the real server; `undefined` when there is none.
 * @source https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ (read 2026-11-23)
 */
export function labelFault(name: string): string | undefined {
  if (name.length > 63) return 'must be no more than 63 characters';
  return IS_LABEL.test(name)
    ? undefined
    : `a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '${LABEL}')`;
}

export function subdomainFault(name: string): string | undefined {
  if (name.length > 253) return 'must be no more than 253 characters';
  return IS_SUBDOMAIN.test(name)
    ? undefined
    : `a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '${SUBDOMAIN}')`;
}

export function rfc1035Fault(name: string): string | undefined {
  if (name.length > 63) return 'must be no more than 63 characters';
  return IS_1035.test(name)
    ? undefined
    : `a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${RFC1035}')`;
}

export function qualifiedNameFault(key: string): string | undefined {
  const parts = key.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2)
    return (
      "a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '" +
      NAME +
      "') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    );
  if (parts.length === 2) {
    const prefix = subdomainFault(parts[0] ?? '');
    if (prefix) return `prefix part ${prefix}`;
  }
  if (name === '') return 'name part must be non-empty';
  if (name.length > 63) return 'name part must be no more than 63 characters';
  return IS_NAME.test(name)
    ? undefined
    : `name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '${NAME}')`;
}

export function labelValueFault(value: string): string | undefined {
  if (value.length > 63) return 'must be no more than 63 characters';
  return IS_VALUE.test(value)
    ? undefined
    : `a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '${VALUE}')`;
}

const MAX_ANNOTATIONS = 256 * 1024;

export function labelsFaults(labels: unknown, field: string): StatusCause[] {
  if (!isDraft(labels)) return [];
  return Object.entries(labels).flatMap(([key, value]) => {
    const name = qualifiedNameFault(key);
    if (name) return [invalidValue(field, key, name)];
    const fault = labelValueFault(String(value));
    return fault ? [invalidValue(field, value, fault)] : [];
  });
}

function nameFault(definition: ResourceDefinition, name: string): string | undefined {
  switch (definition.collection) {
    case '/namespaces':
      return labelFault(name);
    case '/services':
      return rfc1035Fault(name);
    default:
      break;
  }
  if (definition.group === 'rbac.authorization.k8s.io')
    return /[/%]/.test(name) || name === '.' || name === '..'
      ? "may not contain '/' or '%'"
      : undefined;
  return subdomainFault(name);
}

/** Faults of name, labels, annotations and finalizers; on update, of what may not change either. */
export function metadataFaults(
  definition: ResourceDefinition,
  draft: Draft,
  old?: unknown,
): StatusCause[] {
  const metadata = at(draft, 'metadata');
  const name = textAt(metadata, 'name') ?? '';
  const faults: StatusCause[] = [];
  if (name === '') faults.push(required('metadata.name', 'name or generateName is required'));
  else if (old === undefined) {
    const fault = nameFault(definition, name);
    if (fault) faults.push(invalidValue('metadata.name', name, fault));
  }
  if (old === undefined && definition.namespaced && !textAt(metadata, 'namespace'))
    faults.push(required('metadata.namespace'));
  faults.push(...labelsFaults(at(metadata, 'labels'), 'metadata.labels'));
  const annotations = at(metadata, 'annotations');
  if (isDraft(annotations)) {
    let size = 0;
    for (const [key, value] of Object.entries(annotations)) {
      const fault = qualifiedNameFault(key.toLowerCase());
      if (fault) faults.push(invalidValue('metadata.annotations', key, fault));
      size += key.length + String(value).length;
    }
    if (size > MAX_ANNOTATIONS)
      faults.push({
        reason: 'FieldValueTooLong',
        field: 'metadata.annotations',
        message: `Too long: may not be more than ${MAX_ANNOTATIONS} bytes`,
      });
  }
  faults.push(...finalizerFaults(metadata, at(old, 'metadata')));
  return faults;
}

function finalizerFaults(metadata: unknown, old: unknown): StatusCause[] {
  const list = at(metadata, 'finalizers');
  const finalizers = Array.isArray(list) ? list : [];
  const faults: StatusCause[] = [];
  for (const finalizer of finalizers) {
    const fault = qualifiedNameFault(String(finalizer));
    if (fault) faults.push(invalidValue('metadata.finalizers', finalizer, fault));
  }
  if (at(old, 'deletionTimestamp') === undefined) return faults;
  const before = at(old, 'finalizers');
  const known = new Set(Array.isArray(before) ? before : []);
  const extra = finalizers.filter((f) => !known.has(f));
  if (extra.length > 0)
    faults.push(
      forbiddenField(
        'metadata.finalizers',
        `no new finalizers can be added if the object is being deleted, found new finalizers []string{${extra.map((f) => JSON.stringify(f)).join(', ')}}`,
      ),
    );
  return faults;
}
