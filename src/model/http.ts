/**
 * The one shape in which requests travel: our adapters speak it, the twin answers it, and a
 * transport carries it over TCP or calls the twin in-process. Header names are lower case.
 */
export interface HttpRequest {
  readonly method: string;
  /** Scheme, host and port, e.g. `https://eks.ap-northeast-2.amazonaws.com`. */
  readonly origin: string;
  /** Path and query, still percent-encoded, e.g. `/api/v1/pods?limit=500`. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or a stream (watches, followed logs) that ends when the server closes it. */
  readonly body: Uint8Array | AsyncIterable<Uint8Array>;
  /** Aborted when the server gives up on a reader that is too slow: the connection is to be closed. */
  readonly cut?: AbortSignal;
}

/** Rejects only when no answer came (reset, timeout, abort); an HTTP error is a response. */
export type HttpTransport = (request: HttpRequest) => Promise<HttpResponse>;

/** One WebSocket, by whole messages (`kubectl exec` and friends). */
export interface Channel {
  /** The sub-protocol agreed on, e.g. `v5.channel.k8s.io`. */
  readonly protocol: string;
  send(message: Uint8Array): void;
  readonly messages: AsyncIterable<Uint8Array>;
  close(): void;
}

/** Upgrades a request to a channel; rejects with `UpgradeRefused` when the server answers otherwise. */
export type ChannelTransport = (request: HttpRequest) => Promise<Channel>;

export class UpgradeRefused extends Error {
  readonly response: HttpResponse;
  constructor(response: HttpResponse) {
    super(`the server answered ${response.status} and did not upgrade`);
    this.response = response;
  }
}

/** Collects a body to its end. */
export async function readBody(response: HttpResponse): Promise<Uint8Array> {
  if (response.body instanceof Uint8Array) return response.body;
  const chunks: Uint8Array[] = [];
  for await (const chunk of response.body) chunks.push(chunk);
  return Buffer.concat(chunks);
}
