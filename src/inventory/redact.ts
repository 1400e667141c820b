import { makesPods, type Addon, type KubeObject } from '../model/index.ts';
import {
  isTelling,
  maskAfter,
  maskCredentials,
  maskLines,
  maskText,
  REDACTED,
} from './credentials.ts';

import { withTokenVolumeNamed } from './token-volume.ts';

export { REDACTED };

/**
 * ConfigMaps whose data a rule or the plan reads: stub domains, log routing, role mappings, the
 * network-policy switch. Of every other ConfigMap only the keys are kept.
 */
const READABLE_CONFIG_MAPS = new Set([
  'kube-system/coredns',
  'kube-system/aws-auth',
  'kube-system/amazon-vpc-cni',
  'aws-observability/aws-logging',
]);

/** Annotations that carry a whole copy of an object, values included, or a command line. */
const COPYING_ANNOTATIONS = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'kubernetes.io/change-cause',
  'objectset.rio.cattle.io/applied',
  'banzaicloud.com/last-applied',
  'kapp.k14s.io/original',
]);

/** Where Helm-like custom resources keep what their author typed; passwords are among it. */
const CHART_VALUES = new Set([
  'values',
  'valuesObject',
  'valuesInline',
  'valuesContent',
  'parameters',
  'substitute',
  'patches',
  'patchesStrategicMerge',
  'patchesJson6902',
  'set',
]);
const CHART_KINDS = new Set([
  'HelmRelease',
  'HelmChart',
  'HelmChartConfig',
  'Application',
  'ApplicationSet',
  'Kustomization',
]);

/**
 * Free text, parameters and settings of programs in resources that operators make pods of. Rules read
 * no value of them; of mappings the keys stay.
 */
const SETTINGS = new Set([
  'arguments',
  'config',
  'configuration',
  'env',
  'envVars',
  'flinkConfiguration',
  'hadoopConf',
  'javaOptions',
  'manifest',
  'parameters',
  'params',
  'script',
  'source',
  'sparkConf',
  'userConfig',
]);

type Fields = Record<string, unknown>;

/**
 * The object without what must never enter a snapshot: environment values, Secret data, other
 * ConfigMaps' data, managedFields, copies of the object in annotations, termination messages, and
 * what looks like a credential in a command line or under a telling key. Names and keys stay: data
 * maps keep their keys with empty values. The volume of a pod's token has the same name in each pod.
 * The input is not changed; untouched parts are shared.
 */
export function redactObject(object: KubeObject): KubeObject {
  const cleaned = cleanFields(object) as KubeObject;
  const { kind } = object;
  if (kind === 'Secret') return withoutData(cleaned);
  if (kind === 'ConfigMap') {
    const { namespace = '', name } = object.metadata;
    return READABLE_CONFIG_MAPS.has(`${namespace}/${name}`)
      ? withMaskedLines(cleaned)
      : withoutData(cleaned);
  }
  // Nobody has looked yet whether it is an object at all.
  const { apiVersion } = object as { readonly apiVersion?: unknown };
  if (typeof apiVersion === 'string' && makesPods({ apiVersion, kind }))
    return blankSettings(cleaned) as KubeObject;
  return CHART_KINDS.has(kind) ? (dropChartValues(cleaned) as KubeObject) : cleaned;
}

/**
 * An add-on without credentials in its settings. CoreDNS's stay as they are: the plan writes them
 * back with one field changed, and a Corefile with something missing would be worse.
 */
export const redactAddon = (addon: Addon): Addon =>
  addon.name === 'coredns' || addon.configurationValues === null
    ? addon
    : { ...addon, configurationValues: cleanSetting(addon.configurationValues) };

function withoutData(object: KubeObject): KubeObject {
  const out: Fields = { ...object };
  for (const field of ['data', 'stringData', 'binaryData'])
    if (isFields(out[field]))
      out[field] = Object.fromEntries(Object.keys(out[field]).map((key) => [key, '']));
  return out as unknown as KubeObject;
}

/** Corefiles and Fluent Bit settings may hold credentials of plugins and outputs, a line each. */
function withMaskedLines(object: KubeObject): KubeObject {
  const data = object['data'];
  if (!isFields(data)) return object;
  const masked = Object.fromEntries(
    Object.entries(data).map(([key, text]) => [
      key,
      typeof text === 'string' ? maskLines(maskText(text)) : text,
    ]),
  );
  return { ...object, data: masked };
}

/** Visits every field once; returns the same reference where nothing had to go. */
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return cleanList(value, clean);
  if (typeof value === 'string') return maskCredentials(value);
  return isFields(value) ? cleanFields(value) : value;
}

function cleanFields(fields: Readonly<Fields> | KubeObject): Fields {
  const source = fields as Fields;
  let copy: Fields | undefined;
  for (const key in source) {
    const before = source[key];
    const after = cleanField(key, before);
    if (after === before) continue;
    copy ??= { ...source };
    if (after === undefined) delete copy[key];
    else copy[key] = after;
  }
  return copy ?? source;
}

function cleanField(key: string, value: unknown): unknown {
  switch (key) {
    case 'managedFields':
      return undefined;
    case 'annotations':
      return isFields(value) ? cleanAnnotations(value) : value;
    case 'env':
    case 'httpHeaders':
      return cleanNamedValues(value);
    case 'command':
    case 'args':
      return Array.isArray(value) ? maskArguments(value) : clean(value);
    case 'volumes':
    case 'volumeMounts':
      return Array.isArray(value)
        ? cleanList(value, (item: unknown) => withTokenVolumeNamed(clean(item)))
        : clean(value);
    case 'terminated':
    case 'waiting':
      // What a container wrote before it ended, and what a runtime said of its command line.
      return isFields(value) && 'message' in value ? without(value, 'message') : value;
    default:
      if (typeof value === 'string')
        return isTelling(key) && value !== '' ? REDACTED : maskCredentials(value);
      return value !== null && typeof value === 'object' ? clean(value) : value;
  }
}

function cleanList<T>(list: readonly T[], each: (item: T) => unknown): readonly unknown[] {
  let copy: unknown[] | undefined;
  for (let i = 0; i < list.length; i += 1) {
    const after = each(list[i] as T);
    if (after === list[i]) continue;
    copy ??= [...list];
    copy[i] = after;
  }
  return copy ?? list;
}

function cleanAnnotations(annotations: Fields): Fields {
  let out = annotations;
  for (const key in annotations) {
    if (COPYING_ANNOTATIONS.has(key)) {
      out = without(out, key);
      continue;
    }
    const before = annotations[key];
    if (typeof before !== 'string') continue;
    const after = isTelling(key) && before !== '' ? REDACTED : cleanSetting(before);
    if (after !== before) out = { ...out, [key]: after };
  }
  return out;
}

/**
 * A setting as one text. Tools keep whole objects as JSON in annotations; those are cleaned like any
 * other.
 */
export function cleanSetting(value: string): string {
  if (!value.startsWith('{') && !value.startsWith('[')) return maskText(value);
  try {
    const parsed = JSON.parse(value) as unknown;
    const isObject =
      isFields(parsed) && typeof parsed['kind'] === 'string' && isFields(parsed['metadata']);
    const cleaned = isObject ? redactObject(parsed as unknown as KubeObject) : clean(parsed);
    return maskText(cleaned === parsed ? value : JSON.stringify(cleaned));
  } catch {
    return maskText(value);
  }
}

/** `[{ name, value }]` as in containers, or `{ NAME: value }` as custom resources write it. */
function cleanNamedValues(value: unknown): unknown {
  if (Array.isArray(value))
    return cleanList(value, (item: unknown) => {
      if (!isFields(item) || !('value' in item)) return item;
      // Nearly all have these two fields and no more.
      const { name, value: _gone, ...rest } = item;
      return 'name' in item ? { name, ...rest } : rest;
    });
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([k, v]) => [k, isFields(v) ? clean(v) : '']),
  );
}

/**
 * `--db-password=x`, `--db-password x`, `PASSWORD=x` in a script, `postgres://user:x@host`. Names of
 * flags and hosts stay readable.
 */
function maskArguments(list: readonly unknown[]): readonly unknown[] {
  let previous: unknown;
  return cleanList(list, (argument) => {
    const before = previous;
    previous = argument;
    if (typeof argument !== 'string') return argument;
    return typeof before === 'string' ? maskAfter(before, argument) : maskText(argument);
  });
}

function dropChartValues(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(dropChartValues);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !CHART_VALUES.has(key))
      .map(([key, v]) => [key, dropChartValues(v)]),
  );
}

function blankSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(blankSettings);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, v]) => {
      if (!SETTINGS.has(key)) return [key, blankSettings(v)];
      if (isFields(v)) return [key, Object.fromEntries(Object.keys(v).map((name) => [name, '']))];
      // Of environment variables only the names were left.
      return [key, key === 'env' ? v : Array.isArray(v) ? [] : ''];
    }),
  );
}

const without = (fields: Fields, key: string): Fields => {
  const { [key]: _gone, ...rest } = fields;
  return rest;
};
const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
