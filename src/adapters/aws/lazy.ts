import { call, type AwsOptions } from './client.ts';

/**
 * Runs calls of one service. Its SDK client is loaded at its first use (EC2's alone takes a third of
 * a second), and virtual time stands still meanwhile.
 */
export function service<L>(
  o: AwsOptions,
  name: string,
  load: () => Promise<L>,
): <T>(operation: string, act: (loaded: L) => Promise<T>) => Promise<T> {
  let loaded: Promise<L> | undefined;
  return async (operation, act) => {
    const l = await (loaded ??= o.clock.hold(load()));
    return call(o, name, operation, () => act(l));
  };
}

/** Follows a token from page to page. */
export async function pages<P>(
  fetchPage: (token: string | undefined) => Promise<P>,
  tokenOf: (page: P) => string | undefined,
): Promise<readonly P[]> {
  const all: P[] = [];
  let token: string | undefined;
  do {
    const page = await fetchPage(token);
    all.push(page);
    token = tokenOf(page);
  } while (token !== undefined && token !== '');
  return all;
}

/** AWS' `[{ Key, Value }]`. */
export const tagMap = (
  tags:
    | readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[]
    | undefined,
): Readonly<Record<string, string>> =>
  Object.fromEntries((tags ?? []).map((t) => [t.Key ?? '', t.Value ?? '']));
export const tagList = (tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
