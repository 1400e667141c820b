import type { KubeObject } from '../../../model/index.ts';
import type { StoreEvent } from './store.ts';

/** Events kept for watches that start in the past and for lists that continue. */
const HISTORY_LIMIT = 8_000;

export type Subscriber = (event: StoreEvent) => void;

/** The objects of one kind in order of their keys, with their recent history. */
export class Collection {
  private readonly objects = new Map<string, KubeObject>();
  private readonly keys: string[] = [];
  private snapshot: readonly KubeObject[] | undefined = [];
  private history: StoreEvent[] = [];
  /** Revisions at or below this cannot be looked back to. */
  private floor: number;
  private readonly subscribers = new Set<Subscriber>();

  constructor(floor: number) {
    this.floor = floor;
  }

  get oldestRevision(): number {
    return this.floor;
  }

  get size(): number {
    return this.keys.length;
  }

  get(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }

  /** All, ordered by namespace and name. The list is shared: do not touch it. */
  all(): readonly KubeObject[] {
    return (this.snapshot ??= this.keys.map((key) => this.objects.get(key) as KubeObject));
  }

  inNamespace(namespace: string): readonly KubeObject[] {
    const prefix = `${namespace}/`;
    const found: KubeObject[] = [];
    for (let i = this.position(prefix); i < this.keys.length; i += 1) {
      const key = this.keys[i] as string;
      if (!key.startsWith(prefix)) break;
      found.push(this.objects.get(key) as KubeObject);
    }
    return found;
  }

  /** The collection as it was right after `revision`, by undoing what came later. */
  allAt(revision: number): readonly KubeObject[] | undefined {
    if (revision < this.floor) return undefined;
    if ((this.history.at(-1)?.revision ?? 0) <= revision) return this.all();
    const later = this.history.filter((event) => event.revision > revision);
    const then = new Map(this.objects);
    for (const event of later.reverse())
      if (event.previous) then.set(event.key, event.previous);
      else then.delete(event.key);
    return [...then.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object);
  }

  /** Events after `revision`, or `undefined` when they are forgotten. */
  since(revision: number): readonly StoreEvent[] | undefined {
    if (revision < this.floor) return undefined;
    return this.history.filter((event) => event.revision > revision);
  }

  subscribe(subscriber: Subscriber): () => void {
    this.subscribers.add(subscriber);
    return () => this.subscribers.delete(subscriber);
  }

  apply(event: StoreEvent): void {
    if (event.type === 'DELETED') {
      this.objects.delete(event.key);
      this.keys.splice(this.position(event.key), 1);
    } else {
      if (event.type === 'ADDED') this.keys.splice(this.position(event.key), 0, event.key);
      this.objects.set(event.key, event.object);
    }
    this.snapshot = undefined;
    this.history.push(event);
    if (this.history.length > 2 * HISTORY_LIMIT) {
      const dropped = this.history.splice(0, this.history.length - HISTORY_LIMIT);
      this.floor = dropped.at(-1)?.revision ?? this.floor;
    }
  }

  announce(event: StoreEvent): void {
    for (const subscriber of [...this.subscribers]) subscriber(event);
  }

  compact(revision: number): void {
    this.history = this.history.filter((event) => event.revision > revision);
    this.floor = Math.max(this.floor, revision);
  }

  /** Where the key is, or would be. */
  private position(key: string): number {
    let low = 0;
    let high = this.keys.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.keys[middle] as string) < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
