import { UpgradeRefused, type HttpRequest, type HttpResponse } from '../../model/index.ts';
import type { Handler } from './bridge.ts';

/** The names in the lab's certificate; what its clients were told to call. */
const OWN_NAMES = new Set(['127.0.0.1', 'localhost', 'kubernetes']);

/**
 * A page in a browser can make a name of its own lead to 127.0.0.1 (DNS rebinding) and would then
 * count as same-origin, so a foreign `Host` or `Origin` is refused before anything else is looked at.
 * A real API server does not look at `Host`; see docs/adr/0014-lab-doors.md.
 */
const foreign = ({ headers }: HttpRequest): string | undefined => {
  const { host, origin } = headers;
  if (host !== undefined && !OWN_NAMES.has(nameOf(host))) return `Host ${host}`;
  if (origin === undefined || OWN_NAMES.has(nameOf(origin.replace(/^https?:\/\//, '')))) return undefined; // prettier-ignore
  return `Origin ${origin}`;
};
const nameOf = (host: string): string => host.replace(/:\d+$/, '').toLowerCase();

/** Kubernetes' port. */
export const kubernetesDoor = (behind: Handler): Handler => {
  const refusal = (request: HttpRequest): HttpResponse | undefined => {
    const what = foreign(request);
    return what === undefined
      ? undefined
      : json(403, {
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          message: `forbidden: the lab answers to ${[...OWN_NAMES].join(', ')} only, not to ${what}`,
          reason: 'Forbidden',
          details: {},
          code: 403,
        });
  };
  return {
    handle: async (request) => refusal(request) ?? behind.handle(request),
    connect: async (request) => {
      const refused = refusal(request);
      if (refused) throw new UpgradeRefused(refused);
      return behind.connect(request);
    },
  };
};

/**
 * AWS' port: nothing on it is open to those who do not sign.
 * @source https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/common-errors.html (read 2026-11-25)
 */
export const awsDoor = (behind: Handler): Handler => {
  const refusal = (request: HttpRequest): HttpResponse | undefined => {
    const what = foreign(request);
    if (what !== undefined)
      return refuse(request, 'AccessDenied', `The lab does not answer to ${what}`);
    const isSigned = (request.headers['authorization'] ?? '').startsWith('AWS4-HMAC-SHA256');
    if (isSigned) return undefined;
    return refuse(request, 'MissingAuthenticationToken', 'Request is missing Authentication Token');
  };
  return {
    handle: async (request) => refusal(request) ?? behind.handle(request),
    connect: (request) =>
      Promise.reject(
        new UpgradeRefused(refusal(request) ?? refuse(request, 'InvalidAction', 'No WebSockets here')), // prettier-ignore
      ),
  };
};

/** In XML for those who speak a query protocol, as AWS' services do. */
function refuse({ headers }: HttpRequest, code: string, message: string): HttpResponse {
  if (!(headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded'))
    return json(403, { __type: code, message }, { 'x-amzn-errortype': code });
  // The code and the message are ours but for a header's value, which may hold markup.
  const safe = message.replace(/[<>&]/g, '');
  return {
    status: 403,
    headers: { 'content-type': 'text/xml' },
    body: Buffer.from(
      `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${safe}</Message></Error></ErrorResponse>`,
    ),
  };
}

const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(`${JSON.stringify(body)}\n`),
});
