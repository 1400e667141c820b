import { cloudCallOf, EXIT, isConflict, UserError } from '../errors/index.ts';
import { JOURNAL_LABEL, JOURNAL_NAMESPACE, MANAGED_BY, MANAGED_BY_VALUE, text, type KubeObject, type ObjectRef } from '../model/index.ts'; // prettier-ignore
import type { Clock, Kubernetes } from '../ports/index.ts';
import { PART_LABEL, partName } from './cluster-names.ts';
import type { JournalStore } from './journal.ts';

/** Counts the processes that have written this journal; the newest alone may. */
const FENCE = 'fargatectl.io/fence';
/** On a chunk that is full: its successor holds what follows. */
const CONTINUED = 'fargatectl.io/continued';
/** A ConfigMap holds 1 MiB at most; https://kubernetes.io/docs/concepts/configuration/configmap/ (read 2026-11-25). */
const CHUNK_BYTES = 700_000;
/** Of one write; the whole chunk comes back with each answer. */
const PIECE_BYTES = 200_000;
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000, 16_000];

interface Chunk {
  readonly index: number;
  readonly object: KubeObject;
}

/**
 * A journal in ConfigMaps, for a run that a colleague on another machine can go on with. Its text is
 * cut into numbered pieces; each is written by a patch that carries the resourceVersion of the write
 * before. Whoever takes over writes a higher fence number first, so that a writer who has not
 * noticed is refused by the API server: by then nothing of it is on its way, since no effect is
 * performed before its intent is here.
 */
export class ClusterJournal implements JournalStore {
  private readonly kube: Kubernetes;
  private readonly clock: Clock;
  private readonly run: string;
  private content: string;
  private pending = '';
  private chunk: Chunk;
  private fence: number;
  private nextKey: number;
  private taken = false;
  private flushing: Promise<void> = Promise.resolve();

  private constructor(kube: Kubernetes, clock: Clock, run: string, chunks: readonly KubeObject[]) {
    this.kube = kube;
    this.clock = clock;
    this.run = run;
    const pieces = chunks.flatMap((c) => Object.entries(dataOf(c))).sort(([a], [b]) => (a < b ? -1 : 1)); // prettier-ignore
    this.content = pieces.map(([, piece]) => piece).join('');
    this.nextKey = pieces.length;
    const last = chunks.at(-1) as KubeObject;
    this.chunk = { index: chunks.length - 1, object: last };
    this.fence = fenceOf(last);
  }

  /** An empty journal of a new run. The namespace is there already. */
  static async create(kube: Kubernetes, clock: Clock, run: string): Promise<ClusterJournal> {
    const first = await kube.create(chunkObject(run, 0, 1));
    return new ClusterJournal(kube, clock, run, [first]);
  }

  /** `chunks` in their order. */
  static of(
    kube: Kubernetes,
    clock: Clock,
    run: string,
    chunks: readonly KubeObject[],
  ): ClusterJournal {
    return new ClusterJournal(kube, clock, run, chunks);
  }

  read(): string {
    return this.content;
  }

  /** Kept until `flush`. */
  append(line: string): void {
    if (this.taken) throw takenOver(this.run);
    this.content += line;
    this.pending += line;
  }

  /** From now on this process alone may write. Throws when somebody wrote since the journal was read. */
  async claim(): Promise<void> {
    const mine = this.fence + 1;
    const seen = this.chunk.object;
    try {
      await this.patch({ metadata: { annotations: { [FENCE]: String(mine) } } });
    } catch (error) {
      if (!isConflict(error)) throw error;
      const now = await this.kube.get(this.ref());
      if (!now || !sameWriting(now, seen)) throw movedOn(this.run);
      this.chunk = { ...this.chunk, object: now };
      await this.claim();
      return;
    }
    this.fence = mine;
  }

  /** Answers when everything that was appended is in the cluster. */
  async flush(): Promise<void> {
    const turn = this.flushing.then(() => this.send());
    this.flushing = turn.catch(() => undefined);
    return turn;
  }

  private async send(): Promise<void> {
    while (this.pending !== '') {
      if (this.taken) throw takenOver(this.run);
      const piece = firstBytes(this.pending, PIECE_BYTES);
      await this.put(piece);
      this.pending = this.pending.slice(piece.length);
    }
  }

  private async put(piece: string): Promise<void> {
    const key = String(this.nextKey).padStart(6, '0');
    if (bytesOf(this.chunk.object) + Buffer.byteLength(piece) > CHUNK_BYTES) await this.goOn();
    await this.surely(
      () => this.patch({ data: { [key]: piece } }),
      (now) => dataOf(now)[key] === piece,
    );
    this.nextKey += 1;
  }

  /** The next chunk. That this one is full is written to it first: who was overtaken is refused there. */
  private async goOn(): Promise<void> {
    await this.surely(
      () => this.patch({ metadata: { annotations: { [CONTINUED]: 'true' } } }),
      (now) => now.metadata.annotations?.[CONTINUED] === 'true',
    );
    const next = chunkObject(this.run, this.chunk.index + 1, this.fence);
    const make = async (): Promise<void> => {
      try {
        this.chunk = { index: this.chunk.index + 1, object: await this.kube.create(next) };
      } catch (error) {
        const there = isConflict(error) ? await this.kube.get(refOf(next)) : undefined;
        if (!there) throw error;
        if (fenceOf(there) !== this.fence || bytesOf(there) > 0) throw this.lost();
        this.chunk = { index: this.chunk.index + 1, object: there };
      }
    };
    await this.patiently(make);
  }

  /** A write whose answer was lost, or that met with a change that was no writing, is looked at and made again. */
  private async surely(act: () => Promise<void>, done: (now: KubeObject) => boolean) {
    await this.patiently(async () => {
      try {
        await act();
      } catch (error) {
        const unsure = isConflict(error) || cloudCallOf(error)?.retryable === true;
        const now = unsure ? await this.kube.get(this.ref()) : undefined;
        if (!now) throw error;
        if (fenceOf(now) !== this.fence) throw this.lost();
        const before = this.chunk.object;
        this.chunk = { ...this.chunk, object: now };
        if (done(now)) return;
        if (!sameWriting(now, before)) throw this.lost();
        if (isConflict(error)) await act();
        else throw error;
      }
    });
  }

  private async patiently(act: () => Promise<void>): Promise<void> {
    for (const pause of PAUSES_MS)
      try {
        return await act();
      } catch (error) {
        if (cloudCallOf(error)?.retryable !== true) throw error;
        await this.clock.sleep(pause);
      }
    return act();
  }

  private async patch(body: { readonly metadata?: object; readonly data?: object }): Promise<void> {
    const { resourceVersion } = this.chunk.object.metadata;
    const metadata = { ...body.metadata, resourceVersion };
    const object = await this.kube.patch(this.ref(), { type: 'merge', body: { ...body, metadata } }); // prettier-ignore
    this.chunk = { ...this.chunk, object };
  }

  private ref(): ObjectRef {
    return refOf(chunkObject(this.run, this.chunk.index, 0));
  }

  private lost() {
    this.taken = true;
    return takenOver(this.run);
  }
}

const chunkObject = (run: string, index: number, fence: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: {
    name: partName(run, 'journal', index),
    namespace: JOURNAL_NAMESPACE,
    labels: { [MANAGED_BY]: MANAGED_BY_VALUE, [JOURNAL_LABEL]: run, [PART_LABEL]: 'journal' },
    annotations: { [FENCE]: String(fence) },
  },
  data: {},
});
const refOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  namespace: JOURNAL_NAMESPACE,
  name: metadata.name,
});
const dataOf = (chunk: KubeObject): Readonly<Record<string, string>> =>
  (chunk['data'] ?? {}) as Readonly<Record<string, string>>;
const bytesOf = (chunk: KubeObject): number =>
  Object.values(dataOf(chunk)).reduce((sum, piece) => sum + Buffer.byteLength(piece), 0);
const fenceOf = (chunk: KubeObject): number => Number(chunk.metadata.annotations?.[FENCE] ?? 0);
/** Nobody has written: no piece more, no higher fence. Labels and the like are anybody's. */
const sameWriting = (a: KubeObject, b: KubeObject): boolean =>
  fenceOf(a) === fenceOf(b) &&
  Object.keys(dataOf(a)).length === Object.keys(dataOf(b)).length &&
  a.metadata.annotations?.[CONTINUED] === b.metadata.annotations?.[CONTINUED];

/** As much of a text as fits, not cutting a character in two. */
function firstBytes(whole: string, most: number): string {
  if (Buffer.byteLength(whole) <= most) return whole;
  const cut = Math.floor(most / 4);
  const code = whole.charCodeAt(cut - 1);
  // The first half of a surrogate pair stays with its second.
  return whole.slice(0, code >= 0xd800 && code <= 0xdbff ? cut - 1 : cut);
}

const takenOver = (run: string) =>
  UserError({
    code: 'JOURNAL_TAKEN',
    message: text(
      `The journal of run ${run} in the cluster is written by another process now. Nothing more is written here.`,
      `클러스터에 있는 실행 ${run}의 저널을 이제 다른 프로세스가 씁니다. 여기서는 더는 아무것도 쓰지 않습니다.`,
    ),
    remedy: text(
      'See how that run goes: fargatectl status --journal cluster.',
      '그 실행의 진행 상황 보기: fargatectl status --journal cluster',
    ),
    exitCode: EXIT.stopped,
  });

const movedOn = (run: string) =>
  UserError({
    code: 'JOURNAL_MOVED',
    message: text(
      `Another process wrote to the journal of run ${run} after it was read here.`,
      `실행 ${run}의 저널을 여기서 읽은 뒤 다른 프로세스가 썼습니다.`,
    ),
    remedy: text(
      'Run the command again; it reads the journal anew.',
      '명령을 다시 실행하십시오. 저널을 새로 읽습니다.',
    ),
    exitCode: EXIT.stale,
  });
