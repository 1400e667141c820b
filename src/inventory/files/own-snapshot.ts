import {
  counted,
  read,
  text,
  unread,
  verbatim,
  type KubeObject,
  type Snapshot,
  type Text,
} from '../../model/index.ts';
import { redactObject } from '../redact.ts';
import { isFields, type InputDocument, type Path } from './document.ts';
import { inputError } from './input-error.ts';
import { AWS_PARTS } from './no-aws.ts';
import { aType } from './shape.ts';

export const isOwnDocument = (value: unknown): value is Record<string, unknown> =>
  isFields(value) && String(value['apiVersion']).startsWith('fargatectl/');

/** A snapshot of ours on its way in: its header, and the objects on the lines after it. */
export interface OwnSnapshot {
  readonly header: InputDocument;
  /** Redacted already. */
  readonly objects: readonly unknown[];
}

/**
 * A snapshot that we wrote earlier: one JSON value, or a header line that counts the objects and a
 * line for each (docs/adr/0011-snapshot-format.md). Parts that it lacks are unknown, never empty; redacted again.
 */
export function readOwnSnapshot({ header: document, objects: lines }: OwnSnapshot): Snapshot {
  const value = document.value as Record<string, unknown>;
  const fail = (path: Path, seen: Text, wanted: Text, code = 'SNAPSHOT_DAMAGED'): never => {
    throw inputError({
      code,
      file: document.file,
      line: document.lineOf(path),
      seen,
      wanted,
      remedy: text(
        'Take the snapshot again: fargatectl snapshot -o snapshot.json.',
        '스냅샷을 다시 만드십시오: fargatectl snapshot -o snapshot.json',
      ),
    });
  };

  if (value['apiVersion'] !== 'fargatectl/v1')
    fail(
      ['apiVersion'],
      text(
        `version ${JSON.stringify(value['apiVersion'])}`,
        `버전 ${JSON.stringify(value['apiVersion'])}`,
      ),
      verbatim('"fargatectl/v1"'),
      'SNAPSHOT_VERSION',
    );
  if (value['kind'] !== 'Snapshot')
    fail(
      ['kind'],
      text(`a ${String(value['kind'])}`, String(value['kind'])),
      text('a Snapshot', 'Snapshot'),
      'NOT_A_SNAPSHOT',
    );
  const { objectCount, cluster, aws = {}, source, takenAt = null } = value;
  const objects = objectCount === undefined ? value['objects'] : lines;
  if (source !== 'cluster' && source !== 'files')
    fail(['source'], typeOf(source), text('"cluster" or "files"', '"cluster" 또는 "files"'));
  if (!Array.isArray(objects))
    return fail(['objects'], typeOf(objects), text('a list of objects', '객체의 목록'));
  if (objectCount !== undefined && objectCount !== objects.length)
    fail(
      [],
      text(counted(objects.length, 'object'), `객체 ${objects.length}개`),
      text(
        `the ${JSON.stringify(objectCount)} that its first line promises`,
        `첫 줄에 적힌 ${JSON.stringify(objectCount)}개`,
      ),
    );
  if (!isFields(cluster)) return fail(['cluster'], typeOf(cluster), A_MAPPING);
  if (!isFields(aws)) return fail(['aws'], typeOf(aws), A_MAPPING);
  if (takenAt !== null && typeof takenAt !== 'string')
    fail(['takenAt'], typeOf(takenAt), text('a time or null', '시각 또는 null'));
  const stringOf = (key: string): string | null => {
    const v = cluster[key] ?? null;
    return v === null || typeof v === 'string'
      ? v
      : fail(['cluster', key], typeOf(v), text('a string or null', '문자열 또는 null'));
  };
  const list = (key: string): readonly unknown[] => {
    const v = value[key] ?? [];
    return Array.isArray(v) ? v : fail([key], typeOf(v), A_LIST);
  };
  const part = (name: string): unknown => {
    const reading = aws[name];
    if (reading === undefined)
      return unread(text('the snapshot was taken without it', '스냅샷을 만들 때 빠졌습니다'));
    if (isFields(reading) && reading['state'] === 'read' && 'value' in reading)
      return read(reading['value']);
    if (isFields(reading) && reading['state'] === 'unknown') return unread(said(reading['reason']));
    return fail(
      ['aws', name],
      typeOf(reading),
      text(
        'a reading: { state, value } or { state, reason }',
        '판독값: { state, value } 또는 { state, reason }',
      ),
    );
  };
  return {
    apiVersion: 'fargatectl/v1',
    kind: 'Snapshot',
    source: source as Snapshot['source'],
    takenAt: takenAt as string | null,
    cluster: {
      name: stringOf('name'),
      region: stringOf('region'),
      accountId: stringOf('accountId'),
      kubernetesVersion: stringOf('kubernetesVersion'),
    },
    objects: objects.map((object: unknown, i) =>
      isFields(object) && isFields(object['metadata'])
        ? objectCount === undefined
          ? redactObject(object as unknown as KubeObject)
          : (object as unknown as KubeObject)
        : fail(['objects', i], typeOf(object), text('a Kubernetes object', 'Kubernetes 객체')),
    ),
    unreadKinds: list('unreadKinds').map((kind: unknown, i) =>
      isFields(kind)
        ? { kind: String(kind['kind']), reason: said(kind['reason']) }
        : fail(['unreadKinds', i], typeOf(kind), A_MAPPING),
    ),
    aws: Object.fromEntries(
      AWS_PARTS.map((name) => [name, part(name)]),
    ) as unknown as Snapshot['aws'],
    origins: (isFields(value['origins']) ? value['origins'] : {}) as Snapshot['origins'],
    notes: list('notes').map(said),
  };
}

const A_LIST = text('a list', '목록');
const A_MAPPING = text('a mapping', '매핑');
const typeOf = (v: unknown): Text =>
  v === undefined
    ? text('nothing', '없음')
    : v === null
      ? verbatim('null')
      : Array.isArray(v)
        ? A_LIST
        : isFields(v)
          ? A_MAPPING
          : aType(typeof v);

/** Words of ours in a snapshot are in both languages; anything else is taken as it is. */
const said = (v: unknown): Text =>
  isFields(v) && typeof v['en'] === 'string' && typeof v['ko'] === 'string'
    ? text(v['en'], v['ko'])
    : verbatim(typeof v === 'string' ? v : JSON.stringify(v ?? null));
