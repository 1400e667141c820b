import { z } from 'zod';
import type { FileSystem } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';

const input = z.object({
  creationToken: z.string(),
  subnetIds: z.array(z.string()),
  securityGroupId: z.string(),
});
type Input = z.infer<typeof input>;

/** The file system that a run made, found again by its creation token. */
export const fileSystemOf = async (
  context: Pick<StepContext, 'ports' | 'signal'>,
  creationToken: string,
): Promise<FileSystem | undefined> =>
  (await context.ports.aws.efs.listFileSystems({ signal: context.signal })).find(
    (f) => f.creationToken === creationToken,
  );

/**
 * EFS with a mount target in each zone. Its security group must admit 2049 from where pods run.
 * @source https://docs.aws.amazon.com/efs/latest/ug/manage-fs-access.html (read 2026-11-23)
 */
export const createFileSystem = defineMigrationStep<Input>({
  id: 'create-file-system',
  phase: 'storage',
  input,
  describe: (i) => ({
    title: `Create an encrypted EFS file system with ${i.subnetIds.length} mount targets`,
    effects: [
      'elasticfilesystem:CreateFileSystem',
      ...i.subnetIds.map((s) => `elasticfilesystem:CreateMountTarget ${s}`),
    ],
    estimateSeconds: 120,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    const { efs } = context.ports.aws;
    if (!(await fileSystemOf(context, i.creationToken)))
      await context.effect({
        kind: 'efs-create-file-system',
        creationToken: i.creationToken,
        tags: { Name: i.creationToken, ...ourMarks(context) },
      });
    const fileSystem = await context.wait(
      {
        for: 'the file system available',
        timeoutMs: 10 * 60_000,
        everyMs: 3_000,
        remedy: 'aws efs describe-file-systems shows its state.',
      },
      async (): Promise<Probe<FileSystem>> => {
        const fs = await fileSystemOf(context, i.creationToken);
        return fs?.state === 'available'
          ? { state: 'done', value: fs }
          : { state: 'waiting', seen: fs?.state ?? 'not there' };
      },
    );
    const there = await efs.listMountTargets(fileSystem.id, { signal: context.signal });
    for (const subnetId of i.subnetIds)
      if (!there.some((t) => t.subnetId === subnetId))
        await context.effect({
          kind: 'efs-create-mount-target',
          fileSystemId: fileSystem.id,
          subnetId,
          securityGroupIds: [i.securityGroupId],
        });
    await context.wait(
      {
        for: 'mount targets available',
        timeoutMs: 10 * 60_000,
        everyMs: 5_000,
        remedy: `aws efs describe-mount-targets --file-system-id ${fileSystem.id}`,
      },
      async (): Promise<Probe<null>> => {
        const targets = await efs.listMountTargets(fileSystem.id, { signal: context.signal });
        const ready = targets.filter((t) => t.state === 'available').length;
        return ready >= i.subnetIds.length
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: `${ready} of ${i.subnetIds.length} available` };
      },
    );
  },
  async verify(context, i) {
    const fs = await fileSystemOf(context, i.creationToken);
    const targets = fs
      ? await context.ports.aws.efs.listMountTargets(fs.id, { signal: context.signal })
      : [];
    return fs && targets.filter((t) => t.state === 'available').length >= i.subnetIds.length
      ? { state: 'ok', evidence: `${fs.id} with ${targets.length} mount targets` }
      : {
          state: 'failed',
          reason: 'The file system or its mount targets are not available.',
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
});
