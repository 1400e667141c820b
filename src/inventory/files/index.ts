import { isFargatectlError, UserError } from '../../errors/index.ts';
import type { KubeObject, Snapshot } from '../../model/index.ts';
import { collect, emptyCollection, put, type Collection } from './collect.ts';
import type { InputDocument } from './document.ts';
import { inputError, place } from './input-error.ts';
import { readJson } from './json.ts';
import { EXPECTED_KINDS, presentKinds } from './kinds.ts';
import { awsUnread } from './no-aws.ts';
import { isOwnDocument, readOwnSnapshot } from './own-snapshot.ts';
import { isUnrenderedTemplate } from './template.ts';
import { readYaml } from './yaml.ts';

/** One file as the caller read it. `name` is shown to the user: a path, or `-` for standard input. */
export interface InputFile {
  readonly name: string;
  readonly text: string;
}

export interface FromFiles {
  readonly snapshot: Snapshot;
  /** Names of the files that gave at least one document; the others are told in the notes. */
  readonly files: readonly string[];
}

const MANIFEST_NAME = /\.(?:json|ya?ml)$/i;
const NOT_ASKED = 'AWS was not asked: the input is files';

/**
 * A snapshot from what people have at hand: output of `kubectl get -o json|yaml`, manifests, rendered
 * charts, folders of them, or one of our own snapshots. Pure; the same files give the same snapshot.
 * Throws a UserError that names file, line, value seen and value wanted where a file cannot be read;
 * what is recognised and does not count is told in `notes`. AWS facts are unknown, and so are the
 * kinds that the files do not hold: files cannot prove that a cluster has none.
 */
export function snapshotFromFiles(
  inputs: readonly InputFile[],
  options: {
    /** Of objects that name none, as for kubectl apply. */ readonly namespace?: string;
  } = {},
): FromFiles {
  const collection = emptyCollection();
  const seen = {
    documents: [] as string[],
    empty: [] as string[],
    templates: [] as string[],
    other: [] as string[],
  };
  for (const { name, text: raw } of inputs) {
    const text = raw.replace(/^\uFEFF/, '');
    if (text.trim() === '') seen.empty.push(name);
    else if (inputs.length > 1 && !MANIFEST_NAME.test(name)) seen.other.push(name);
    else {
      const documents = readOrTemplate(collection, name, text, options.namespace ?? 'default');
      if (documents === 'template') seen.templates.push(name);
      else if (documents.length === 0) seen.empty.push(name);
      else if (documents.some((d) => isOwnDocument(d.value)))
        return { snapshot: onlySnapshot(inputs, documents), files: [name] };
      else seen.documents.push(name);
    }
  } // prettier-ignore
  if (seen.documents.every((name) => collection.foreign.has(name)) && collection.objects.size === 0)
    throw nothingFound(inputs, seen.templates, collection);
  const objects = [...collection.objects.entries()].sort(byKey).map(([, object]) => object);
  const present = presentKinds(objects);
  return {
    files: seen.documents,
    snapshot: {
      apiVersion: 'fargatectl/v1',
      kind: 'Snapshot',
      source: 'files',
      takenAt: null,
      cluster: { name: null, region: regionOf(objects), accountId: null, kubernetesVersion: null },
      objects,
      unreadKinds: EXPECTED_KINDS.filter((kind) => !present.has(kind)).map((kind) => ({
        kind,
        reason: 'the input is files and holds none, which proves nothing about the cluster',
      })),
      aws: awsUnread(NOT_ASKED),
      origins: Object.fromEntries([...collection.origins.entries()].sort(byKey)),
      notes: notesOf(collection, seen),
    },
  };
}

/** Parses a file and takes its objects; a chart's template is recognised where that fails. */
function readOrTemplate(
  into: Collection,
  name: string,
  text: string,
  namespace: string,
): readonly InputDocument[] | 'template' {
  const part = emptyCollection();
  try {
    const documents = /^\s*[[{]/.test(text) && !text.trimStart().startsWith('{{')
      ? readJsonOrFlow(name, text)
      : readYaml(name, text);
    for (const document of documents) if (!isOwnDocument(document.value)) collect(part, document, namespace);
    if (part.objects.size === 0 && part.setAside.size === 0 && part.foreign.size > 0 && isUnrenderedTemplate(text)) return 'template';
    merge(into, part);
    return documents;
  } catch (error) {
    if (isFargatectlError(error) && isUnrenderedTemplate(text)) return 'template';
    throw error;
  }
} // prettier-ignore

/** YAML may begin with a brace too; a file that says it is YAML is read as such when it is no JSON. */
function readJsonOrFlow(name: string, text: string): readonly InputDocument[] {
  try {
    return readJson(name, text);
  } catch (error) {
    if (!/\.ya?ml$/i.test(name)) throw error;
    return readYaml(name, text);
  }
}

function merge(into: Collection, part: Collection): void {
  for (const [key, object] of part.objects) put(into, key, object, part.origins.get(key));
  for (const [kind, count] of part.setAside)
    into.setAside.set(kind, (into.setAside.get(kind) ?? 0) + count);
  for (const file of part.foreign) into.foreign.add(file);
  for (const file of part.assumedNamespace) into.assumedNamespace.add(file);
  into.twice.push(...part.twice);
}

function onlySnapshot(inputs: readonly InputFile[], documents: readonly InputDocument[]): Snapshot {
  const [document] = documents;
  if (!document || documents.length > 1 || inputs.length > 1)
    throw inputError({
      code: 'SNAPSHOT_NOT_ALONE',
      file: document?.file ?? '-',
      line: 1,
      seen: 'a snapshot or another file of fargatectl together with other input',
      wanted: 'a snapshot alone, or manifests without one',
      remedy: 'Give the snapshot by itself: --from snapshot.json.',
    });
  return readOwnSnapshot(document);
}

function nothingFound(
  inputs: readonly InputFile[],
  templates: readonly string[],
  collection: Collection,
): Error {
  const names = some(inputs.map((i) => place(i.name)));
  if (templates.length > 0)
    return UserError({
      code: 'INPUT_UNRENDERED',
      message: `${some(templates)}: found templates of a chart ("{{ … }}"), wanted manifests.`,
      remedy: 'Render the chart first: helm template RELEASE CHART -f values.yaml | fargatectl assess --from -',
    });
  if (collection.foreign.size > 0)
    return UserError({
      code: 'INPUT_NOT_KUBERNETES',
      message: `${some([...collection.foreign].map((f) => place(f)))}: found no apiVersion and kind, wanted Kubernetes objects.`,
      remedy: 'Give output of kubectl get -o json or -o yaml, manifests, or a snapshot of fargatectl.',
    });
  return UserError({
    code: 'INPUT_EMPTY',
    message: `${names === '' ? 'No file' : names}: found nothing to read, wanted Kubernetes objects.`,
    remedy: 'Fill it from the cluster: kubectl get deploy,sts,ds,job,cronjob,pod,svc,ing,pvc,pdb,hpa,cm,sa -A -o json > cluster.json.',
  });
} // prettier-ignore

function notesOf(
  c: Collection,
  seen: { readonly empty: readonly string[]; readonly templates: readonly string[]; readonly other: readonly string[] },
): readonly string[] {
  const notes: string[] = [];
  if (seen.templates.length > 0)
    notes.push(`Templates of a chart, not looked at: ${some(seen.templates)}. Render them first: helm template RELEASE CHART | fargatectl assess --from -`);
  if (c.setAside.size > 0) {
    const kinds = [...c.setAside.entries()].sort(byKey).map(([kind, n]) => `${kind} (${n})`);
    notes.push(`Kinds that no rule reads, set aside: ${some(kinds, 20)}.`);
  }
  if (c.foreign.size > 0) notes.push(`No Kubernetes objects, set aside: ${some([...c.foreign].sort())}.`);
  if (seen.other.length > 0) notes.push(`Neither JSON nor YAML by name, not looked at: ${some(seen.other)}.`);
  if (seen.empty.length > 0) notes.push(`Empty: ${some(seen.empty)}.`);
  if (c.assumedNamespace.size > 0)
    notes.push(`Objects that name no namespace are taken for the namespace given, or "default", in: ${some([...c.assumedNamespace].sort())}.`);
  return [...notes, ...c.twice.map((text) => `${text}.`)];
} // prettier-ignore

const some = (names: readonly string[], most = 5): string =>
  names.length <= most
    ? names.join(', ')
    : `${names.slice(0, most).join(', ')} and ${names.length - most} more`;

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

/** The Region that all nodes agree on; null when there are none, or of several. */
function regionOf(objects: readonly KubeObject[]): string | null {
  const regions = new Set(
    objects
      .filter((o) => o.kind === 'Node')
      .map((o) => o.metadata.labels?.['topology.kubernetes.io/region']),
  );
  const [region] = regions;
  return regions.size === 1 && region !== undefined ? region : null;
}
