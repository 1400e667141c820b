import type { KubeObject } from '../../../model/index.ts';
import { Collection } from './collection.ts';

export type StoreEvent = {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly revision: number;
  readonly key: string;
  /** The new version; for DELETED the last one, with the revision of its removal. */
  readonly object: KubeObject;
  readonly previous?: KubeObject;
};

export const storeKey = (namespace: string | undefined, name: string): string =>
  namespace === undefined || namespace === '' ? name : `${namespace}/${name}`;

/**
 * All objects, by collection (one per group and plural), under one growing revision, as etcd keeps
 * them. Objects are immutable and shared; each change makes a new version. Subscribers hear of
 * changes in order of revision, before the writer goes on.
 */
export class Store {
  private current = 1;
  private compacted = 0;
  private readonly collections = new Map<string, Collection>();
  private readonly pending: { readonly collection: Collection; readonly event: StoreEvent }[] = [];
  private delivering = false;

  get revision(): number {
    return this.current;
  }

  collection(name: string): Collection {
    let collection = this.collections.get(name);
    if (!collection) this.collections.set(name, (collection = new Collection(this.compacted)));
    return collection;
  }

  /** Stores a new version under the next revision and answers it. */
  put(collectionName: string, key: string, object: KubeObject): KubeObject {
    const collection = this.collection(collectionName);
    const previous = collection.get(key);
    const stored = this.stamp(object);
    const revision = this.current;
    this.deliver(
      collection,
      previous === undefined
        ? { type: 'ADDED', revision, key, object: stored }
        : { type: 'MODIFIED', revision, key, object: stored, previous },
    );
    return stored;
  }

  remove(collectionName: string, key: string): KubeObject | undefined {
    const collection = this.collection(collectionName);
    const previous = collection.get(key);
    if (previous === undefined) return undefined;
    const object = this.stamp(previous);
    this.deliver(collection, { type: 'DELETED', revision: this.current, key, object, previous });
    return object;
  }

  /** Forgets history up to now: older watches and continued lists are answered 410. */
  compact(): void {
    this.compacted = this.current;
    for (const collection of this.collections.values()) collection.compact(this.current);
  }

  private stamp(object: KubeObject): KubeObject {
    this.current += 1;
    return {
      ...object,
      metadata: { ...object.metadata, resourceVersion: String(this.current) },
    };
  }

  /**
   * A subscriber may write while it is being told; its event then waits until all have heard the
   * earlier one.
   */
  private deliver(collection: Collection, event: StoreEvent): void {
    collection.apply(event);
    this.pending.push({ collection, event });
    if (this.delivering) return;
    this.delivering = true;
    try {
      for (let next = this.pending.shift(); next; next = this.pending.shift())
        next.collection.announce(next.event);
    } finally {
      this.delivering = false;
    }
  }
}
