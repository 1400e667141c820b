import { MANAGED_BY, MANAGED_BY_VALUE, RUN_LABEL, text, type Tags } from '../model/index.ts';
import type { EffectDefinition, EffectPorts, Inverse } from './effect.ts';
import { ignoreGone } from './gone.ts';

const NOT_DONE = { state: 'not-done' } as const;
const GONE = { state: 'done', result: null } as const;
const marked = <E extends { readonly tags: Tags }>(e: E, run: string): E => ({
  ...e,
  tags: { [MANAGED_BY]: MANAGED_BY_VALUE, [RUN_LABEL]: run, ...e.tags },
});
interface Made {
  readonly id: string;
}
const lost = (en: string, ko: string): Inverse => ({
  kind: 'irreversible',
  why: text(
    `${en} would come back with another id, and not with its files`,
    `${ko}: 다시 만들면 ID가 달라지고 파일은 돌아오지 않습니다`,
  ),
});

const byToken = async ({ aws }: EffectPorts, token: string) =>
  (await aws.efs.listFileSystems()).find((f) => f.creationToken === token);

/**
 * A file system is found again by its creation token, which EFS keeps unique.
 * @source https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html (read 2026-11-23)
 */
export const efsCreateFileSystem: EffectDefinition<'efs-create-file-system'> = {
  kind: 'efs-create-file-system',
  describe: (e) => `elasticfilesystem:CreateFileSystem ${e.creationToken}`,
  targets: (e) => [['efs', 'file-system', e.creationToken]],
  prepare: marked,
  observe: async (ports, e) => ({ existed: (await byToken(ports, e.creationToken)) !== undefined }),
  async settle(ports, e, before) {
    const there = await byToken(ports, e.creationToken);
    if (!there || there.state === 'deleting') return NOT_DONE;
    return (before as { existed: boolean }).existed
      ? {
          state: 'changed',
          what: text(
            `File system ${there.id} had that token before.`,
            `파일 시스템 ${there.id}이(가) 전부터 그 토큰을 쓰고 있습니다.`,
          ),
        }
      : { state: 'done', result: { id: there.id } satisfies Made };
  },
  async perform({ aws }, { creationToken, tags }, { signal }): Promise<Made> {
    return { id: (await aws.efs.createFileSystem({ creationToken, tags }, { signal })).id };
  },
  inverse: (_e, _before, result) => ({
    kind: 'effects',
    effects: [{ kind: 'efs-delete-file-system', fileSystemId: (result as Made).id }],
  }),
};

export const efsDeleteFileSystem: EffectDefinition<'efs-delete-file-system'> = {
  kind: 'efs-delete-file-system',
  describe: (e) => `elasticfilesystem:DeleteFileSystem ${e.fileSystemId}`,
  targets: (e) => [['efs', 'file-system-id', e.fileSystemId]],
  observe: () => Promise.resolve(null),
  async settle({ aws }, e) {
    const there = (await aws.efs.listFileSystems()).find((f) => f.id === e.fileSystemId);
    return there && there.state !== 'deleting' ? NOT_DONE : GONE;
  },
  perform: ({ aws }, e, { signal }) =>
    aws.efs.deleteFileSystem(e.fileSystemId, { signal }).then(() => null, ignoreGone),
  inverse: (e) => lost(`file system ${e.fileSystemId}`, `파일 시스템 ${e.fileSystemId}`),
};

/** One mount target a subnet; those that were there before are told from ours by their ids. */
export const efsCreateMountTarget: EffectDefinition<'efs-create-mount-target'> = {
  kind: 'efs-create-mount-target',
  describe: (e) => `elasticfilesystem:CreateMountTarget ${e.subnetId}`,
  targets: (e) => [['efs', 'mount-target', e.fileSystemId, e.subnetId]],
  async observe({ aws }, e) {
    const there = await aws.efs.listMountTargets(e.fileSystemId);
    return { ids: there.filter((t) => t.subnetId === e.subnetId).map((t) => t.id) };
  },
  async settle({ aws }, e, before) {
    const { ids } = before as { ids: readonly string[] };
    const there = (await aws.efs.listMountTargets(e.fileSystemId)).find(
      (t) => t.subnetId === e.subnetId && t.state !== 'deleting' && !ids.includes(t.id),
    );
    return there ? { state: 'done', result: { id: there.id } satisfies Made } : NOT_DONE;
  },
  async perform({ aws }, e, { signal }): Promise<Made> {
    const { kind: _kind, ...input } = e;
    return { id: (await aws.efs.createMountTarget(input, { signal })).id };
  },
  inverse: (_e, _before, result) => ({
    kind: 'effects',
    effects: [{ kind: 'efs-delete-mount-target', mountTargetId: (result as Made).id }],
  }),
};

export const efsDeleteMountTarget: EffectDefinition<'efs-delete-mount-target'> = {
  kind: 'efs-delete-mount-target',
  describe: (e) => `elasticfilesystem:DeleteMountTarget ${e.mountTargetId}`,
  targets: (e) => [['efs', 'mount-target-id', e.mountTargetId]],
  observe: () => Promise.resolve(null),
  // Asking again for one that goes or is gone changes nothing, so it needs no look.
  settle: () => Promise.resolve(NOT_DONE),
  perform: ({ aws }, e, { signal }) =>
    aws.efs.deleteMountTarget(e.mountTargetId, { signal }).then(() => null, ignoreGone),
  inverse: (e) => lost(`mount target ${e.mountTargetId}`, `탑재 대상 ${e.mountTargetId}`),
};

/** An access point is found again by its client token. */
export const efsCreateAccessPoint: EffectDefinition<'efs-create-access-point'> = {
  kind: 'efs-create-access-point',
  describe: (e) => `elasticfilesystem:CreateAccessPoint ${e.path}`,
  targets: (e) => [['efs', 'access-point', e.fileSystemId, e.clientToken]],
  prepare: marked,
  observe: () => Promise.resolve(null),
  async settle({ aws }, e) {
    const there = (await aws.efs.listAccessPoints(e.fileSystemId)).find(
      (p) => p.clientToken === e.clientToken && p.state !== 'deleting',
    );
    return there ? { state: 'done', result: { id: there.id } satisfies Made } : NOT_DONE;
  },
  async perform({ aws }, e, { signal }): Promise<Made> {
    const { kind: _kind, ...input } = e;
    return { id: (await aws.efs.createAccessPoint(input, { signal })).id };
  },
  inverse: (_e, _before, result) => ({
    kind: 'effects',
    effects: [{ kind: 'efs-delete-access-point', accessPointId: (result as Made).id }],
  }),
};

export const efsDeleteAccessPoint: EffectDefinition<'efs-delete-access-point'> = {
  kind: 'efs-delete-access-point',
  describe: (e) => `elasticfilesystem:DeleteAccessPoint ${e.accessPointId}`,
  targets: (e) => [['efs', 'access-point-id', e.accessPointId]],
  observe: () => Promise.resolve(null),
  settle: () => Promise.resolve(NOT_DONE),
  perform: ({ aws }, e, { signal }) =>
    aws.efs.deleteAccessPoint(e.accessPointId, { signal }).then(() => null, ignoreGone),
  inverse: (e) => lost(`access point ${e.accessPointId}`, `액세스 포인트 ${e.accessPointId}`),
};
