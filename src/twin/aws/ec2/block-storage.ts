import type { BlockStorage } from '../../seams.ts';
import { isoNow, type AwsContext } from '../context.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import type { Tags } from './network.ts';

export interface VolumeRecord {
  readonly id: string;
  readonly sizeGiB: number;
  readonly zone: string;
  readonly type: string;
  readonly createdAt: string;
  readonly tags: Tags;
}
/** EBS volumes; attachments are the CSI driver's business and not kept here. */
export interface Volumes extends BlockStorage {
  readonly records: ReadonlyMap<string, VolumeRecord>;
}

export function createVolumes(context: AwsContext, seed: ResolvedSeed): Volumes {
  const records = new Map<string, VolumeRecord>(
    seed.volumes.map((v) => [v.id, { ...v, createdAt: seed.cluster.createdAt }]),
  );
  return {
    records,
    createVolume({ sizeGiB, zone, tags }) {
      const id = context.ids.resource('vol');
      const createdAt = isoNow(context);
      records.set(id, { id, sizeGiB, zone, type: 'gp3', createdAt, tags: { ...tags } });
      return { volumeId: id };
    },
    deleteVolume: (volumeId) => void records.delete(volumeId),
  };
}
