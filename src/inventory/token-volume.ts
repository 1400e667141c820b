/** Before five letters or digits: the volume of a pod's own token. */
export const TOKEN_VOLUME_PREFIX = 'kube-api-access-';
const SUFFIX = 5;
const TOKEN_VOLUME = new RegExp(`^${TOKEN_VOLUME_PREFIX}[a-z0-9]{${SUFFIX}}$`);

/**
 * The API server names the volume of a pod's token at random (`kube-api-access-x7k2p`), and nothing
 * goes by that name outside the pod. A snapshot has one name for all, so that copies of a pod are
 * equal but for what tells them apart.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/service-accounts-admin/#bound-service-account-token-volume (read 2026-11-25)
 */
export const withTokenVolumeNamed = (item: unknown): unknown =>
  isNamed(item) && item.name !== NAME && TOKEN_VOLUME.test(item.name)
    ? { ...item, name: NAME }
    : item;

const NAME = `${TOKEN_VOLUME_PREFIX}token`;
const isNamed = (item: unknown): item is { readonly name: string } =>
  item !== null &&
  typeof item === 'object' &&
  typeof (item as { name?: unknown }).name === 'string';

/** After the letters and digits that follow the prefix in a text; -1 where something else stands there. */
export function endOfToken(text: Uint8Array, at: number): number {
  const end = at + SUFFIX;
  for (; at < end; at += 1) {
    const c = text[at] as number;
    if (!((c >= 97 && c <= 122) || (c >= 48 && c <= 57))) return -1;
  }
  return end;
}
