import { AwsError } from '../errors.ts';
import type { RestRoute } from '../wire/protocols.ts';
import { fileSystemOf, pageOf, targetsOf } from './views.ts';
import { addMountTarget, remove, settle, type Efs, type MountTargetRecord } from './state.ts';

/** Mount targets: one in a zone, each with an address and security groups. */
export function mountTargetRoutes(efs: Efs, base: string): readonly RestRoute[] {
  const find = (id: unknown): MountTargetRecord => {
    const record = efs.mountTargets.get(String(id));
    if (record) return record;
    throw new AwsError('MountTargetNotFound', `Mount target '${String(id)}' does not exist.`, 404);
  };
  return [
    {
      method: 'POST',
      path: `${base}/mount-targets`,
      operation: 'CreateMountTarget',
      run: (input) => {
        const fs = fileSystemOf(efs, input['FileSystemId']);
        if (fs.state !== 'available')
          throw new AwsError(
            'IncorrectFileSystemLifeCycleState',
            `File system '${fs.id}' is in ${fs.state} state; it must be available.`,
            409,
          );
        const subnetId = String(input['SubnetId']);
        const zone = efs.network.subnets.get(subnetId)?.zone;
        if (targetsOf(efs, fs.id).some((m) => m.zone === zone))
          throw new AwsError('MountTargetConflict', 'mount target already exists in this AZ', 409);
        const groups = (input['SecurityGroups'] as readonly string[] | undefined) ?? [];
        for (const g of groups)
          if (!efs.network.securityGroups.has(g))
            throw new AwsError(
              'SecurityGroupNotFound',
              `The security group '${g}' does not exist`,
              400,
            );
        const record = addMountTarget(efs, {
          fileSystemId: fs.id,
          subnetId,
          securityGroups: groups,
        });
        settle(efs, record, efs.context.seconds.mountTargetCreate);
        return view(efs, record);
      },
    },
    {
      method: 'GET',
      path: `${base}/mount-targets`,
      operation: 'DescribeMountTargets',
      run: (input) => {
        const one = ['FileSystemId', 'MountTargetId', 'AccessPointId'];
        if (one.filter((key) => input[key] !== undefined).length !== 1)
          throw new AwsError('BadRequest', `The request must contain exactly one of ${one.join(', ')}.`); // prettier-ignore
        const point = efs.accessPoints.get(String(input['AccessPointId']));
        if (input['AccessPointId'] !== undefined && !point)
          throw new AwsError(
            'AccessPointNotFound',
            `Access point '${String(input['AccessPointId'])}' does not exist.`,
            404,
          );
        const all =
          input['MountTargetId'] !== undefined
            ? [find(input['MountTargetId'])]
            : targetsOf(efs, fileSystemOf(efs, point?.fileSystemId ?? input['FileSystemId']).id);
        const page = pageOf(all, input);
        return {
          MountTargets: page.items.map((m) => view(efs, m)),
          ...(page.nextToken === undefined ? {} : { NextMarker: page.nextToken }),
        };
      },
    },
    {
      method: 'DELETE',
      path: `${base}/mount-targets/{MountTargetId}`,
      operation: 'DeleteMountTarget',
      status: 204,
      run: (input) => {
        const record = find(input['MountTargetId']);
        remove(efs, efs.mountTargets, record, () => {
          if (record.interfaceId !== undefined) efs.network.deleteInterface(record.interfaceId);
        });
      },
    },
    {
      method: 'GET',
      path: `${base}/mount-targets/{MountTargetId}/security-groups`,
      operation: 'DescribeMountTargetSecurityGroups',
      run: (input) => ({ SecurityGroups: find(input['MountTargetId']).securityGroups }),
    },
    {
      method: 'PUT',
      path: `${base}/mount-targets/{MountTargetId}/security-groups`,
      operation: 'ModifyMountTargetSecurityGroups',
      status: 204,
      run: (input) => {
        find(input['MountTargetId']).securityGroups =
          (input['SecurityGroups'] as readonly string[] | undefined) ?? [];
      },
    },
  ];
}

const view = (efs: Efs, m: MountTargetRecord): unknown => ({
  OwnerId: efs.context.accountId,
  MountTargetId: m.id,
  FileSystemId: m.fileSystemId,
  SubnetId: m.subnetId,
  LifeCycleState: m.state,
  IpAddress: m.ip,
  NetworkInterfaceId: m.interfaceId,
  AvailabilityZoneName: m.zone,
  VpcId: efs.network.vpc.id,
});
