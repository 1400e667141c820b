import type { KubeObject } from '../model/index.ts';

type Fields = Record<string, unknown>;

/**
 * Keeps what objects have in common once. Pods are copies of a template, and a template stands in
 * its Deployment, its ReplicaSet and, filled out, in each pod; lists of them say the same thousands
 * of times. What is equal becomes the same value, so that a cluster takes a fraction of the memory.
 */
export class Sharing {
  /** The pod spec last seen, by the uid of an object that has it as a template or controls such pods. */
  private readonly specs = new Map<string, Fields>();
  /** The labels of such pods, likewise. */
  private readonly labels = new Map<string, unknown>();
  private readonly lastOfKind = new Map<string, Fields>();

  /** The object, equal to the one given, which must not be used any more: it is changed in place. */
  take(object: KubeObject): KubeObject {
    const { kind } = object;
    const own = object as unknown as Fields;
    const last = this.lastOfKind.get(kind);
    const spec = own['spec'];
    const podSpec = isFields(spec) ? podSpecOf(kind, spec) : undefined;
    const owner = object.metadata.ownerReferences?.find((o) => o.controller === true)?.uid;
    const { uid } = object.metadata;
    if (podSpec && isFields(spec)) {
      const alike =
        (owner === undefined ? undefined : this.specs.get(owner)) ??
        (uid === undefined ? undefined : this.specs.get(uid)) ??
        podSpecOf(kind, last?.['spec']);
      const shared = alike === undefined ? podSpec : (share(alike, podSpec) as Fields);
      if (kind === 'Pod') own['spec'] = shared;
      else if (shared !== podSpec) (spec['template'] as Fields)['spec'] = shared;
      if (owner !== undefined) this.specs.set(owner, shared);
      if (uid !== undefined && kind !== 'Pod') this.specs.set(uid, shared);
      this.takeLabels(own, owner, uid);
      if (kind === 'Pod') shareImages(shared, own['status']);
    } else if (last && isFields(spec)) own['spec'] = share(last['spec'], spec);
    if (last) {
      if (isFields(own['status'])) own['status'] = share(last['status'], own['status']);
      share(last['metadata'], own['metadata']);
    }
    this.lastOfKind.set(kind, own);
    return object;
  }

  /** A template's labels are those of its pods, and most often of the object that holds it. */
  private takeLabels(own: Fields, owner: string | undefined, uid: string | undefined): void {
    const { metadata, spec } = own;
    if (!isFields(metadata)) return;
    const template = own['kind'] !== 'Pod' && isFields(spec) ? spec['template'] : undefined;
    const inside = isFields(template) ? template['metadata'] : undefined;
    if (isFields(inside) && inside['labels'] !== undefined) {
      inside['labels'] = shareLabels(metadata['labels'], inside['labels']);
      if (uid !== undefined) this.labels.set(uid, inside['labels']);
    } else if (owner !== undefined && metadata['labels'] !== undefined)
      metadata['labels'] = shareLabels(this.labels.get(owner), metadata['labels']);
  }
}

function podSpecOf(kind: string, spec: unknown): Fields | undefined {
  if (!isFields(spec)) return undefined;
  if (kind === 'Pod') return spec;
  const template = spec['template'];
  return isFields(template) && isFields(template['spec']) ? template['spec'] : undefined;
}

/** Labels are printed: they stay in the order in which they were written. */
const shareLabels = (known: unknown, next: unknown): unknown =>
  isFields(known) && isFields(next) && Object.keys(known).join() === Object.keys(next).join()
    ? share(known, next)
    : next;

/** What a pod runs is what it was told to run; the runtime says it once more. */
function shareImages(spec: Fields, status: unknown): void {
  const statuses = isFields(status) ? status['containerStatuses'] : undefined;
  const { containers } = spec;
  if (!Array.isArray(statuses) || !Array.isArray(containers)) return;
  for (let i = 0; i < statuses.length; i += 1) {
    const [one, container]: unknown[] = [statuses[i], containers[i]];
    if (!isFields(one) || !isFields(container) || typeof one['image'] !== 'string') continue;
    if (one['image'] === container['image']) one['image'] = container['image'];
  }
}

/** `next` if it differs from `known`, with its equal parts replaced by those of `known`; else `known`. */
function share(known: unknown, next: unknown): unknown {
  if (known === next) return known;
  if (next === null || typeof next !== 'object' || known === null || typeof known !== 'object')
    return next;
  if (Array.isArray(next)) return Array.isArray(known) ? shareList(known, next) : next;
  if (Array.isArray(known)) return next;
  const a = known as Fields;
  const b = next as Fields;
  let keys = 0;
  let equal = true;
  for (const key in b) {
    keys += 1;
    const before = b[key];
    const old = a[key];
    const after = old === undefined ? before : share(old, before);
    // A string equal to a known one is replaced as well: one copy of its characters is enough.
    if (after !== before || typeof after === 'string') b[key] = after;
    if (after !== old) equal = false;
  }
  if (!equal) return next;
  for (const _ in a) keys -= 1;
  return keys === 0 ? known : next;
}

function shareList(known: readonly unknown[], next: unknown[]): unknown {
  let equal = known.length === next.length;
  const common = Math.min(known.length, next.length);
  for (let i = 0; i < next.length; i += 1) {
    if (i >= common) break;
    const after = share(known[i], next[i]);
    next[i] = after;
    if (after !== known[i]) equal = false;
  }
  return equal ? known : next;
}

const isFields = (value: unknown): value is Fields =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
