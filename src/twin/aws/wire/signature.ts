import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../../../model/index.ts';

/** Who signed, and for which service and region. */
export interface CredentialScope {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const SCOPE = /^([^/\s]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/;

const scopeOf = (credential: string): CredentialScope | undefined => {
  const match = SCOPE.exec(credential);
  if (!match) return undefined;
  const [, accessKeyId = '', , region = '', service = ''] = match;
  return { accessKeyId, region, service };
};

/**
 * The credential scope of a SigV4 request, from its Authorization header or its presigned query.
 * @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (read 2026-11-23)
 */
export function credentialScope(request: HttpRequest): CredentialScope | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers['authorization'] ?? '');
  if (header?.[1] !== undefined) return scopeOf(header[1]);
  const query = new URLSearchParams(request.path.split('?')[1] ?? '').get('X-Amz-Credential');
  return query === null ? undefined : scopeOf(query);
}

export interface PresignedToken {
  readonly accessKeyId: string;
  /** Milliseconds since the epoch at which it was signed. */
  readonly signedAt: number;
  readonly url: URL;
}

const TOKEN_PREFIX = 'k8s-aws-v1.';
/** A URL presigned for longer is refused. */
const LONGEST_EXPIRY_S = 900;

/**
 * Decodes kubectl's bearer token: a presigned GetCallerIdentity URL in base64url. Undefined when it
 * is not one.
 * @source https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster (read 2026-11-23)
 */
export function decodeToken(token: string): PresignedToken | undefined {
  if (!token.startsWith(TOKEN_PREFIX)) return undefined;
  let url: URL;
  try {
    url = new URL(Buffer.from(token.slice(TOKEN_PREFIX.length), 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
  const query = url.searchParams;
  const scope = scopeOf(query.get('X-Amz-Credential') ?? '');
  const date = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get('X-Amz-Date') ?? '');
  const signed = (query.get('X-Amz-SignedHeaders') ?? '').split(';');
  if (scope?.service !== 'sts' || !date || query.get('Action') !== 'GetCallerIdentity')
    return undefined;
  const expires = Number(query.get('X-Amz-Expires') ?? NaN);
  if (!(expires >= 0 && expires <= LONGEST_EXPIRY_S)) return undefined;
  if (!signed.includes('x-k8s-aws-id') || query.get('X-Amz-Signature') === null) return undefined;
  const [year, month, day, hour, minute, second] = date.slice(1).map(Number) as [
    number, number, number, number, number, number,
  ]; // prettier-ignore
  const signedAt = Date.UTC(year, month - 1, day, hour, minute, second);
  return { accessKeyId: scope.accessKeyId, signedAt, url };
}

const EMPTY = createHash('sha256').update('').digest('hex');

/**
 * Whether the token was signed with this secret and for this cluster: the cluster's name is a signed
 * header (`x-k8s-aws-id`) that the URL does not carry, so only the signature can prove it.
 */
export function tokenSignatureHolds(
  { url }: PresignedToken,
  secretAccessKey: string,
  clusterName: string,
): boolean {
  const parameter = (name: string): string => url.searchParams.get(name) ?? '';
  return signatureHolds(
    {
      method: 'GET',
      path: url.pathname,
      query: url.search.slice(1),
      headers: { host: url.host, 'x-k8s-aws-id': clusterName },
      signedHeaders: parameter('X-Amz-SignedHeaders'),
      payloadHash: EMPTY,
      date: parameter('X-Amz-Date'),
      credential: parameter('X-Amz-Credential'),
      signature: parameter('X-Amz-Signature'),
    },
    secretAccessKey,
  );
}

/** Whether this secret signed exactly these bytes of a request with an Authorization header. */
export function requestSignatureHolds(request: HttpRequest, secretAccessKey: string): boolean {
  const { headers, body } = request;
  const header = headers['authorization'] ?? '';
  const part = (name: string): string =>
    new RegExp(`\\b${name}=([^,\\s]+)`).exec(header)?.[1] ?? '';
  const hash = createHash('sha256').update(body).digest('hex');
  const claimed = headers['x-amz-content-sha256'] ?? hash;
  if (claimed !== hash) return false;
  const [path = '', query = ''] = request.path.split('?');
  return signatureHolds(
    {
      method: request.method,
      path,
      query,
      headers,
      signedHeaders: part('SignedHeaders'),
      payloadHash: hash,
      date: headers['x-amz-date'] ?? '',
      credential: part('Credential'),
      signature: part('Signature'),
    },
    secretAccessKey,
  );
}

interface Signed {
  readonly method: string;
  /** As sent: encoded once. */
  readonly path: string;
  readonly query: string;
  readonly headers: Readonly<Record<string, string>>;
  /** `host;x-amz-date` */
  readonly signedHeaders: string;
  readonly payloadHash: string;
  readonly date: string;
  readonly credential: string;
  /** Hex. */
  readonly signature: string;
}

/** @source https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html (read 2026-11-23) */
function signatureHolds(s: Signed, secretAccessKey: string): boolean {
  const [, date = '', region = '', service = ''] = s.credential.split('/');
  const canonical = [
    s.method,
    canonicalPath(s.path),
    canonicalQuery(s.query),
    ...s.signedHeaders
      .split(';')
      .map((name) => `${name}:${(s.headers[name] ?? '').trim().replace(/ +/g, ' ')}`),
    '',
    s.signedHeaders,
    s.payloadHash,
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    s.date,
    `${date}/${region}/${service}/aws4_request`,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  const expected = hmac(key, toSign);
  const given = Buffer.from(s.signature, 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
const strict = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/** Every service but S3 encodes the path a second time, without empty and dotted segments. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/'))
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(strict(segment));
  return `/${segments.join('/')}${segments.length > 0 && path.endsWith('/') ? '/' : ''}`;
}

function canonicalQuery(query: string): string {
  const pairs = query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const cut = pair.indexOf('=');
      const [name, value] = cut < 0 ? [pair, ''] : [pair.slice(0, cut), pair.slice(cut + 1)];
      return [strict(decoded(name)), strict(decoded(value))] as const;
    })
    .filter(([name]) => name !== 'X-Amz-Signature');
  return pairs
    .sort(([a, v], [b, w]) => (a === b ? (v < w ? -1 : 1) : a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

/** A query that is no percent-encoding can not have been signed; it need not fail louder than that. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
