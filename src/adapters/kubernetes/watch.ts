import { cloudCallOf } from '../../errors/index.ts';
import type { HttpResponse, KubeObject } from '../../model/index.ts';
import type { CallOptions, Clock, ListQuery, WatchEvent } from '../../ports/index.ts';
import { connectionError } from './errors.ts';
import type { Rest } from './rest.ts';

const RECONNECT_MS = 1_000;
/** Servers end watches by themselves after minutes; a bookmark keeps the place. */
const TIMEOUT_SECONDS = 290;

type RawEvent = { type: string; object: KubeObject & { code?: number; message?: string } };

export interface WatchSource {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly query: ListQuery;
  /** Path with selectors, no trailing question mark: `/api/v1/pods?labelSelector=…`. */
  readonly path: string;
  list(): Promise<{ items: readonly KubeObject[]; resourceVersion: string }>;
}

/**
 * From now on, for ever: a list first (its items as ADDED), then changes; after a gap (410, lost
 * connection) a new list, told as the differences to what was known.
 */
export async function* watchObjects(
  source: WatchSource,
  options: CallOptions,
): AsyncIterable<WatchEvent> {
  const known = new Map<string, KubeObject>();
  const key = (o: KubeObject): string => `${o.metadata.namespace ?? ''}/${o.metadata.name}`;
  let version = '';
  while (!options.signal?.aborted) {
    if (version === '') {
      const { items, resourceVersion } = await source.list();
      const fresh = new Map(items.map((o) => [key(o), o]));
      for (const [k, o] of known) if (!fresh.has(k)) yield { type: 'DELETED', object: o };
      for (const [k, o] of fresh) {
        const before = known.get(k);
        if (!before) yield { type: 'ADDED', object: o };
        else if (before.metadata.resourceVersion !== o.metadata.resourceVersion)
          yield { type: 'MODIFIED', object: o };
      }
      known.clear();
      for (const [k, o] of fresh) known.set(k, o);
      version = resourceVersion;
    }
    try {
      for await (const event of stream(source, version, options)) {
        if (event.type === 'ERROR') {
          version = '';
          break;
        }
        version = event.object.metadata.resourceVersion ?? version;
        if (event.type === 'BOOKMARK') continue;
        if (event.type === 'DELETED') known.delete(key(event.object));
        else known.set(key(event.object), event.object);
        yield { type: event.type as 'ADDED' | 'MODIFIED' | 'DELETED', object: event.object };
      }
    } catch (error) {
      if (options.signal?.aborted) return;
      const call = cloudCallOf(error);
      if (call?.status === 410) version = '';
      else if (!call?.retryable) throw error;
      await source.clock.sleep(RECONNECT_MS, options.signal).catch(() => undefined);
    }
  }
}

async function* stream(
  source: WatchSource,
  version: string,
  options: CallOptions,
): AsyncIterable<RawEvent> {
  const glue = source.path.includes('?') ? '&' : '?';
  const response = await source.rest.send({
    method: 'GET',
    path: `${source.path}${glue}watch=1&allowWatchBookmarks=true&timeoutSeconds=${TIMEOUT_SECONDS}&resourceVersion=${version}`,
    ...options,
  });
  const each = lines(response);
  try {
    for (;;) {
      const line = await nextOf(each, source, options);
      if (line === undefined) return;
      yield JSON.parse(line) as RawEvent;
    }
  } finally {
    await each.return(undefined);
  }
}

/** A connection that breaks while it is listened to is a gap, as one that could not be made. */
async function nextOf(
  each: AsyncIterator<string>,
  source: WatchSource,
  { signal }: CallOptions,
): Promise<string | undefined> {
  try {
    const next = await each.next();
    return next.done === true ? undefined : next.value;
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw connectionError(source.rest.origin, `GET ${source.path.split('?')[0] ?? ''}`, cause);
  }
}

async function* lines(response: HttpResponse): AsyncGenerator<string> {
  const chunks = response.body instanceof Uint8Array ? [response.body] : response.body;
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of chunks) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) if (part.trim() !== '') yield part;
  }
  if (rest.trim() !== '') yield rest;
}
