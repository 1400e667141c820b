import { z } from 'zod';
import { counted, text, verbatim, type FileSystem } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { ofAll, statusText, TRY_AGAIN } from './phrases.ts';

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
    title: text(
      `Create an encrypted EFS file system with ${counted(i.subnetIds.length, 'mount target')}`,
      `암호화된 EFS 파일 시스템과 탑재 대상 ${i.subnetIds.length}개 만들기`,
    ),
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
    // One that an earlier run put away may still be going; its token is taken until it is gone.
    await context.wait(
      {
        for: text('the earlier file system gone', '이전 파일 시스템 삭제 완료'),
        timeoutMs: 10 * 60_000,
        everyMs: 3_000,
        remedy: text(
          'aws efs describe-file-systems shows its state.',
          '상태 보기: aws efs describe-file-systems',
        ),
      },
      async (): Promise<Probe<null>> => {
        const fs = await fileSystemOf(context, i.creationToken);
        return fs?.state === 'deleting'
          ? { state: 'waiting', seen: statusText(fs.state) }
          : { state: 'done', value: null };
      },
    );
    if (!(await fileSystemOf(context, i.creationToken)))
      await context.effect({
        kind: 'efs-create-file-system',
        creationToken: i.creationToken,
        tags: { Name: i.creationToken, ...ourMarks(context) },
      });
    const fileSystem = await context.wait(
      {
        for: text('the file system available', '파일 시스템 사용 가능'),
        timeoutMs: 10 * 60_000,
        everyMs: 3_000,
        remedy: text(
          'aws efs describe-file-systems shows its state.',
          '상태 보기: aws efs describe-file-systems',
        ),
      },
      async (): Promise<Probe<FileSystem>> => {
        const fs = await fileSystemOf(context, i.creationToken);
        return fs?.state === 'available'
          ? { state: 'done', value: fs }
          : { state: 'waiting', seen: statusText(fs?.state) };
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
        for: text('mount targets available', '탑재 대상 사용 가능'),
        timeoutMs: 10 * 60_000,
        everyMs: 5_000,
        remedy: verbatim(`aws efs describe-mount-targets --file-system-id ${fileSystem.id}`),
      },
      async (): Promise<Probe<null>> => {
        const targets = await efs.listMountTargets(fileSystem.id, { signal: context.signal });
        const ready = targets.filter((t) => t.state === 'available').length;
        return ready >= i.subnetIds.length
          ? { state: 'done', value: null }
          : {
              state: 'waiting',
              seen: ofAll([ready, i.subnetIds.length], 'available', '탑재 대상', '사용 가능'),
            };
      },
    );
  },
  async verify(context, i) {
    const fs = await fileSystemOf(context, i.creationToken);
    const targets = fs
      ? await context.ports.aws.efs.listMountTargets(fs.id, { signal: context.signal })
      : [];
    return fs && targets.filter((t) => t.state === 'available').length >= i.subnetIds.length
      ? {
          state: 'ok',
          evidence: text(
            `${fs.id} with ${counted(targets.length, 'mount target')}`,
            `${fs.id}, 탑재 대상 ${targets.length}개`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            'The file system or its mount targets are not available.',
            '파일 시스템이나 탑재 대상을 아직 사용할 수 없습니다.',
          ),
          remedy: TRY_AGAIN,
        };
  },
});
