import { after, arn, type AwsContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { Network } from '../ec2/network.ts';
import type { ResolvedSeed } from '../seed/index.ts';

export interface FileSystemRecord {
  readonly id: string;
  readonly creationToken: string;
  readonly encrypted: boolean;
  readonly createdAt: number;
  state: 'creating' | 'available' | 'deleting';
  readonly sizeBytes: number;
  readonly tags: Record<string, string>;
}
export interface MountTargetRecord {
  readonly id: string;
  readonly fileSystemId: string;
  readonly subnetId: string;
  readonly zone: string;
  readonly ip: string;
  readonly interfaceId: string | undefined;
  securityGroups: readonly string[];
  state: 'creating' | 'available' | 'deleting';
}
export interface AccessPointRecord {
  readonly id: string;
  readonly fileSystemId: string;
  readonly clientToken: string;
  readonly path: string;
  readonly uid: number | null;
  readonly gid: number | null;
  state: 'creating' | 'available' | 'deleting';
  readonly tags: Record<string, string>;
}

/** The account's file systems with their mount targets and access points. */
export interface Efs {
  readonly context: AwsContext;
  readonly network: Network;
  readonly fileSystems: Map<string, FileSystemRecord>;
  readonly mountTargets: Map<string, MountTargetRecord>;
  readonly accessPoints: Map<string, AccessPointRecord>;
}

export function createEfs(context: AwsContext, seed: ResolvedSeed, network: Network): Efs {
  const efs: Efs = {
    context,
    network,
    fileSystems: new Map(),
    mountTargets: new Map(),
    accessPoints: new Map(),
  };
  for (const f of seed.fileSystems) {
    efs.fileSystems.set(f.id, {
      id: f.id,
      creationToken: f.creationToken ?? f.id,
      encrypted: f.encrypted,
      createdAt: context.clock.now(),
      state: 'available',
      sizeBytes: f.sizeBytes,
      tags: f.tags,
    });
    for (const m of f.mountTargets)
      addMountTarget(efs, {
        fileSystemId: f.id,
        subnetId: m.subnet,
        securityGroups: m.securityGroups,
        ...(m.id === undefined ? {} : { id: m.id }),
        ...(m.ip === undefined ? {} : { ip: m.ip }),
      }).state = 'available';
    for (const p of f.accessPoints) {
      const id = p.id ?? context.ids.resource('fsap');
      efs.accessPoints.set(id, {
        id,
        fileSystemId: f.id,
        clientToken: p.clientToken ?? id,
        path: p.path,
        uid: p.uid,
        gid: p.gid,
        state: 'available',
        tags: p.tags,
      });
    }
  }
  return efs;
}

/** Takes an address in the subnet; EFS refuses a second target in a zone. */
export function addMountTarget(
  efs: Efs,
  input: {
    readonly id?: string;
    readonly ip?: string;
    readonly fileSystemId: string;
    readonly subnetId: string;
    readonly securityGroups: readonly string[];
  },
): MountTargetRecord {
  const subnet = efs.network.subnets.get(input.subnetId);
  if (!subnet)
    throw new AwsError('SubnetNotFound', `The subnet ID '${input.subnetId}' does not exist`, 400);
  const id = input.id ?? efs.context.ids.resource('fsmt');
  const eni = efs.network.createInterface({
    subnetId: subnet.id,
    groups: input.securityGroups,
    description: `EFS mount target for ${input.fileSystemId} (${id})`,
    requesterManaged: true,
    ...(input.ip === undefined ? {} : { ip: input.ip }),
  });
  if (!eni)
    throw new AwsError(
      'NoFreeAddressesInSubnet',
      'The specified subnet has no free addresses',
      409,
    );
  const record: MountTargetRecord = {
    id,
    fileSystemId: input.fileSystemId,
    subnetId: subnet.id,
    zone: subnet.zone,
    ip: eni.ip,
    interfaceId: eni.id,
    securityGroups: input.securityGroups,
    state: 'creating',
  };
  efs.mountTargets.set(id, record);
  return record;
}

export const fileSystemArn = (efs: Efs, id: string): string =>
  arn(efs.context, 'elasticfilesystem', `file-system/${id}`);
export const accessPointArn = (efs: Efs, id: string): string =>
  arn(efs.context, 'elasticfilesystem', `access-point/${id}`);

/** A record that becomes available after its time, unless it is deleted meanwhile. */
export function settle(
  efs: Efs,
  record: { state: 'creating' | 'available' | 'deleting' },
  seconds: readonly [number, number],
): void {
  after(efs.context, seconds, () => {
    if (record.state === 'creating') record.state = 'available';
  });
}

/** Deletion under way; the record is gone after its time. */
export function remove<T extends { readonly id: string; state: string }>(
  efs: Efs,
  all: Map<string, T>,
  record: T & { state: 'creating' | 'available' | 'deleting' },
  onGone: () => void = () => undefined,
): void {
  if (record.state === 'deleting') return;
  record.state = 'deleting';
  after(efs.context, efs.context.seconds.efsDelete, () => {
    all.delete(record.id);
    onGone();
  });
}
