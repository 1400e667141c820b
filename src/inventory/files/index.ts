import { text, type KubeObject, type Snapshot } from '../../model/index.ts';
import { emptyCollection } from './collect.ts';
import { inputError } from './input-error.ts';
import { EXPECTED_KINDS, presentKinds } from './kinds.ts';
import { awsUnread } from './no-aws.ts';
import { byKey, nothingFound, notesOf, type Seen } from './notes.ts';
import { readOwnSnapshot, type OwnSnapshot } from './own-snapshot.ts';
import { FileReader } from './reader.ts';

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

export interface FilesOptions {
  /** Of objects that name none, as for kubectl apply. */
  readonly namespace?: string;
}

const MANIFEST_NAME = /\.(?:jsonl?|ndjson|ya?ml)(?:\.gz)?$/i;
const NOT_ASKED = text(
  'AWS was not asked: the input is files',
  '입력이 파일이므로 AWS에 묻지 않았습니다',
);
const NOT_IN_FILES = text(
  'the input is files and holds none, which proves nothing about the cluster',
  '입력이 파일이고 이 종류가 없습니다. 클러스터에 없다는 증거는 아닙니다',
);

/**
 * A snapshot from what people have at hand: output of `kubectl get -o json|yaml`, dumps of whole
 * clusters, manifests, rendered charts, folders of them, or one of our own snapshots. Pure; the same
 * files give the same snapshot. `snapshotFromFiles` for texts in memory, `SnapshotReader` for bytes
 * as they come in.
 */
export function snapshotFromFiles(
  inputs: readonly InputFile[],
  options: FilesOptions = {},
): FromFiles {
  const reader = new SnapshotReader(options);
  for (const { name, text: content } of inputs) {
    if (inputs.length > 1 && !isManifestName(name)) {
      reader.setAside(name);
      continue;
    }
    const file = reader.file(name, { isOneOfMany: inputs.length > 1 });
    file.push(Buffer.from(content, 'utf8'));
    file.end();
  }
  return reader.finish();
}

/** A file on its way in. */
export interface FileInput {
  push(chunk: Uint8Array): void;
  /** Whether nothing that may still come matters: the file is not text, or broken. */
  isSettled(): boolean;
  end(): void;
}

/** Whether a file among others is looked at: by its name, `.json`, `.yaml` and their like. */
export const isManifestName = (name: string): boolean => MANIFEST_NAME.test(name);

/**
 * Files in, one after the other and in pieces; a snapshot out. Throws a UserError that names file,
 * line, value seen and value wanted where a file cannot be read; what is recognised and does not
 * count is told in `notes`. AWS facts are unknown, and so are the kinds that the files do not hold:
 * files cannot prove that a cluster has none. Holds the objects, redacted, and one piece of text.
 */
export class SnapshotReader {
  private readonly collection = emptyCollection();
  private readonly namespace: string;
  private readonly seen: Seen = { all: [], documents: [], empty: [], binary: [], other: [] };
  private own: OwnSnapshot | undefined;
  constructor(options: FilesOptions = {}) {
    this.namespace = options.namespace ?? 'default';
  }

  /** Begins a file. One that is part of a folder or archive need not be Kubernetes' at all. */
  file(name: string, o: { readonly isOneOfMany: boolean }): FileInput {
    const reader = new FileReader({ name, into: this.collection, namespace: this.namespace, ...o });
    this.seen.all.push(name);
    return {
      push: (chunk) => reader.push(chunk),
      isSettled: () => reader.isSettled,
      end: () => {
        const outcome = reader.end();
        if (outcome === 'documents') this.seen.documents.push(name);
        else if (outcome === 'empty') this.seen.empty.push(name);
        else if (outcome === 'binary') this.seen.binary.push(name);
        this.own ??= reader.own;
      },
    };
  }

  /** Counts a file that is not looked at. */
  setAside(name: string): void {
    this.seen.all.push(name);
    this.seen.other.push(name);
  }

  finish(): FromFiles {
    const { collection, seen } = this;
    if (this.own) return this.finishOwn(this.own);
    const patches = collection.patches.settle(collection, seen.all);
    for (const file of patches) collection.assumedNamespace.delete(file);
    if (collection.objects.size === 0 && seen.documents.every((name) => collection.foreign.has(name) || collection.templates.has(name)))
      throw nothingFound(seen, collection);
    const objects = [...collection.objects.keys()].sort().map((key) => collection.objects.get(key) as KubeObject);
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
        notes: notesOf(collection, seen, patches),
      },
    };
  }

  private finishOwn(own: OwnSnapshot): FromFiles {
    if (this.seen.all.length > 1 || (own.objects.length > 0 && !isLines(own)))
      throw inputError({
        code: 'SNAPSHOT_NOT_ALONE',
        file: own.header.file,
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
    return { snapshot: readOwnSnapshot(own), files: [own.header.file] };
  }
} // prettier-ignore

const isLines = (own: OwnSnapshot): boolean =>
  (own.header.value as Record<string, unknown>)['objectCount'] !== undefined;

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
