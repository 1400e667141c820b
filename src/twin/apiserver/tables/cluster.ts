import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, listOf, numberAt, textAt } from '../draft.ts';
import { ageOf } from './age.ts';
import {
  age,
  AGE,
  conditionOf,
  count,
  CREATED_AT,
  integer,
  NAME,
  NONE,
  text,
  textOr,
} from './cells.ts';
import { column, type Printer } from './table.ts';

const ROLE = 'node-role.kubernetes.io/';

function nodeStatus(o: KubeObject): string {
  const ready = conditionOf(o, 'Ready');
  const words = [ready ? (ready['status'] === 'True' ? 'Ready' : 'NotReady') : 'Unknown'];
  if (at(o, 'spec', 'unschedulable') === true) words.push('SchedulingDisabled');
  return words.join(',');
}

function rolesOf(o: KubeObject): string {
  const labels = o.metadata.labels ?? {};
  const roles = Object.entries(labels).flatMap(([key, value]) =>
    key.startsWith(ROLE) && key.length > ROLE.length
      ? [key.slice(ROLE.length)]
      : key === 'kubernetes.io/role' && value !== ''
        ? [value]
        : [],
  );
  return roles.sort().join(',') || NONE;
}

const addressOf = (o: KubeObject, type: string): string =>
  textOr(
    NONE,
    textAt(
      listOf(at(o, 'status'), 'addresses').find((a) => a['type'] === type),
      'address',
    ),
  );

export const nodes: Printer = {
  columns: [
    NAME, column('Status'), column('Roles'), AGE, column('Version'),
    column('Internal-IP', { wide: true }), column('External-IP', { wide: true }),
    column('OS-Image', { wide: true }), column('Kernel-Version', { wide: true }),
    column('Container-Runtime', { wide: true }),
  ], // prettier-ignore
  cells(o, now) {
    const info = (key: string): string => textOr('<unknown>', at(o, 'status', 'nodeInfo', key));
    return [
      o.metadata.name,
      nodeStatus(o),
      rolesOf(o),
      age(o, now),
      text(o, 'status', 'nodeInfo', 'kubeletVersion'),
      addressOf(o, 'InternalIP'),
      addressOf(o, 'ExternalIP'),
      info('osImage'),
      info('kernelVersion'),
      info('containerRuntimeVersion'),
    ];
  },
};

export const namespaces: Printer = {
  columns: [NAME, column('Status'), AGE],
  cells: (o, now) => [o.metadata.name, text(o, 'status', 'phase'), age(o, now)],
};

const size = (value: unknown): number => Object.keys((value as object | undefined) ?? {}).length;

export const configMaps: Printer = {
  columns: [NAME, integer('Data'), AGE],
  cells: (o, now) => [o.metadata.name, size(o['data']) + size(o['binaryData']), age(o, now)],
};

export const secrets: Printer = {
  columns: [NAME, column('Type'), integer('Data'), AGE],
  cells: (o, now) => [o.metadata.name, text(o, 'type'), size(o['data']), age(o, now)],
};

export const serviceAccounts: Printer = {
  columns: [NAME, integer('Secrets'), AGE],
  cells: (o, now) => [o.metadata.name, listOf(o, 'secrets').length, age(o, now)],
};

export const events: Printer = {
  columns: [
    column('Last Seen'), column('Type'), column('Reason'), column('Object'),
    column('Subobject', { wide: true }), column('Source', { wide: true }), column('Message'),
    column('First Seen', { wide: true }), column('Count', { wide: true }), column('Name', { wide: true }),
  ], // prettier-ignore
  cells(o, now) {
    const object = at(o, 'involvedObject') ?? at(o, 'regarding');
    const series = at(o, 'series');
    const first = textAt(o, 'firstTimestamp') ?? textAt(o, 'eventTime');
    const last = textAt(series, 'lastObservedTime') ?? textAt(o, 'lastTimestamp') ?? first;
    const component = textOr(text(o, 'reportingComponent'), textAt(o, 'source', 'component'));
    const host = text(o, 'source', 'host');
    return [
      ageOf(last, now),
      text(o, 'type'),
      text(o, 'reason'),
      `${text(object, 'kind').toLowerCase()}/${text(object, 'name')}`,
      text(object, 'fieldPath'),
      host === '' ? component : `${component}, ${host}`,
      text(o, 'message').trim(),
      ageOf(first, now),
      numberAt(series, 'count') ?? numberAt(o, 'count') ?? 1,
      o.metadata.name,
    ];
  },
};

export const leases: Printer = {
  columns: [NAME, column('Holder'), AGE],
  cells: (o, now) => [o.metadata.name, text(o, 'spec', 'holderIdentity'), age(o, now)],
};

export const priorityClasses: Printer = {
  columns: [NAME, integer('Value'), column('Global-Default', { type: 'boolean' }), AGE, column('PreemptionPolicy')],
  cells: (o, now) => [
    o.metadata.name,
    count(o, 'value'),
    o['globalDefault'] === true,
    age(o, now),
    text(o, 'preemptionPolicy'),
  ],
}; // prettier-ignore

/** Roles and definitions: only when they were made. */
export const created: Printer = {
  columns: [NAME, CREATED_AT],
  cells: (o) => [o.metadata.name, o.metadata.creationTimestamp ?? ''],
};

export const bindings: Printer = {
  columns: [
    NAME, column('Role'), AGE, column('Users', { wide: true }), column('Groups', { wide: true }),
    column('ServiceAccounts', { wide: true }),
  ], // prettier-ignore
  cells(o, now) {
    const of = (kind: string): string =>
      listOf(o, 'subjects')
        .filter((s) => s['kind'] === kind)
        .map((s) => (kind === 'ServiceAccount' ? `${text(s, 'namespace')}/` : '') + text(s, 'name'))
        .join(', ');
    return [
      o.metadata.name,
      `${text(o, 'roleRef', 'kind')}/${text(o, 'roleRef', 'name')}`,
      age(o, now),
      of('User'),
      of('Group'),
      of('ServiceAccount'),
    ];
  },
};

export const webhooks: Printer = {
  columns: [NAME, integer('Webhooks'), AGE],
  cells: (o, now) => [o.metadata.name, listOf(o, 'webhooks').length, age(o, now)],
};

export const quotas: Printer = {
  columns: [NAME, column('Request'), column('Limit'), AGE],
  cells(o, now) {
    const hard = childOf(childOf(o, 'status'), 'hard') ?? {};
    const used = childOf(childOf(o, 'status'), 'used') ?? {};
    const list = (limits: boolean): string =>
      Object.keys(hard)
        .sort()
        .filter((name) => name.startsWith('limits') === limits)
        .map((name) => `${name}: ${textOr('0', used[name])}/${String(hard[name])}`)
        .join(', ');
    return [o.metadata.name, list(false), list(true), age(o, now)];
  },
};

export const apiServices: Printer = {
  columns: [NAME, column('Service'), column('Available'), AGE],
  cells(o, now) {
    const service = at(o, 'spec', 'service');
    const available = conditionOf(o, 'Available');
    const reason = textAt(available, 'reason');
    return [
      o.metadata.name,
      service === undefined ? 'Local' : `${text(service, 'namespace')}/${text(service, 'name')}`,
      available === undefined
        ? 'Unknown'
        : available['status'] === 'True'
          ? 'True'
          : `${text(available, 'status')} (${reason ?? ''})`,
      age(o, now),
    ];
  },
};
