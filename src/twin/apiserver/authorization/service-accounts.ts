import { createPublicKey, generateKeyPairSync, sign, verify, type KeyObject } from 'node:crypto';
import type { UserInfo } from '../admission.ts';
import type { Kernel } from '../kernel.ts';
import { storeKey } from '../store/index.ts';

export const ISSUER = 'https://kubernetes.default.svc';
const ES256 = { dsaEncoding: 'ieee-p1363' } as const;

/** The claims of a service account's token, as far as they are read again. */
interface Claims {
  readonly aud: readonly string[];
  readonly exp: number;
  readonly sub: string;
  readonly 'kubernetes.io': {
    readonly namespace: string;
    readonly serviceaccount: { readonly name: string; readonly uid?: string };
  };
}

/** Keys are made when the first token is asked for; no object of the cluster depends on them. */
const keys = new WeakMap<object, KeyObject>();
function keyOf(kernel: Pick<Kernel, 'store'>): KeyObject {
  let key = keys.get(kernel.store);
  if (!key) {
    key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
    keys.set(kernel.store, key);
  }
  return key;
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A signed token; it opens this API server and nothing outside of it. */
export function signToken(kernel: Pick<Kernel, 'store'>, claims: object): string {
  const body = `${part({ alg: 'ES256', typ: 'JWT' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(body), { key: keyOf(kernel), ...ES256 });
  return `${body}.${signature.toString('base64url')}`;
}

export const serviceAccountUser = (namespace: string, name: string, uid?: string): UserInfo => ({
  username: `system:serviceaccount:${namespace}:${name}`,
  groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`],
  ...(uid === undefined ? {} : { uid }),
});

/**
 * Whose token this is: signed by us, for this audience, not expired, its account still the same
 * one. Undefined otherwise.
 */
export function userOfToken(
  kernel: Pick<Kernel, 'store' | 'clock'>,
  authorization: string | undefined,
): UserInfo | undefined {
  const token = /^Bearer ([\w-]+\.[\w-]+)\.([\w-]+)$/.exec(authorization ?? '');
  if (!token || !keys.has(kernel.store)) return undefined;
  const [, body = '', signature = ''] = token;
  const key = { key: createPublicKey(keyOf(kernel)), ...ES256 };
  if (!verify('sha256', Buffer.from(body), key, Buffer.from(signature, 'base64url')))
    return undefined;
  const claims = JSON.parse(
    Buffer.from(body.split('.')[1] ?? '', 'base64url').toString(),
  ) as Claims;
  if (!claims.aud.includes(ISSUER) || claims.exp * 1000 <= kernel.clock.now()) return undefined;
  const { namespace, serviceaccount } = claims['kubernetes.io'];
  const account = kernel.store
    .collection('/serviceaccounts')
    .get(storeKey(namespace, serviceaccount.name));
  if (!account || account.metadata.uid !== serviceaccount.uid) return undefined;
  return serviceAccountUser(namespace, serviceaccount.name, serviceaccount.uid);
}
