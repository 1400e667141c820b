import { isNotFound } from '../errors/index.ts';
import type { EffectDefinition, EffectKind, EffectPorts } from './effect.ts';

type Def<K extends EffectKind> = EffectDefinition<K>;
const NOT_DONE = { state: 'not-done' } as const;
const GONE = { state: 'done', result: null } as const;
const ignoreGone = (error: unknown): null => {
  if (isNotFound(error)) return null;
  throw error;
};
const LOST = { kind: 'irreversible', why: 'the files on a deleted file system are gone' } as const;

const byToken = async ({ aws }: EffectPorts, token: string) =>
  (await aws.efs.listFileSystems()).find((f) => f.creationToken === token);

export const efsCreateFileSystem: Def<'efs-create-file-system'> = {
  kind: 'efs-create-file-system',
  describe: () => 'elasticfilesystem:CreateFileSystem',
  observe: async (ports, e) => ({ existed: (await byToken(ports, e.creationToken)) !== undefined }),
  async settle(ports, e) {
    const fs = await byToken(ports, e.creationToken);
    return fs && fs.state !== 'deleting' ? { state: 'done', result: { id: fs.id } } : NOT_DONE;
  },
  async perform({ aws }, e, { signal }) {
    return {
      id: (
        await aws.efs.createFileSystem({ creationToken: e.creationToken, tags: e.tags }, { signal })
      ).id,
    };
  },
  inverse: (_e, _b, result) => ({
    kind: 'effects',
    effects: [{ kind: 'efs-delete-file-system', fileSystemId: (result as { id: string }).id }],
  }),
};

export const efsDeleteFileSystem: Def<'efs-delete-file-system'> = {
  kind: 'efs-delete-file-system',
  describe: (e) => `elasticfilesystem:DeleteFileSystem ${e.fileSystemId}`,
  observe: () => Promise.resolve(null),
  async settle({ aws }, e) {
    const fs = (await aws.efs.listFileSystems()).find((f) => f.id === e.fileSystemId);
    return fs && fs.state !== 'deleting' ? NOT_DONE : GONE;
  },
  perform: ({ aws }, e, { signal }) =>
    aws.efs.deleteFileSystem(e.fileSystemId, { signal }).then(() => null, ignoreGone),
  inverse: () => LOST,
};

export const efsCreateMountTarget: Def<'efs-create-mount-target'> = {
  kind: 'efs-create-mount-target',
  describe: (e) => `elasticfilesystem:CreateMountTarget ${e.subnetId}`,
  observe: () => Promise.resolve(null),
  async settle({ aws }, e) {
    const there = (await aws.efs.listMountTargets(e.fileSystemId)).find(
      (t) => t.subnetId === e.subnetId && t.state !== 'deleting',
    );
    return there ? { state: 'done', result: { id: there.id } } : NOT_DONE;
  },
  async perform({ aws }, e, { signal }) {
    const { kind: _k, ...input } = e;
    return { id: (await aws.efs.createMountTarget(input, { signal })).id };
  },
  inverse: (_e, _b, result) => ({
    kind: 'effects',
    effects: [{ kind: 'efs-delete-mount-target', mountTargetId: (result as { id: string }).id }],
  }),
};

export const efsDeleteMountTarget: Def<'efs-delete-mount-target'> = {
  kind: 'efs-delete-mount-target',
  describe: (e) => `elasticfilesystem:DeleteMountTarget ${e.mountTargetId}`,
  observe: () => Promise.resolve(null),
  // Asking again for one that goes or is gone changes nothing, so it needs no look.
  settle: () => Promise.resolve(NOT_DONE),
  perform: ({ aws }, e, { signal }) =>
    aws.efs.deleteMountTarget(e.mountTargetId, { signal }).then(() => null, ignoreGone),
  inverse: () => LOST,
};

export const efsCreateAccessPoint: Def<'efs-create-access-point'> = {
  kind: 'efs-create-access-point',
  describe: (e) => `elasticfilesystem:CreateAccessPoint ${e.path}`,
  observe: () => Promise.resolve(null),
  async settle({ aws }, e) {
    const there = (await aws.efs.listAccessPoints(e.fileSystemId)).find(
      (p) => p.path === e.path && p.state !== 'deleting',
    );
    return there ? { state: 'done', result: { id: there.id } } : NOT_DONE;
  },
  async perform({ aws }, e, { signal }) {
    const { kind: _k, ...input } = e;
    return { id: (await aws.efs.createAccessPoint(input, { signal })).id };
  },
  inverse: (_e, _b, result) => ({
    kind: 'effects',
    effects: [{ kind: 'efs-delete-access-point', accessPointId: (result as { id: string }).id }],
  }),
};

export const efsDeleteAccessPoint: Def<'efs-delete-access-point'> = {
  kind: 'efs-delete-access-point',
  describe: (e) => `elasticfilesystem:DeleteAccessPoint ${e.accessPointId}`,
  observe: () => Promise.resolve(null),
  settle: () => Promise.resolve(NOT_DONE),
  perform: ({ aws }, e, { signal }) =>
    aws.efs.deleteAccessPoint(e.accessPointId, { signal }).then(() => null, ignoreGone),
  inverse: () => LOST,
};
