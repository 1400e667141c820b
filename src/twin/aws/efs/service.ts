import { iamArn } from '../context.ts';
import { AwsError } from '../errors.ts';
import { restJsonService, type AwsService, type JsonInput } from '../wire/protocols.ts';
import { accessPointRoutes } from './access-points.ts';
import { mountTargetRoutes } from './mount-targets.ts';
import { fileSystemArn, remove, settle, type Efs, type FileSystemRecord } from './state.ts';
import { fileSystemOf, pageOf, tagList, tagMap, targetsOf } from './views.ts';

const BASE = '/2015-02-01';

/** EFS: file systems, mount targets, access points. @source https://docs.aws.amazon.com/efs/latest/ug/api-reference.html (read 2026-11-23) */
export const efsService = (efs: Efs): AwsService =>
  restJsonService({
    rules: {
      needs: {
        CreateFileSystem: ['CreationToken'],
        CreateMountTarget: ['FileSystemId', 'SubnetId'],
        CreateAccessPoint: ['ClientToken', 'FileSystemId'],
      },
      missing: (member) => new AwsError('BadRequest', `The request must contain ${member}.`),
    },
    errorBody: (e) => ({ ErrorCode: e.code, Message: e.message, ...e.details }),
    routes: [
      {
        method: 'POST',
        path: `${BASE}/file-systems`,
        operation: 'CreateFileSystem',
        status: 201,
        run: (input) => create(efs, input),
      },
      {
        method: 'GET',
        path: `${BASE}/file-systems`,
        operation: 'DescribeFileSystems',
        run: (input) => {
          const id = input['FileSystemId'] as string | undefined;
          const token = input['CreationToken'] as string | undefined;
          const all = id === undefined ? [...efs.fileSystems.values()] : [fileSystemOf(efs, id)];
          const page = pageOf(
            all.filter((f) => token === undefined || f.creationToken === token),
            input,
          );
          return {
            FileSystems: page.items.map((f) => view(efs, f)),
            ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }),
          };
        },
      },
      {
        method: 'DELETE',
        path: `${BASE}/file-systems/{FileSystemId}`,
        operation: 'DeleteFileSystem',
        status: 204,
        run: (input) => {
          const record = fileSystemOf(efs, input['FileSystemId']);
          if (targetsOf(efs, record.id).length > 0)
            throw new AwsError(
              'FileSystemInUse',
              `File system '${record.id}' has mount targets created in it.`,
              409,
            );
          // Access points go with their file system.
          for (const p of efs.accessPoints.values())
            if (p.fileSystemId === record.id) efs.accessPoints.delete(p.id);
          remove(efs, efs.fileSystems, record);
        },
      },
      {
        method: 'GET',
        path: `${BASE}/file-systems/{FileSystemId}/lifecycle-configuration`,
        operation: 'DescribeLifecycleConfiguration',
        run: () => ({ LifecyclePolicies: [] }),
      },
      ...mountTargetRoutes(efs, BASE),
      ...accessPointRoutes(efs, BASE),
    ],
  });

function create(efs: Efs, input: JsonInput): unknown {
  const creationToken = String(input['CreationToken'] ?? '');
  const there = [...efs.fileSystems.values()].find((f) => f.creationToken === creationToken);
  if (there)
    throw new AwsError(
      'FileSystemAlreadyExists',
      `File system '${there.id}' already exists with creation token '${creationToken}'`,
      409,
      { FileSystemId: there.id },
    );
  const record: FileSystemRecord = {
    id: efs.context.ids.resource('fs'),
    creationToken,
    encrypted: input['Encrypted'] === true,
    createdAt: efs.context.clock.now(),
    state: 'creating',
    sizeBytes: 6144,
    tags: tagMap(input['Tags']),
  };
  efs.fileSystems.set(record.id, record);
  settle(efs, record, efs.context.seconds.fileSystemCreate);
  return view(efs, record);
}

const view = (efs: Efs, f: FileSystemRecord): unknown => ({
  OwnerId: efs.context.accountId,
  CreationToken: f.creationToken,
  FileSystemId: f.id,
  FileSystemArn: fileSystemArn(efs, f.id),
  CreationTime: Math.floor(f.createdAt / 1000),
  LifeCycleState: f.state,
  ...(f.tags['Name'] === undefined ? {} : { Name: f.tags['Name'] }),
  NumberOfMountTargets: targetsOf(efs, f.id).length,
  SizeInBytes: { Value: f.sizeBytes, ValueInIA: 0, ValueInStandard: f.sizeBytes },
  PerformanceMode: 'generalPurpose',
  Encrypted: f.encrypted,
  ...(f.encrypted
    ? { KmsKeyId: iamArn(efs.context, 'key/aws/elasticfilesystem').replace(':iam:', ':kms:') }
    : {}),
  ThroughputMode: 'elastic',
  Tags: tagList(f.tags),
  FileSystemProtection: { ReplicationOverwriteProtection: 'ENABLED' },
});
