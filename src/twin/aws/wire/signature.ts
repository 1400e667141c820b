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
 * Signatures of API calls are not verified: the twin holds no secret of its users.
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

const hmac = (key: string | Buffer, text: string): Buffer =>
  createHmac('sha256', key).update(text).digest();
const strict = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

/**
 * Whether the token was signed with this secret and for this cluster: the cluster's name is a signed
 * header (`x-k8s-aws-id`) that the URL does not carry, so only the signature can prove it.
 */
export function tokenSignatureHolds(
  { url }: PresignedToken,
  secretAccessKey: string,
  clusterName: string,
): boolean {
  const query = url.searchParams;
  const credential = query.get('X-Amz-Credential') ?? '';
  const [, date = '', region = '', service = ''] = credential.split('/');
  const headers: Readonly<Record<string, string>> = { host: url.host, 'x-k8s-aws-id': clusterName };
  const signedHeaders = query.get('X-Amz-SignedHeaders') ?? '';
  const canonicalQuery = [...query.entries()]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${strict(name)}=${strict(value)}`)
    .sort()
    .join('&');
  const canonical = [
    'GET',
    url.pathname,
    canonicalQuery,
    ...signedHeaders.split(';').map((name) => `${name}:${headers[name] ?? ''}`),
    '',
    signedHeaders,
    createHash('sha256').update('').digest('hex'),
  ].join('\n');
  const toSign = [
    'AWS4-HMAC-SHA256',
    query.get('X-Amz-Date') ?? '',
    `${date}/${region}/${service}/aws4_request`,
    createHash('sha256').update(canonical).digest('hex'),
  ].join('\n');
  const key = hmac(
    hmac(hmac(hmac(`AWS4${secretAccessKey}`, date), region), service),
    'aws4_request',
  );
  const expected = hmac(key, toSign);
  const given = Buffer.from(query.get('X-Amz-Signature') ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
