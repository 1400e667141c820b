import { isFargatectlError, UserError } from '../../errors/index.ts';
import { text, someOf, type KubeObject, type Snapshot, type Text } from '../../model/index.ts';
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
const NOT_ASKED = text(
  'AWS was not asked: the input is files',
  '입력이 파일이므로 AWS에 묻지 않았습니다',
);
const NOT_IN_FILES = text(
  'the input is files and holds none, which proves nothing about the cluster',
  '입력이 파일이고 이 종류가 없습니다. 클러스터에 없다는 증거는 아닙니다',
);

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
    const content = raw.replace(/^\uFEFF/, '');
    if (content.trim() === '') seen.empty.push(name);
    else if (inputs.length > 1 && name !== '-' && !MANIFEST_NAME.test(name)) seen.other.push(name);
    else {
      const documents = readOrTemplate(collection, name, content, options.namespace ?? 'default');
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
        reason: NOT_IN_FILES,
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
  content: string,
  namespace: string,
): readonly InputDocument[] | 'template' {
  const part = emptyCollection();
  try {
    const documents = /^\s*[[{]/.test(content) && !content.trimStart().startsWith('{{')
      ? readJsonOrFlow(name, content)
      : readYaml(name, content);
    for (const document of documents) if (!isOwnDocument(document.value)) collect(part, document, namespace);
    if (part.objects.size === 0 && part.setAside.size === 0 && part.foreign.size > 0 && isUnrenderedTemplate(content)) return 'template';
    merge(into, part);
    return documents;
  } catch (error) {
    if (isFargatectlError(error) && isUnrenderedTemplate(content)) return 'template';
    throw error;
  }
} // prettier-ignore

/** YAML may begin with a brace too; a file that says it is YAML is read as such when it is no JSON. */
function readJsonOrFlow(name: string, content: string): readonly InputDocument[] {
  try {
    return readJson(name, content);
  } catch (error) {
    if (!/\.ya?ml$/i.test(name)) throw error;
    return readYaml(name, content);
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
      seen: text(
        'a snapshot or another file of fargatectl together with other input',
        '스냅샷 등 fargatectl의 파일과 다른 입력이 함께 있음',
      ),
      wanted: text(
        'a snapshot alone, or manifests without one',
        '스냅샷 하나, 또는 스냅샷이 없는 매니페스트',
      ),
      remedy: text(
        'Give the snapshot by itself: --from snapshot.json.',
        '스냅샷만 지정하십시오: --from snapshot.json',
      ),
    });
  return readOwnSnapshot(document);
}

function nothingFound(
  inputs: readonly InputFile[],
  templates: readonly string[],
  collection: Collection,
): Error {
  const names = someOf(inputs.map((i) => place(i.name)));
  if (templates.length > 0)
    return UserError({
      code: 'INPUT_UNRENDERED',
      message: text(
        `${someOf(templates).en}: found templates of a chart ("{{ … }}"), wanted manifests.`,
        `${someOf(templates).ko}: 본 것: 차트의 템플릿("{{ … }}"), 필요한 것: 매니페스트.`,
      ),
      remedy: text(
        'Render the chart first: helm template RELEASE CHART -f values.yaml | fargatectl assess --from -',
        '먼저 차트를 렌더링하십시오: helm template RELEASE CHART -f values.yaml | fargatectl assess --from -',
      ),
    });
  const foreign = someOf([...collection.foreign].map((f) => place(f)));
  if (collection.foreign.size > 0)
    return UserError({
      code: 'INPUT_NOT_KUBERNETES',
      message: text(
        `${foreign.en}: found no apiVersion and kind, wanted Kubernetes objects.`,
        `${foreign.ko}: 본 것: apiVersion과 kind가 없는 내용, 필요한 것: Kubernetes 객체.`,
      ),
      remedy: text(
        'Give output of kubectl get -o json or -o yaml, manifests, or a snapshot of fargatectl.',
        'kubectl get -o json 또는 -o yaml의 출력, 매니페스트, fargatectl의 스냅샷 중 하나를 주십시오.',
      ),
    });
  return UserError({
    code: 'INPUT_EMPTY',
    message: text(
      `${names.en === '' ? 'No file' : names.en}: found nothing to read, wanted Kubernetes objects.`,
      `${names.ko === '' ? '파일 없음' : names.ko}: 본 것: 빈 내용, 필요한 것: Kubernetes 객체.`,
    ),
    remedy: text(
      'Fill it from the cluster: kubectl get deploy,sts,ds,job,cronjob,pod,svc,ing,pvc,pdb,hpa,cm,sa -A -o json > cluster.json.',
      '클러스터에서 받아 채우십시오: kubectl get deploy,sts,ds,job,cronjob,pod,svc,ing,pvc,pdb,hpa,cm,sa -A -o json > cluster.json',
    ),
  });
} // prettier-ignore

function notesOf(
  c: Collection,
  seen: { readonly empty: readonly string[]; readonly templates: readonly string[]; readonly other: readonly string[] },
): readonly Text[] {
  const notes: Text[] = [];
  const note = (names: readonly string[], en: (names: string) => string, ko: (names: string) => string, most?: number): void => {
    if (names.length === 0) return;
    const some = someOf(names.map((n) => place(n)), most);
    notes.push(text(en(some.en), ko(some.ko)));
  };
  note(seen.templates,
    (n) => `Templates of a chart, not looked at: ${n}. Render them first: helm template RELEASE CHART | fargatectl assess --from -`,
    (n) => `차트의 템플릿이라 보지 않았습니다: ${n}. 먼저 렌더링하십시오: helm template RELEASE CHART | fargatectl assess --from -`);
  note([...c.setAside.entries()].sort(byKey).map(([kind, count]) => `${kind} (${count})`),
    (n) => `Kinds that no rule reads, set aside: ${n}.`,
    (n) => `읽는 규칙이 없어 제외한 종류: ${n}.`, 20);
  note([...c.foreign].sort(),
    (n) => `No Kubernetes objects, set aside: ${n}.`,
    (n) => `Kubernetes 객체가 아니어서 제외한 파일: ${n}.`);
  note(seen.other,
    (n) => `Neither JSON nor YAML by name, not looked at: ${n}.`,
    (n) => `이름이 JSON도 YAML도 아니어서 보지 않은 파일: ${n}.`);
  note(seen.empty, (n) => `Empty: ${n}.`, (n) => `빈 파일: ${n}.`);
  note([...c.assumedNamespace].sort(),
    (n) => `Objects that name no namespace are taken for the namespace given, or "default", in: ${n}.`,
    (n) => `네임스페이스가 없는 객체는 지정한 네임스페이스 또는 "default"에 있는 것으로 보았습니다: ${n}.`);
  return [...notes, ...c.twice];
} // prettier-ignore

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
