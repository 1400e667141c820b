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

/** A page size inside of what the service takes, or its refusal. */
export function pageSize(
  asked: number | undefined,
  bounds: { readonly from: number; readonly to: number; readonly otherwise: number },
  refuse: (asked: number) => Error,
): number {
  if (asked === undefined) return bounds.otherwise;
  if (!Number.isInteger(asked) || asked < bounds.from || asked > bounds.to) throw refuse(asked);
  return asked;
}

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
