import { cloudCallOf, isFargatectlError } from '../../errors/index.ts';
import { readBody, type HttpResponse, type HttpTransport } from '../../model/index.ts';
import type { Clock } from '../../ports/index.ts';
import { connectionError, isRetryable, statusError, type Status } from './errors.ts';

export interface RestOptions {
  readonly origin: string;
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly headers?: Readonly<Record<string, string>>;
  /** Tries of a read that may pass (429, 5xx, no answer). Writes are tried once. */
  readonly readAttempts?: number;
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** A question that travels as a POST; as safe to repeat as a GET. */
  readonly question?: true;
  readonly signal?: AbortSignal | undefined;
}

const BACK_OFF_MS = 500;
/** Tries while nothing has ever answered there: more likely a wrong address than a bad minute. */
const FIRST_CONTACT_ATTEMPTS = 2;
const JSON_TYPE = 'application/json';

/** Requests to one API server: JSON in and out, failures as CloudErrors, patient reads. */
export class Rest {
  readonly origin: string;
  private readonly o: RestOptions;
  private answered = false;
  constructor(options: RestOptions) {
    this.o = options;
    this.origin = options.origin;
  }

  /** Read to its end: a connection that breaks in the middle of an answer is no answer. */
  async json<T>(call: Call): Promise<T> {
    const body = await this.patiently(call, async () =>
      this.wholeBody(call, await this.once(call)),
    );
    return (body.length === 0 ? {} : JSON.parse(Buffer.from(body).toString('utf8'))) as T;
  }

  /** The response of a success; its body may stream. */
  send(call: Call): Promise<HttpResponse> {
    return this.patiently(call, () => this.once(call));
  }

  private async wholeBody(call: Call, response: HttpResponse): Promise<Uint8Array> {
    try {
      return await readBody(response);
    } catch (cause) {
      if (call.signal?.aborted) throw call.signal.reason;
      throw connectionError(this.o.origin, nameOf(call), cause);
    }
  }

  private async patiently<T>(call: Call, act: () => Promise<T>): Promise<T> {
    const attempts =
      call.method === 'GET' || call.question === true ? (this.o.readAttempts ?? 5) : 1;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await act();
      } catch (error) {
        const cloud = cloudCallOf(error);
        const most = this.answered ? attempts : Math.min(attempts, FIRST_CONTACT_ATTEMPTS);
        if (!cloud?.retryable || attempt >= most || call.signal?.aborted) throw error;
        await this.o.clock.sleep(BACK_OFF_MS * 2 ** (attempt - 1), call.signal);
      }
    }
  }

  private async once(call: Call): Promise<HttpResponse> {
    const name = nameOf(call);
    let response: HttpResponse;
    try {
      response = await this.o.transport({
        method: call.method,
        origin: this.o.origin,
        path: call.path,
        headers: {
          accept: call.accept ?? JSON_TYPE,
          'user-agent': 'fargatectl',
          ...this.o.headers,
          ...(call.body === undefined ? {} : { 'content-type': call.contentType ?? JSON_TYPE }),
        },
        body: call.body === undefined ? new Uint8Array() : Buffer.from(JSON.stringify(call.body)),
        signal: call.signal,
      });
    } catch (cause) {
      if (call.signal?.aborted) throw call.signal.reason;
      if (isFargatectlError(cause)) throw cause;
      throw connectionError(this.o.origin, name, cause);
    }
    this.answered = true;
    if (response.status < 400) return response;
    const text = Buffer.from(await this.wholeBody(call, response)).toString('utf8');
    throw statusError(name, response.status, parseStatus(text));
  }
}

const nameOf = (call: Call): string => `${call.method} ${call.path.split('?')[0] ?? ''}`;

function parseStatus(text: string): Status {
  try {
    return JSON.parse(text) as Status;
  } catch {
    return { message: text.slice(0, 200) };
  }
}

export { isRetryable };
