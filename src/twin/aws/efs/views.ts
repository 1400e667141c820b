import { AwsError } from '../errors.ts';
import { pageSize, paginate } from '../wire/page.ts';
import type { JsonInput } from '../wire/protocols.ts';
import type { Efs, FileSystemRecord } from './state.ts';

/** Marker-paged lists of at most 100. */
export const pageOf = <T>(all: readonly T[], input: JsonInput) => {
  const asked = input['MaxItems'] ?? input['MaxResults'];
  return paginate(
    all,
    {
      size: pageSize(
        asked === undefined ? undefined : Number(asked),
        { from: 1, to: Number.MAX_SAFE_INTEGER, otherwise: 100 },
        (n) => new AwsError('BadRequest', `The page size ${n} is not a number from 1.`, 400),
      ),
      token: (input['Marker'] ?? input['NextToken']) as string | undefined,
    },
    () => new AwsError('BadRequest', 'Invalid marker', 400),
  );
};

export function fileSystemOf(efs: Efs, id: unknown): FileSystemRecord {
  const record = efs.fileSystems.get(String(id));
  if (record) return record;
  throw new AwsError('FileSystemNotFound', `File system '${String(id)}' does not exist.`, 404);
}

export const targetsOf = (efs: Efs, fileSystemId: string) =>
  [...efs.mountTargets.values()].filter((m) => m.fileSystemId === fileSystemId);

export const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
export const tagMap = (tags: unknown): Record<string, string> =>
  Object.fromEntries(
    ((tags ?? []) as readonly { Key: string; Value: string }[]).map((t) => [t.Key, t.Value]),
  );
