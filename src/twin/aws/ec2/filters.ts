import { AwsError } from '../errors.ts';
import { pageSize, paginate } from '../wire/page.ts';
import type { Params } from '../wire/params.ts';
import type { Tags } from './network.ts';

/** What one filter name reads of a record; several values mean any of them. */
export type FilterFields<T> = Readonly<
  Record<string, (record: T) => string | readonly (string | undefined)[] | undefined>
>;

/** `*` and `?` as EC2 filters mean them. */
const like = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
    's',
  ).test(text);

/**
 * The records that pass `Filter.N`; values of one filter are alternatives, filters add up. Tags are
 * filtered by `tag:KEY` and `tag-key` everywhere.
 * @source https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Filter.html (read 2026-11-23)
 */
export function filtered<T>(
  params: Params,
  records: readonly T[],
  fields: FilterFields<T>,
  tagsOf: (record: T) => Tags,
): readonly T[] {
  const filters = params.structs('Filter').map((f) => {
    const name = f.get('Name') ?? '';
    return { values: f.list('Value'), read: readerOf(name, fields, tagsOf) };
  });
  return records.filter((record) =>
    filters.every(({ values, read }) =>
      read(record).some((have) => values.some((want) => like(want, have))),
    ),
  );
}

function readerOf<T>(
  name: string,
  fields: FilterFields<T>,
  tagsOf: (record: T) => Tags,
): (record: T) => readonly string[] {
  if (name === 'tag-key') return (record) => Object.keys(tagsOf(record));
  if (name.startsWith('tag:')) {
    const key = name.slice('tag:'.length);
    return (record) => [tagsOf(record)[key]].flatMap((v) => v ?? []);
  }
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
  return (record) => [field(record)].flat().flatMap((v) => v ?? []);
}

/** The records with these ids, in the order asked; all when none is asked. An unknown id is refused. */
export function chosen<T>(
  ids: readonly string[],
  records: ReadonlyMap<string, T>,
  refuse: (id: string) => AwsError,
): readonly T[] {
  if (ids.length === 0) return [...records.values()];
  return ids.map((id) => {
    const record = records.get(id);
    if (record === undefined) throw refuse(id);
    return record;
  });
}

/** Pages of a list: `NextToken`, and `MaxResults` from 5 to the most that the operation takes. */
export const pagedUpTo =
  (most: number) =>
  <T>(
    params: Params,
    key: string,
    records: readonly T[],
    view: (record: T) => unknown,
  ): Record<string, unknown> => {
    const size = pageSize(
      params.int('MaxResults'),
      { from: 5, to: most, otherwise: 1000 },
      (asked) =>
        new AwsError(
          'InvalidParameterValue',
          `Value ( ${asked} ) for parameter maxResults is invalid. Expecting a value ${asked < 5 ? 'greater than 5' : `less than ${most}`}.`,
        ),
    );
    const page = paginate(
      records,
      { size, token: params.get('NextToken') },
      () => new AwsError('InvalidNextToken', 'The token is invalid'),
    );
    const more = page.nextToken === undefined ? {} : { nextToken: page.nextToken };
    return { [key]: page.items.map(view), ...more };
  };
export const paged = pagedUpTo(1000);

export const tagSet = (tags: Tags): unknown[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value }));

/** `The subnet ID 'subnet-0' does not exist` and its like. */
export const missing =
  (code: string, what: string) =>
  (id: string): AwsError =>
    new AwsError(code, `The ${what} '${id}' does not exist`);
