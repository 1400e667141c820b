import {
  jsonEqual,
  makesPods,
  refOf,
  workloadKey,
  text,
  verbatim,
  type KubeObject,
  type Text,
} from '../../model/index.ts';
import { redactObject } from '../redact.ts';
import { Sharing } from '../share.ts';
import { isFields, type InputDocument, type Path } from './document.ts';
import { inputError } from './input-error.ts';
import { holdsPods, isKnownKind, needsNamespace } from './kinds.ts';
import { Patches } from './patches.ts';
import { aType, findMismatch } from './shape.ts';
import { isUnrenderedObject } from './template.ts';

/** What the documents of all files have given so far. Filled by `collect`, read by the room's index. */
export interface Collection {
  /** By reference, so that an object given twice is there once. */
  readonly objects: Map<string, KubeObject>;
  readonly origins: Map<string, { readonly file: string; readonly line: number }>;
  /** Kinds that no rule reads, and how many objects of each were set aside. */
  readonly setAside: Map<string, number>;
  /** Files with documents that are no Kubernetes objects. */
  readonly foreign: Set<string>;
  /** Files with objects that still have variables of a chart or an overlay where values must stand. */
  readonly templates: Set<string>;
  readonly assumedNamespace: Set<string>;
  readonly sharing: Sharing;
  readonly patches: Patches;
}

export const emptyCollection = (): Collection => ({
  objects: new Map(),
  origins: new Map(),
  setAside: new Map(),
  foreign: new Set(),
  templates: new Set(),
  assumedNamespace: new Set(),
  sharing: new Sharing(),
  patches: new Patches(),
});

/**
 * Takes the objects out of one document: a single one, a `List`, a `PodList`, or a plain array.
 * Answers what is kept of a single one.
 */
export function collect(
  into: Collection,
  document: InputDocument,
  namespace: string,
): KubeObject | undefined {
  const { value } = document;
  if (Array.isArray(value)) {
    value.forEach((item: unknown, i) =>
      takeAny(into, document, { value: item, path: [i] }, namespace),
    );
    return undefined;
  }
  if (isFields(value) && isList(value)) {
    const { items, apiVersion } = value;
    const kind = String(value['kind']).replace(/List$/, '');
    if (items === undefined || items === null) return undefined;
    if (!Array.isArray(items))
      throw inputError({
        code: 'INPUT_WRONG_TYPE',
        file: document.file,
        line: document.lineOf(['items']),
        seen: text(`a ${typeof items} in items`, `items의 ${aType(typeof items).ko}`),
        wanted: text('a list', '목록'),
        remedy: text(
          'Give the output of kubectl get -o json or -o yaml as it is.',
          'kubectl get -o json 또는 -o yaml의 출력을 그대로 주십시오.',
        ),
      });
    items.forEach((item: unknown, i) => {
      // The API leaves the type out of items of typed lists; `List` itself has mixed ones.
      const typed = isFields(item) && item['kind'] === undefined && kind !== '' ? { apiVersion, kind, ...item } : item; // prettier-ignore
      takeAny(into, document, { value: typed, path: ['items', i] }, namespace);
    });
    return undefined;
  }
  return takeAny(into, document, { value, path: [] }, namespace);
}

const isList = (value: Readonly<Record<string, unknown>>): boolean =>
  typeof value['kind'] === 'string' && value['kind'].endsWith('List') && 'items' in value;

interface Item {
  readonly value: unknown;
  readonly path: Path;
}

/** Says of the shell of a list whose elements were taken what it is, unless it is a list and no more. */
export function collectShell(into: Collection, document: InputDocument, namespace: string): void {
  if (isFields(document.value) && isList(document.value)) return;
  takeAny(into, document, { value: document.value, path: [] }, namespace);
}

function takeAny(
  into: Collection,
  document: InputDocument,
  item: Item,
  namespace: string,
): KubeObject | undefined {
  if (item.value === null) return undefined;
  if (isFields(item.value)) into.patches.learn(document.file, item.value);
  if (isFields(item.value) && isList(item.value)) {
    const nested = {
      file: document.file,
      value: item.value,
      lineOf: (path: Path) => document.lineOf([...item.path, ...path]),
    };
    collect(into, nested, namespace);
    return undefined;
  }
  if (
    !isFields(item.value) ||
    typeof item.value['apiVersion'] !== 'string' ||
    typeof item.value['kind'] !== 'string'
  ) {
    into.foreign.add(document.file);
    return undefined;
  }
  const fields = withoutNulls(item.value) as Record<string, unknown>;
  if (fields['metadata'] === undefined && !isKnownKind(fields as unknown as KubeObject)) {
    // Helm's Chart.yaml, kustomization.yaml and other tools' files have a kind, but no metadata.
    into.foreign.add(document.file);
    return undefined;
  }
  if (isUnrenderedObject(fields)) {
    into.templates.add(document.file);
    return undefined;
  }
  return take(into, document, { value: fields, path: item.path }, namespace);
}

function take(
  into: Collection,
  document: InputDocument,
  item: Item,
  namespace: string,
): KubeObject | undefined {
  const fields = item.value as Record<string, unknown>;
  const { file } = document;
  const wrong = findMismatch(fields) ?? findNoName(fields);
  if (wrong) {
    const { path, seen, wanted } = wrong;
    const field = [String(fields['kind']), ...path].join('.');
    throw inputError({
      code: 'INPUT_WRONG_TYPE',
      file,
      line: document.lineOf([...item.path, ...path]),
      seen: text(`${seen.en} in ${field}`, `${field}: ${seen.ko}`),
      wanted,
      remedy: /^the (?:number|boolean)/.test(seen.en) && wanted.en === 'a string'
        ? text('Put quotes around the value; Kubernetes would refuse it as well.', '값을 따옴표로 감싸십시오. Kubernetes도 이 값을 거부합니다.')
        : text('Correct the field; kubectl apply --dry-run=server -f FILE names it too.', '필드를 고치십시오. kubectl apply --dry-run=server -f FILE도 이 필드를 알려 줍니다.'),
    }); // prettier-ignore
  }
  let object = named(fields as unknown as KubeObject);
  if (
    object.kind === 'Event' ||
    (!isKnownKind(object) && !makesPods(object) && !holdsPods(object))
  ) {
    into.setAside.set(object.kind, (into.setAside.get(object.kind) ?? 0) + 1);
    return undefined;
  }
  if (object.metadata.namespace === undefined && needsNamespace(object)) {
    object = { ...object, metadata: { ...object.metadata, namespace } };
    into.assumedNamespace.add(file);
  }
  const key = workloadKey(refOf(object));
  const redacted = into.sharing.take(redactObject(object));
  const owned = object.metadata.ownerReferences?.some((o) => o.controller === true) ?? false;
  put(into, key, redacted, owned ? undefined : { file, line: document.lineOf(item.path) });
  return redacted;
}

/** Adds an object; one that is there already is replaced, as kubectl apply would, and kept aside if it differs. */
export function put(
  into: Collection,
  key: string,
  object: KubeObject,
  origin: { readonly file: string; readonly line: number } | undefined,
): void {
  const first = origin && into.origins.get(key);
  if (first) {
    const before = into.objects.get(key);
    if (before && !jsonEqual(before, object))
      into.patches.double(key, { object: before, origin: first }, { object, origin });
  }
  if (origin) into.origins.set(key, origin);
  into.objects.set(key, object);
}

function findNoName(fields: Readonly<Record<string, unknown>>):
  | {
      readonly path: Path;
      readonly seen: Text;
      readonly wanted: Text;
    }
  | undefined {
  const metadata = fields['metadata'];
  if (!isFields(metadata))
    return {
      path: [],
      seen: text('no metadata', 'metadata 없음'),
      wanted: text('metadata with a name', '이름이 있는 metadata'),
    };
  const name = metadata['name'] ?? metadata['generateName'];
  return typeof name === 'string' && name !== ''
    ? undefined
    : {
        path: ['metadata'],
        seen: text('no name', '이름 없음'),
        wanted: verbatim('metadata.name'),
      };
}

/** `generateName: job-` becomes the name `job-`: the API server has not made one up yet. */
function named(object: KubeObject): KubeObject {
  const { metadata } = object;
  return typeof metadata.name === 'string'
    ? object
    : { ...object, metadata: { ...metadata, name: metadata.generateName ?? '' } };
}

/** To Kubernetes a null is an absent field, and in a list of objects nothing at all. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    let copy: unknown[] | undefined;
    for (let i = 0; i < value.length; i += 1) {
      const after = withoutNulls(value[i]);
      if (after === value[i] && after !== null) {
        copy?.push(after);
        continue;
      }
      copy ??= value.slice(0, i);
      if (after !== null) copy.push(after);
    }
    return copy ?? value;
  }
  if (!isFields(value)) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key in value) {
    const before = value[key];
    if (before !== null && typeof before !== 'object') continue;
    const after = withoutNulls(before);
    if (after === before && after !== null) continue;
    copy ??= { ...value };
    if (after === null) delete copy[key];
    else copy[key] = after;
  }
  return copy ?? value;
}
