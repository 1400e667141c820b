import { read, unread, type KubeObject, type Snapshot } from '../../model/index.ts';
import { redactObject } from '../redact.ts';
import { isFields, type InputDocument, type Path } from './document.ts';
import { inputError } from './input-error.ts';
import { AWS_PARTS } from './no-aws.ts';

export const isOwnDocument = (value: unknown): value is Record<string, unknown> =>
  isFields(value) && String(value['apiVersion']).startsWith('fargatectl/');

/** A snapshot that we wrote earlier. Parts that it lacks are unknown, never empty; redacted again. */
export function readOwnSnapshot(document: InputDocument): Snapshot {
  const value = document.value as Record<string, unknown>;
  const fail = (path: Path, seen: string, wanted: string, code = 'SNAPSHOT_DAMAGED'): never => {
    throw inputError({
      code,
      file: document.file,
      line: document.lineOf(path),
      seen,
      wanted,
      remedy: 'Take the snapshot again: fargatectl snapshot -o snapshot.json.',
    });
  };
  const typeOf = (v: unknown): string =>
    v === undefined
      ? 'nothing'
      : v === null
        ? 'null'
        : Array.isArray(v)
          ? 'a list'
          : `a ${typeof v}`;
  if (value['apiVersion'] !== 'fargatectl/v1')
    fail(
      ['apiVersion'],
      `version ${JSON.stringify(value['apiVersion'])}`,
      '"fargatectl/v1"',
      'SNAPSHOT_VERSION',
    );
  if (value['kind'] !== 'Snapshot')
    fail(['kind'], `a ${String(value['kind'])}`, 'a Snapshot', 'NOT_A_SNAPSHOT');
  const { objects, cluster, aws = {}, source, takenAt = null } = value;
  if (source !== 'cluster' && source !== 'files')
    fail(['source'], typeOf(source), '"cluster" or "files"');
  if (!Array.isArray(objects)) return fail(['objects'], typeOf(objects), 'a list of objects');
  if (!isFields(cluster)) return fail(['cluster'], typeOf(cluster), 'a mapping');
  if (!isFields(aws)) return fail(['aws'], typeOf(aws), 'a mapping');
  if (takenAt !== null && typeof takenAt !== 'string')
    fail(['takenAt'], typeOf(takenAt), 'a time or null');
  const text = (key: string): string | null => {
    const v = cluster[key] ?? null;
    return v === null || typeof v === 'string'
      ? v
      : fail(['cluster', key], typeOf(v), 'a string or null');
  };
  const list = (key: string): readonly unknown[] => {
    const v = value[key] ?? [];
    return Array.isArray(v) ? v : fail([key], typeOf(v), 'a list');
  };
  const part = (name: string): unknown => {
    const reading = aws[name];
    if (reading === undefined) return unread('the snapshot was taken without it');
    if (isFields(reading) && reading['state'] === 'read' && 'value' in reading)
      return read(reading['value']);
    if (isFields(reading) && reading['state'] === 'unknown')
      return unread(String(reading['reason']));
    return fail(['aws', name], typeOf(reading), 'a reading: { state, value } or { state, reason }');
  };
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Snapshot',
    source: source as Snapshot['source'],
    takenAt: takenAt as string | null,
    cluster: {
      name: text('name'),
      region: text('region'),
      accountId: text('accountId'),
      kubernetesVersion: text('kubernetesVersion'),
    },
    objects: objects.map((object: unknown, i) =>
      isFields(object) && isFields(object['metadata'])
        ? redactObject(object as unknown as KubeObject)
        : fail(['objects', i], typeOf(object), 'a Kubernetes object'),
    ),
    unreadKinds: list('unreadKinds') as Snapshot['unreadKinds'],
    aws: Object.fromEntries(
      AWS_PARTS.map((name) => [name, part(name)]),
    ) as unknown as Snapshot['aws'],
    origins: (isFields(value['origins']) ? value['origins'] : {}) as Snapshot['origins'],
    notes: list('notes').map(String),
  };
}
