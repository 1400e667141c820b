import type { HttpResponse, KubeObject } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { ApiStatusError, type ApiWatchEvent } from '../runtime/index.ts';

const RECONNECT_MS = 500;
/** Servers end watches by themselves; this is how long we ask them to stay. */
const PARAMETERS = 'watch=true&allowWatchBookmarks=true&timeoutSeconds=3600';

interface RawEvent {
  readonly type: ApiWatchEvent['type'] | 'BOOKMARK' | 'ERROR';
  readonly object: KubeObject & { readonly code?: number; readonly message?: string };
}

/**
 * Watches one collection for ever, taken up again where it ended. When the server has forgotten that
 * place (410), what was missed cannot be told: `onLost`, and the watch is over.
 */
export function followWatch(o: {
  readonly clock: TwinClock;
  readonly resourceVersion: string;
  readonly open: (parameters: string) => Promise<HttpResponse>;
  readonly onEvent: (event: ApiWatchEvent) => void;
  readonly onLost: (why: string) => void;
}): () => void {
  let at = o.resourceVersion;
  let stopped = false;
  let body: AsyncIterator<Uint8Array> | undefined;

  const read = async (response: HttpResponse): Promise<void> => {
    body = chunksOf(response);
    const decoder = new TextDecoder();
    let rest = '';
    for (;;) {
      const { done, value } = await body.next();
      if (done === true || stopped) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') take(JSON.parse(line) as RawEvent);
    }
  };
  const take = ({ type, object }: RawEvent): void => {
    if (type === 'ERROR')
      throw new ApiStatusError({
        code: object.code ?? 500,
        reason: '',
        message: object.message ?? '',
      });
    at = object.metadata.resourceVersion ?? at;
    if (type !== 'BOOKMARK') o.onEvent({ type, object });
  };
  const follow = async (): Promise<void> => {
    while (!stopped) {
      try {
        await read(await o.open(`${PARAMETERS}&resourceVersion=${at}`));
      } catch (error) {
        if (stopped) return;
        if (error instanceof ApiStatusError && error.code === 410) {
          o.onLost(error.message);
          return;
        }
        await new Promise<void>((wake) => o.clock.schedule(RECONNECT_MS, wake));
      }
    }
  };
  void follow();
  return () => {
    stopped = true;
    void body?.return?.();
  };
}

function chunksOf(response: HttpResponse): AsyncIterator<Uint8Array> {
  const { body } = response;
  if (!(body instanceof Uint8Array)) return body[Symbol.asyncIterator]();
  return (async function* () {
    yield await Promise.resolve(body);
  })();
}
