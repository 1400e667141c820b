import type { KubeObject } from '../../../model/index.ts';
import { at } from '../draft.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { badRequest } from '../status-error.ts';

export type ObjectTest = (object: KubeObject) => boolean;

/**
 * Fields that can be selected by, besides name and namespace.
 * @source https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/ (read 2026-11-23)
 */
const SELECTABLE: Readonly<Record<string, readonly string[]>> = {
  '/pods': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  '/events': [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  '/secrets': ['type'],
  '/namespaces': ['status.phase'],
  '/nodes': ['spec.unschedulable'],
  '/replicationcontrollers': ['status.replicas'],
  'apps/replicasets': ['status.replicas'],
  'batch/jobs': ['status.successful'],
  'certificates.k8s.io/certificatesigningrequests': ['spec.signerName'],
  'apiextensions.k8s.io/customresourcedefinitions': [],
};

/** events.k8s.io/v1 names the same stored fields differently. */
const EVENT_ALIASES: Readonly<Record<string, string>> = {
  'regarding.kind': 'involvedObject.kind',
  'regarding.namespace': 'involvedObject.namespace',
  'regarding.name': 'involvedObject.name',
  'regarding.uid': 'involvedObject.uid',
  'regarding.apiVersion': 'involvedObject.apiVersion',
  'regarding.resourceVersion': 'involvedObject.resourceVersion',
  'regarding.fieldPath': 'involvedObject.fieldPath',
  reportingController: 'reportingComponent',
};

/** `spec.nodeName=a,status.phase!=Running`, on stored objects. */
export function parseFieldSelector(text: string, definition: ResourceDefinition): ObjectTest {
  const tests = text
    .split(',')
    .map((term) => term.trim())
    .filter((term) => term !== '')
    .map((term) => parseTerm(text, term, definition));
  return (object) => tests.every((test) => test(object));
}

function parseTerm(whole: string, term: string, definition: ResourceDefinition): ObjectTest {
  const m = /^([^=!]+)(==|=|!=)(.*)$/.exec(term);
  if (!m) throw badRequest(`invalid selector: '${whole}'; can't understand '${term}'`);
  const [, label = '', operator, raw = ''] = m;
  const value = raw.replaceAll(/\\([\\,=])/g, '$1');
  const field =
    definition.collection === '/events'
      ? (EVENT_ALIASES[label.trim()] ?? label.trim())
      : label.trim();
  const read = reader(definition, field);
  return operator === '!='
    ? (object) => read(object) !== value
    : (object) => read(object) === value;
}

function reader(definition: ResourceDefinition, field: string): (object: KubeObject) => string {
  const supported =
    field === 'metadata.name' ||
    (field === 'metadata.namespace' && definition.namespaced) ||
    (SELECTABLE[definition.collection] ?? []).includes(field);
  if (!supported)
    throw badRequest(
      SELECTABLE[definition.collection]
        ? `field label not supported: ${field}`
        : `"${field}" is not a known field selector: only "metadata.name"${definition.namespaced ? ', "metadata.namespace"' : ''}`,
    );
  if (definition.collection === '/events' && field === 'source')
    return (object) =>
      textOf(at(object, 'source', 'component') ?? at(object, 'reportingComponent'));
  if (field === 'status.podIPs')
    return (object) => {
      const ips = at(object, 'status', 'podIPs');
      return Array.isArray(ips) ? ips.map((ip) => textOf(at(ip, 'ip'))).join(',') : '';
    };
  if (field === 'status.successful')
    return (object) => textOf(at(object, 'status', 'succeeded') ?? 0);
  const boolean = field === 'spec.unschedulable' || field === 'spec.hostNetwork';
  const path = field.split('.');
  return (object) => textOf(at(object, ...path) ?? (boolean ? false : ''));
}

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : '';
