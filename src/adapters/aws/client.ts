import { Readable } from 'node:stream';
import { CloudError, type FargatectlError } from '../../errors/index.ts';
import { readBody, text, type HttpTransport, type Text } from '../../model/index.ts';
import type { Clock } from '../../ports/index.ts';

export interface AwsOptions {
  readonly region: string;
  /** AWS profile; the SDK's usual chain otherwise. */
  readonly profile?: string;
  readonly clock: Clock;
  /** Leads the SDK's requests somewhere else than the network: the twin in-process. */
  readonly transport?: HttpTransport;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Tries of a call that may pass (throttling, 5xx, no answer). */
  readonly attempts?: number;
}

interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Readonly<Record<string, string | readonly string[] | null>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** The SDK's request handler over our transport: same clients, same serializers, another wire. */
export function requestHandlerOver(transport: HttpTransport) {
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    async handle(request: SdkRequest, options: { abortSignal?: AbortSignal } = {}) {
      const query = Object.entries(request.query ?? {}).flatMap(([k, v]) =>
        (Array.isArray(v) ? (v as readonly string[]) : [v as string | null]).map((one) =>
          one === null
            ? encodeURIComponent(k)
            : `${encodeURIComponent(k)}=${encodeURIComponent(one)}`,
        ),
      );
      const response = await transport({
        method: request.method,
        origin: `${request.protocol}//${request.hostname}${request.port === undefined ? '' : `:${request.port}`}`,
        path: `${request.path}${query.length === 0 ? '' : `?${query.join('&')}`}`,
        headers: Object.fromEntries(
          Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v]),
        ),
        body: bytes(request.body),
        signal: options.abortSignal,
      });
      const body = Buffer.from(await readBody(response));
      return {
        response: {
          statusCode: response.status,
          headers: { ...response.headers },
          body: Readable.from([body]),
        },
      };
    },
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    destroy: () => undefined,
  };
}

function bytes(body: unknown): Uint8Array {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return Buffer.from(body);
  // The SDK's own kind of bytes warns on the console when somebody takes it for a text.
  const { buffer, byteOffset, byteLength } = body as Uint8Array;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** What every SDK client is made with. Retries are ours, on our clock; the SDK tries once. */
export function clientConfig(o: AwsOptions): Record<string, unknown> {
  return {
    region: o.region,
    maxAttempts: 1,
    ...(o.profile === undefined ? {} : { profile: o.profile }),
    ...(o.credentials === undefined ? {} : { credentials: o.credentials }),
    ...(o.transport === undefined ? {} : { requestHandler: requestHandlerOver(o.transport) }),
  };
}

interface SdkError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly code?: string;
  readonly Code?: string;
}

const THROTTLED =
  /Throttl|TooManyRequests|RequestLimitExceeded|SlowDown|ServiceUnavailable|InternalFailure|InternalError|ServerException/;
const CREDENTIALS =
  /CredentialsProviderError|ExpiredToken|UnrecognizedClient|InvalidClientTokenId|AuthFailure|MissingAuthenticationToken|TokenProviderError/;
const DENIED = /AccessDenied|UnauthorizedOperation/;
const BACK_OFF_MS = 400;
/** Tries while AWS has never answered these options: more likely no network than a bad minute. */
const FIRST_CONTACT_ATTEMPTS = 2;
const answered = new WeakSet<AwsOptions>();

/** One SDK call, patient with what passes, its failure told as a CloudError. */
export async function call<T>(
  o: AwsOptions,
  service: string,
  operation: string,
  act: () => Promise<T>,
): Promise<T> {
  const attempts = o.attempts ?? 5;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const result = await act();
      answered.add(o);
      return result;
    } catch (thrown) {
      const error = toCloudError(service, operation, thrown as SdkError);
      if (error.call?.status != null) answered.add(o);
      const most = answered.has(o) ? attempts : Math.min(attempts, FIRST_CONTACT_ATTEMPTS);
      if (error.call?.retryable !== true || attempt >= most) throw error;
      await o.clock.sleep(BACK_OFF_MS * 2 ** (attempt - 1));
    }
  }
}

function toCloudError(service: string, operation: string, error: SdkError): FargatectlError {
  const status = error.$metadata?.httpStatusCode ?? null;
  // The SDK names some query errors `Unknown` and keeps the code beside it.
  const reason =
    error.name && error.name !== 'Error' && error.name !== 'Unknown'
      ? error.name
      : (error.Code ?? error.code ?? 'Unknown');
  const noAnswer =
    status === null &&
    /ECONN|ENOTFOUND|ETIMEDOUT|EPIPE|TimeoutError|socket/.test(`${reason} ${error.message}`);
  const retryable =
    noAnswer || THROTTLED.test(reason) || status === 429 || (status !== null && status >= 500);
  return CloudError({
    code: noAnswer
      ? 'AWS_UNREACHABLE'
      : `AWS_${reason
          .replace(/Exception$|Error$/, '')
          .replace(/[^A-Za-z]+/g, '_')
          .replace(/([a-z])([A-Z])/g, '$1_$2')
          .toUpperCase()}`,
    message: messageFor(`${service}:${operation}`, reason, noAnswer, error.message),
    remedy: remedyFor(service, operation, reason, noAnswer),
    call: {
      service,
      operation,
      status,
      reason,
      retryable,
      requestId: error.$metadata?.requestId ?? null,
    },
    cause: error,
  });
}

function messageFor(call: string, reason: string, noAnswer: boolean, said: string): Text {
  if (noAnswer)
    return text(`AWS could not be asked ${call}: ${said}`, `AWS에 ${call} 요청을 보내지 못했습니다: ${said}`); // prettier-ignore
  // These never left this machine.
  if (/CredentialsProvider/.test(reason))
    return text(
      `There are no credentials to ask AWS ${call}: ${said}`,
      `AWS에 ${call} 요청을 보낼 자격 증명이 없습니다: ${said}`,
    );
  return text(`AWS refused ${call}: ${said}`, `AWS가 ${call} 요청을 거부했습니다: ${said}`);
}

function remedyFor(service: string, operation: string, reason: string, noAnswer: boolean): Text {
  if (CREDENTIALS.test(reason))
    return text(
      'Get credentials (aws sso login, or AWS_PROFILE); aws sts get-caller-identity shows who you are.',
      '자격 증명을 준비하십시오(aws sso login 또는 AWS_PROFILE). 지금의 신원은 aws sts get-caller-identity로 확인합니다.',
    );
  if (DENIED.test(reason))
    return text(
      `Allow ${service}:${operation} for this identity; fargatectl doctor permissions prints the whole policy.`,
      `이 신원에 ${service}:${operation} 권한을 허용하십시오. 정책 전체는 fargatectl doctor permissions가 출력합니다.`,
    );
  if (noAnswer)
    return text(
      'Check the network, the region and AWS_ENDPOINT_URL.',
      '네트워크, 리전, AWS_ENDPOINT_URL을 확인하십시오.',
    );
  if (THROTTLED.test(reason))
    return text(
      'AWS is busy; try again in a minute.',
      'AWS가 바쁩니다. 1분 뒤에 다시 시도하십시오.',
    );
  return text(
    'The message is AWS’ own; the AWS CLI with the same arguments shows the same answer.',
    '메시지는 AWS가 답한 그대로입니다. 같은 인수로 AWS CLI를 실행하면 같은 답이 나옵니다.',
  );
}
