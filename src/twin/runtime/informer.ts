import type { KubeObject } from '../../model/index.ts';
import type { Gvk, KubeApi } from './kube-api.ts';

export const keyOf = (o: {
  readonly metadata: { readonly namespace?: string; readonly name: string };
}): string => `${o.metadata.namespace ?? ''}/${o.metadata.name}`;

export type ChangeHandler = (now: KubeObject | undefined, before: KubeObject | undefined) => void;

/** A list kept fresh by a watch, with indexes by namespace and by owner. */
export class Informer {
  readonly gvk: Gvk;
  private readonly objects = new Map<string, KubeObject>();
  private readonly namespaces = new Map<string, Map<string, KubeObject>>();
  private readonly uids = new Map<string, KubeObject>();
  private readonly owners = new Map<string, Map<string, KubeObject>>();
  private readonly handlers: ChangeHandler[] = [];
  private stopWatch: (() => void) | undefined;

  constructor(gvk: Gvk) {
    this.gvk = gvk;
  }

  /** Called for every change from now on, and once for each object that is there at the start. */
  onChange(handler: ChangeHandler): void {
    this.handlers.push(handler);
    for (const object of this.objects.values()) handler(object, undefined);
  }

  async start(api: KubeApi): Promise<void> {
    const { items, resourceVersion } = await api.list(this.gvk);
    for (const item of items) this.set(item);
    this.stopWatch = api.watch(this.gvk, resourceVersion, ({ type, object }) => {
      if (type === 'DELETED') this.remove(object);
      else this.set(object);
    });
  }

  stop(): void {
    this.stopWatch?.();
    this.stopWatch = undefined;
  }

  get(namespace: string | undefined, name: string): KubeObject | undefined {
    return this.objects.get(`${namespace ?? ''}/${name}`);
  }
  byKey(key: string): KubeObject | undefined {
    return this.objects.get(key);
  }
  all(): Iterable<KubeObject> {
    return this.objects.values();
  }
  inNamespace(namespace: string): Iterable<KubeObject> {
    return this.namespaces.get(namespace)?.values() ?? [];
  }
  byUid(uid: string): KubeObject | undefined {
    return this.uids.get(uid);
  }
  /** Objects whose controlling owner has this uid. */
  ownedBy(uid: string): Iterable<KubeObject> {
    return [...this.dependentsOf(uid)].filter((o) => controllerOf(o) === uid);
  }
  /** Objects that name this uid among their owners. */
  dependentsOf(uid: string): Iterable<KubeObject> {
    return this.owners.get(uid)?.values() ?? [];
  }

  private set(object: KubeObject): void {
    const key = keyOf(object);
    const before = this.objects.get(key);
    if (before) this.unindex(key, before);
    this.objects.set(key, object);
    this.uids.set(object.metadata.uid ?? '', object);
    into(this.namespaces, object.metadata.namespace ?? '', key, object);
    for (const { uid } of object.metadata.ownerReferences ?? [])
      into(this.owners, uid, key, object);
    for (const handler of this.handlers) handler(object, before);
  }

  private remove(object: KubeObject): void {
    const key = keyOf(object);
    const before = this.objects.get(key) ?? object;
    this.unindex(key, before);
    this.objects.delete(key);
    for (const handler of this.handlers) handler(undefined, before);
  }

  private unindex(key: string, object: KubeObject): void {
    this.uids.delete(object.metadata.uid ?? '');
    this.namespaces.get(object.metadata.namespace ?? '')?.delete(key);
    for (const { uid } of object.metadata.ownerReferences ?? []) {
      const bucket = this.owners.get(uid);
      bucket?.delete(key);
      if (bucket?.size === 0) this.owners.delete(uid);
    }
  }
}

const controllerOf = (o: KubeObject): string | undefined =>
  o.metadata.ownerReferences?.find((r) => r.controller)?.uid;

function into(
  index: Map<string, Map<string, KubeObject>>,
  name: string,
  key: string,
  object: KubeObject,
): void {
  let bucket = index.get(name);
  if (!bucket) index.set(name, (bucket = new Map()));
  bucket.set(key, object);
}
