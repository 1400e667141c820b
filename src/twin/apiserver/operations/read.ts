import type { KubeObject } from '../../../model/index.ts';
import { fromStored } from '../conversion/index.ts';
import type { Kernel } from '../kernel.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { objectTest, type SelectorTexts } from '../selectors/index.ts';
import { badRequest, expired, notFound } from '../status-error.ts';
import { storeKey } from '../store/index.ts';

export interface Place {
  readonly definition: ResourceDefinition;
  readonly namespace?: string | undefined;
}
export interface Target extends Place {
  readonly name: string;
  /** `status`, `scale`, `binding`, …; absent for the object itself. */
  readonly subresource?: string | undefined;
}

export const keyAt = (target: Target): string =>
  storeKey(target.definition.namespaced ? target.namespace : undefined, target.name);

/** The stored version, in the version it is stored in. */
export function storedAt(kernel: Kernel, target: Target): KubeObject {
  const object = kernel.store.collection(target.definition.collection).get(keyAt(target));
  if (!object) throw notFound(target.definition, target.name);
  return object;
}

export const getObject = (kernel: Kernel, target: Target): KubeObject =>
  fromStored(target.definition, storedAt(kernel, target));

/** In a continue token: go on in the world as it is now. */
const INCONSISTENT = -1;

export interface ListOptions extends SelectorTexts {
  readonly limit?: number;
  readonly continue?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: string;
}

export interface ListResult {
  readonly items: readonly KubeObject[];
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/**
 * A list as of one revision. Later pages see the world as the first one did, until that is
 * forgotten: then 410, as the real server answers.
 */
export function listObjects(kernel: Kernel, place: Place, options: ListOptions = {}): ListResult {
  const { definition } = place;
  const page = options.continue ? decodeContinue(options.continue) : undefined;
  if (page && options.resourceVersion && options.resourceVersion !== '0')
    throw badRequest('specifying resource version is not allowed when using continue');
  const exact =
    options.resourceVersionMatch === 'Exact' ? revisionOf(options.resourceVersion) : undefined;
  const asked = page?.rv ?? exact ?? INCONSISTENT;
  const revision = asked === INCONSISTENT ? kernel.store.revision : asked;
  if (revision > kernel.store.revision || (options.resourceVersion && !page))
    refuseTheFuture(kernel, revisionOf(options.resourceVersion));

  let items = itemsAt(kernel, place, { page, exact, revision });
  if (page) items = items.slice(firstAfter(items, page.start));
  const test = objectTest(options, definition);
  if (test) items = items.filter(test);

  const resourceVersion = String(revision);
  const convert = (list: readonly KubeObject[]): readonly KubeObject[] =>
    list.length > 0 && list[0]?.apiVersion !== apiVersionText(definition)
      ? list.map((o) => fromStored(definition, o))
      : list;
  const limit = options.limit ?? 0;
  if (limit <= 0 || items.length <= limit) return { items: convert(items), resourceVersion };
  const shown = items.slice(0, limit);
  const last = shown.at(-1) as KubeObject;
  return {
    items: convert(shown),
    resourceVersion,
    continue: encodeContinue(revision, keyOfObject(last)),
    // The real server does not count what selectors would leave.
    ...(test ? {} : { remainingItemCount: items.length - limit }),
  };
}

/** What was there as of a revision, in the namespace that is asked for. */
function itemsAt(
  kernel: Kernel,
  { definition, namespace }: Place,
  at: {
    readonly page: { readonly start: string } | undefined;
    readonly exact: number | undefined;
    readonly revision: number;
  },
): readonly KubeObject[] {
  const collection = kernel.store.collection(definition.collection);
  const everywhere = namespace === undefined || !definition.namespaced;
  if (at.page === undefined && at.exact === undefined)
    return everywhere ? collection.all() : collection.inNamespace(namespace);
  const then = collection.allAt(at.revision);
  if (!then)
    throw expired(
      at.page
        ? 'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.'
        : `The resourceVersion for the provided list is too old.`,
      at.page && encodeContinue(INCONSISTENT, at.page.start),
    );
  return everywhere ? then : then.filter((o) => o.metadata.namespace === namespace);
}

const apiVersionText = (d: ResourceDefinition): string =>
  d.group === '' ? d.version : `${d.group}/${d.version}`;

const keyOfObject = (o: KubeObject): string => storeKey(o.metadata.namespace, o.metadata.name);

/** Where the keys after `start` begin; objects are in the order of their keys. */
function firstAfter(items: readonly KubeObject[], start: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (keyOfObject(items[middle] as KubeObject) <= start) low = middle + 1;
    else high = middle;
  }
  return low;
}

function refuseTheFuture(kernel: Kernel, revision: number): void {
  if (revision > kernel.store.revision) throw tooLarge(revision, kernel.store.revision);
}

/** A client that is ahead of the server: it has to wait. */
export const tooLarge = (asked: number, current: number): Error =>
  Object.assign(badRequest(`Timeout: Too large resource version: ${asked}, current: ${current}`), {
    code: 504,
    reason: 'Timeout',
    details: {
      causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
      retryAfterSeconds: 1,
    },
  });

export function revisionOf(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  if (!/^\d+$/.test(text)) throw badRequest(`invalid resource version: ${badVersion(text)}`);
  return Number(text);
}

export const badVersion = (text: string): string =>
  `resourceVersion: Invalid value: "${text}": strconv.ParseUint: parsing "${text}": invalid syntax`;

const encodeContinue = (rv: number, start: string): string =>
  Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start })).toString('base64url');

function decodeContinue(token: string): { readonly rv: number; readonly start: string } {
  const fail = (why: string): Error =>
    badRequest(`invalid continue token: continue key is not valid: ${why}`);
  let value: { readonly v?: unknown; readonly rv?: unknown; readonly start?: unknown };
  try {
    value = (JSON.parse(Buffer.from(token, 'base64url').toString()) ?? {}) as typeof value;
  } catch {
    throw fail('it is no JSON in base64');
  }
  const { v, rv, start } = value;
  if (v !== 'meta.k8s.io/v1') throw fail('server does not recognize this encoded version');
  if (typeof rv !== 'number' || rv === 0)
    throw fail('incorrect encoded start resourceVersion (version meta.k8s.io/v1)');
  if (typeof start !== 'string' || start === '')
    throw fail('encoded start key empty (version meta.k8s.io/v1)');
  // It is appended to a path of the store, which it must not leave.
  if (start.split('/').some((part) => part === '..' || part === '.')) throw fail(start);
  return { rv, start };
}
