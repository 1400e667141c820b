/** One page of a list and the token of the next. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly nextToken: string | undefined;
}

const encode = (offset: number): string =>
  Buffer.from(JSON.stringify({ v: 1, o: offset })).toString('base64url');
const decode = (token: string): number | undefined => {
  try {
    const { o } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as { o?: unknown };
    return typeof o === 'number' && Number.isInteger(o) && o >= 0 ? o : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Cuts a list that is in a stable order. `onBadToken` words the refusal, since each service has its
 * own.
 */
export function paginate<T>(
  all: readonly T[],
  request: { readonly size: number; readonly token: string | undefined },
  onBadToken: () => Error,
): Page<T> {
  const start = request.token === undefined || request.token === '' ? 0 : decode(request.token);
  if (start === undefined || start > all.length) throw onBadToken();
  const end = start + request.size;
  return { items: all.slice(start, end), nextToken: end < all.length ? encode(end) : undefined };
}
