import type { AccessPoint, FileSystem, MountTarget } from '../../model/index.ts';
import type { EfsPort } from '../../ports/index.ts';
import { clientConfig, type AwsOptions } from './client.ts';
import { pages, service, tagList, tagMap } from './lazy.ts';

type Raw = typeof import('@aws-sdk/client-efs');

export function efsAdapter(o: AwsOptions): EfsPort {
  const run = service(o, 'elasticfilesystem', async () => {
    const sdk: Raw = await import('@aws-sdk/client-efs');
    return { sdk, client: new sdk.EFSClient(clientConfig(o)) };
  });
  return {
    async listFileSystems() {
      const all = await pages(
        (Marker) =>
          run('DescribeFileSystems', ({ sdk, client }) =>
            client.send(new sdk.DescribeFileSystemsCommand({ Marker })),
          ),
        (p) => p.NextMarker,
      );
      return all.flatMap((p) => (p.FileSystems ?? []).map(toFileSystem));
    },
    async listMountTargets(fileSystemId) {
      const list = await pages(
        (Marker) =>
          run('DescribeMountTargets', ({ sdk, client }) =>
            client.send(
              new sdk.DescribeMountTargetsCommand({ FileSystemId: fileSystemId, Marker }),
            ),
          ),
        (p) => p.NextMarker,
      );
      const targets: MountTarget[] = [];
      for (const t of list.flatMap((p) => p.MountTargets ?? [])) {
        const groups = await run('DescribeMountTargetSecurityGroups', async ({ sdk, client }) =>
          t.LifeCycleState === 'deleting' || t.LifeCycleState === 'deleted'
            ? []
            : ((
                await client.send(
                  new sdk.DescribeMountTargetSecurityGroupsCommand({
                    MountTargetId: t.MountTargetId ?? '',
                  }),
                )
              ).SecurityGroups ?? []),
        );
        targets.push({
          id: t.MountTargetId ?? '',
          fileSystemId: t.FileSystemId ?? '',
          subnetId: t.SubnetId ?? '',
          availabilityZone: t.AvailabilityZoneName ?? null,
          state: t.LifeCycleState ?? '',
          ipAddress: t.IpAddress ?? '',
          securityGroupIds: groups,
        });
      }
      return targets;
    },
    async listAccessPoints(fileSystemId) {
      const all = await pages(
        (NextToken) =>
          run('DescribeAccessPoints', ({ sdk, client }) =>
            client.send(
              new sdk.DescribeAccessPointsCommand({ FileSystemId: fileSystemId, NextToken }),
            ),
          ),
        (p) => p.NextToken,
      );
      return all.flatMap((p) => (p.AccessPoints ?? []).map(toAccessPoint));
    },
    createFileSystem: (i) =>
      run('CreateFileSystem', async ({ sdk, client }) =>
        toFileSystem(
          await client.send(
            new sdk.CreateFileSystemCommand({
              CreationToken: i.creationToken,
              Encrypted: true,
              PerformanceMode: 'generalPurpose',
              ThroughputMode: 'elastic',
              Tags: tagList(i.tags),
            }),
          ),
        ),
      ),
    deleteFileSystem: (id) =>
      run('DeleteFileSystem', async ({ sdk, client }) => {
        await client.send(new sdk.DeleteFileSystemCommand({ FileSystemId: id }));
      }),
    createMountTarget: (i) =>
      run('CreateMountTarget', async ({ sdk, client }) => {
        const t = await client.send(
          new sdk.CreateMountTargetCommand({
            FileSystemId: i.fileSystemId,
            SubnetId: i.subnetId,
            SecurityGroups: [...i.securityGroupIds],
          }),
        );
        return {
          id: t.MountTargetId ?? '',
          fileSystemId: i.fileSystemId,
          subnetId: i.subnetId,
          availabilityZone: t.AvailabilityZoneName ?? null,
          state: t.LifeCycleState ?? '',
          ipAddress: t.IpAddress ?? '',
          securityGroupIds: i.securityGroupIds,
        };
      }),
    deleteMountTarget: (id) =>
      run('DeleteMountTarget', async ({ sdk, client }) => {
        await client.send(new sdk.DeleteMountTargetCommand({ MountTargetId: id }));
      }),
    createAccessPoint: (i) =>
      run('CreateAccessPoint', async ({ sdk, client }) =>
        toAccessPoint(
          await client.send(
            new sdk.CreateAccessPointCommand({
              ClientToken: i.clientToken,
              FileSystemId: i.fileSystemId,
              PosixUser: { Uid: i.uid, Gid: i.gid },
              RootDirectory: {
                Path: i.path,
                CreationInfo: { OwnerUid: i.uid, OwnerGid: i.gid, Permissions: '0750' },
              },
              Tags: tagList(i.tags),
            }),
          ),
        ),
      ),
    deleteAccessPoint: (id) =>
      run('DeleteAccessPoint', async ({ sdk, client }) => {
        await client.send(new sdk.DeleteAccessPointCommand({ AccessPointId: id }));
      }),
  };
}

const toFileSystem = (
  f: Partial<import('@aws-sdk/client-efs').FileSystemDescription>,
): FileSystem => ({
  id: f.FileSystemId ?? '',
  arn: f.FileSystemArn ?? '',
  creationToken: f.CreationToken ?? '',
  state: f.LifeCycleState ?? '',
  encrypted: f.Encrypted ?? false,
  sizeBytes: f.SizeInBytes?.Value ?? 0,
  tags: tagMap(f.Tags),
});

const toAccessPoint = (p: import('@aws-sdk/client-efs').AccessPointDescription): AccessPoint => ({
  id: p.AccessPointId ?? '',
  arn: p.AccessPointArn ?? '',
  fileSystemId: p.FileSystemId ?? '',
  clientToken: p.ClientToken ?? '',
  state: p.LifeCycleState ?? '',
  path: p.RootDirectory?.Path ?? '/',
  uid: p.PosixUser?.Uid ?? null,
  gid: p.PosixUser?.Gid ?? null,
  tags: tagMap(p.Tags),
});
