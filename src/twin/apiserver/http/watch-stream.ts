import type { HttpResponse, KubeObject } from '../../../model/index.ts';
import { ApiStatusError } from '../../runtime/index.ts';
import type { Kernel } from '../kernel.ts';
import { badVersion, listObjects, revisionOf, tooLarge, type Place } from '../operations/read.ts';
import { watchObjects } from '../operations/watch.ts';
import { apiVersionOf } from '../registry/index.ts';
import { statusBody, unforeseen } from '../status-error.ts';
import { tableOf } from '../tables/index.ts';
import { checkListOptions, isTrue, numberParameter } from './options.ts';
import { PushStream } from './push-stream.ts';
import { jsonOf, partialOf } from './render.ts';
import type { Rendering } from './negotiate.ts';
import { JSON_TYPE } from './respond.ts';

export interface WatchRequest {
  readonly query: URLSearchParams;
  readonly rendering: Rendering;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly signal?: AbortSignal | undefined;
}

/** A real server sends one about every minute. */
const BOOKMARK_EVERY_MS = 60_000;
const INITIAL_EVENTS_END = { 'k8s.io/initial-events-end': 'true' };

/** A list of changes that stays open: one JSON document a line. */
export function watchResponse(kernel: Kernel, place: Place, request: WatchRequest): HttpResponse {
  const { query, rendering } = request;
  const { definition } = place;
  const asked = query.get('resourceVersion') ?? '';
  if (!/^\d*$/.test(asked)) throw unforeseen(badVersion(asked));
  const revision = revisionOf(asked);
  checkListOptions(query, true);
  const timeoutSeconds = numberParameter(query, 'timeoutSeconds') ?? 0;
  const initial = initialEvents(query, asked);
  if (revision > kernel.store.revision) throw tooLarge(revision, kernel.store.revision);

  const stops: (() => void)[] = [];
  // What is known at the start is written down only when it is read; the list itself is shared.
  const known: (() => Iterable<Uint8Array>)[] = [];
  let starting = true;
  const stream = new PushStream(
    () => {
      for (const stop of stops) stop();
    },
    { first: lazily(known) },
  );
  let sent = revision;
  let first = true;
  const send = (line: () => Uint8Array): void => {
    if (starting) known.push(() => [line()]);
    else stream.push(line());
  };
  const write = (type: string, jsonText: () => string): void =>
    send(() => lineOf(type, jsonText()));
  const shown = (type: string, object: KubeObject, columns: boolean): Uint8Array => {
    if (rendering.as === 'object') return sharedLine(type, object);
    if (rendering.as !== 'Table') return lineOf(type, jsonOf(partialOf(object)));
    const table = tableOf(definition, [object], {
      includeObject: query.get('includeObject') ?? undefined,
      nowMs: kernel.clock.now(),
      single: object,
    });
    return lineOf(type, JSON.stringify(columns ? table : { ...table, columnDefinitions: null }));
  };
  const show = (type: string, object: KubeObject): void => {
    // Column definitions are sent once a stream.
    const columns = first;
    first = false;
    stream.push(shown(type, object, columns));
  };
  const bookmark = (annotations?: Readonly<Record<string, string>>): void => {
    const object = {
      kind: rendering.as === 'object' ? definition.kind : 'PartialObjectMetadata',
      apiVersion: rendering.as === 'object' ? apiVersionOf(definition) : 'meta.k8s.io/v1',
      metadata: {
        resourceVersion: String(Math.max(sent, kernel.store.revision)),
        ...(rendering.as === 'object' ? { creationTimestamp: null } : {}),
        ...(annotations ? { annotations } : {}),
      },
    };
    if (rendering.as === 'Table')
      write('BOOKMARK', () =>
        JSON.stringify({
          kind: 'Table',
          apiVersion: 'meta.k8s.io/v1',
          metadata: { resourceVersion: object.metadata.resourceVersion },
          columnDefinitions: null,
          rows: [{ cells: [], object }],
        }),
      );
    else write('BOOKMARK', () => JSON.stringify(object));
  };

  const selectors = {
    ...(request.labelSelector === undefined ? {} : { labelSelector: request.labelSelector }),
    ...(request.fieldSelector === undefined ? {} : { fieldSelector: request.fieldSelector }),
  };
  const bookmarks = isTrue(query.get('allowWatchBookmarks'));
  let from = revision;
  if (initial !== 'none') {
    const list = listObjects(kernel, place, selectors);
    from = Number(list.resourceVersion);
    if (list.items.length > 0) first = false;
    known.push(function* () {
      for (const [i, object] of list.items.entries()) yield shown('ADDED', object, i === 0);
    });
    if (initial === 'with-end') bookmark(INITIAL_EVENTS_END);
  } else if (asked === '' || asked === '0') from = kernel.store.revision;
  try {
    stops.push(
      watchObjects(kernel, place, { ...selectors, revision: from }, (event) => {
        sent = Number(event.object.metadata.resourceVersion ?? sent);
        show(event.type, event.object);
      }),
    );
  } catch (error) {
    // Past authorization a real server says it inside the stream.
    if (!(error instanceof ApiStatusError) || error.code !== 410) throw error;
    write('ERROR', () => JSON.stringify(statusBody(error)));
    stream.end();
  }
  starting = false;
  keepAlive(kernel, stream, stops, {
    bookmark: bookmarks ? bookmark : undefined,
    timeoutMs: timeoutSeconds * 1000,
    signal: request.signal,
  });
  return {
    status: 200,
    headers: { 'content-type': JSON_TYPE },
    body: stream,
    cut: stream.cut,
  };
}

const lineOf = (type: string, json: string): Uint8Array =>
  Buffer.from(`{"type":"${type}","object":${json}}\n`);

const shared = new WeakMap<KubeObject, { readonly type: string; readonly line: Uint8Array }>();

/** The line that tells of an object: written once for all who watch it. */
function sharedLine(type: string, object: KubeObject): Uint8Array {
  const known = shared.get(object);
  if (known?.type === type) return known.line;
  const line = lineOf(type, jsonOf(object));
  shared.set(object, { type, line });
  return line;
}

/** Makes each line when it is asked for, and lets all of them go at the end. */
function* lazily(sources: (() => Iterable<Uint8Array>)[]): Generator<Uint8Array> {
  for (const lines of sources) yield* lines();
  sources.length = 0;
}

/** Bookmarks while it lasts, and its end. */
function keepAlive(
  kernel: Kernel,
  stream: PushStream,
  stops: (() => void)[],
  options: {
    readonly bookmark: (() => void) | undefined;
    readonly timeoutMs: number;
    readonly signal?: AbortSignal | undefined;
  },
): void {
  const { bookmark, timeoutMs, signal } = options;
  if (bookmark) {
    let cancel: () => void = () => undefined;
    const again = (): void => {
      cancel = kernel.clock.schedule(BOOKMARK_EVERY_MS, () => {
        bookmark();
        again();
      });
    };
    again();
    stops.push(() => cancel());
  }
  if (timeoutMs > 0)
    stops.push(
      kernel.clock.schedule(timeoutMs, () => {
        bookmark?.();
        stream.end();
      }),
    );
  if (signal) {
    const onAbort = (): void => stream.end();
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    stops.push(() => signal.removeEventListener('abort', onAbort));
  }
}

/** Whether the state at the start is told as ADDED events, and whether its end is marked. */
function initialEvents(query: URLSearchParams, asked: string): 'none' | 'plain' | 'with-end' {
  const send = query.get('sendInitialEvents');
  if (send === null) return asked === '' || asked === '0' ? 'plain' : 'none';
  if (!isTrue(send)) return 'none';
  return isTrue(query.get('allowWatchBookmarks')) ? 'with-end' : 'plain';
}
