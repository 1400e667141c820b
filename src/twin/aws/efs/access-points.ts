import { AwsError } from '../errors.ts';
import type { RestRoute } from '../wire/protocols.ts';
import { accessPointArn, remove, settle, type AccessPointRecord, type Efs } from './state.ts';
import { fileSystemOf, pageOf, tagList, tagMap } from './views.ts';

/** Access points: a folder of a file system with an owner. The same client token is the same access point. */
export function accessPointRoutes(efs: Efs, base: string): readonly RestRoute[] {
  return [
    {
      method: 'POST',
      path: `${base}/access-points`,
      operation: 'CreateAccessPoint',
      run: (input) => {
        const fs = fileSystemOf(efs, input['FileSystemId']);
        const clientToken = String(input['ClientToken'] ?? '');
        const there = [...efs.accessPoints.values()].find((p) => p.clientToken === clientToken);
        if (there)
          throw new AwsError(
            'AccessPointAlreadyExists',
            `Access point already exists with ID ${there.id}`,
            409,
            { AccessPointId: there.id },
          );
        const user = input['PosixUser'] as { Uid?: number; Gid?: number } | undefined;
        const record: AccessPointRecord = {
          id: efs.context.ids.resource('fsap'),
          fileSystemId: fs.id,
          clientToken,
          path: (input['RootDirectory'] as { Path?: string } | undefined)?.Path ?? '/',
          uid: user?.Uid ?? null,
          gid: user?.Gid ?? null,
          state: 'creating',
          tags: tagMap(input['Tags']),
        };
        efs.accessPoints.set(record.id, record);
        settle(efs, record, efs.context.seconds.accessPointCreate);
        return view(efs, record);
      },
    },
    {
      method: 'GET',
      path: `${base}/access-points`,
      operation: 'DescribeAccessPoints',
      run: (input) => {
        const { AccessPointId: id, FileSystemId: fsId } = input;
        const all = [...efs.accessPoints.values()].filter(
          (p) =>
            (id === undefined || p.id === id) && (fsId === undefined || p.fileSystemId === fsId),
        );
        if (id !== undefined && all.length === 0)
          throw new AwsError(
            'AccessPointNotFound',
            `Access point '${String(id)}' does not exist.`,
            404,
          );
        if (fsId !== undefined) fileSystemOf(efs, fsId);
        const page = pageOf(all, input);
        return {
          AccessPoints: page.items.map((p) => view(efs, p)),
          ...(page.nextToken === undefined ? {} : { NextToken: page.nextToken }),
        };
      },
    },
    {
      method: 'DELETE',
      path: `${base}/access-points/{AccessPointId}`,
      operation: 'DeleteAccessPoint',
      status: 204,
      run: (input) => {
        const record = efs.accessPoints.get(String(input['AccessPointId']));
        if (!record)
          throw new AwsError(
            'AccessPointNotFound',
            `Access point '${String(input['AccessPointId'])}' does not exist.`,
            404,
          );
        remove(efs, efs.accessPoints, record);
      },
    },
  ];
}

const view = (efs: Efs, p: AccessPointRecord): unknown => ({
  ClientToken: p.clientToken,
  ...(p.tags['Name'] === undefined ? {} : { Name: p.tags['Name'] }),
  Tags: tagList(p.tags),
  AccessPointId: p.id,
  AccessPointArn: accessPointArn(efs, p.id),
  FileSystemId: p.fileSystemId,
  ...(p.uid === null ? {} : { PosixUser: { Uid: p.uid, Gid: p.gid ?? p.uid } }),
  RootDirectory: { Path: p.path },
  OwnerId: efs.context.accountId,
  LifeCycleState: p.state,
});
