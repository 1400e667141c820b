import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import { text, verbatim, type AccessPoint, type KubeObject } from '../model/index.ts';
import { fileSystemOf } from './create-file-system.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { statusText, TRY_AGAIN } from './phrases.ts';

const input = z.object({
  creationToken: z.string(),
  namespace: z.string(),
  claim: z.string(),
  volume: z.string(),
  path: z.string(),
  uid: z.number(),
  gid: z.number(),
  storage: z.string(),
});
type Input = z.infer<typeof input>;

/**
 * A static volume on EFS: Fargate mounts no dynamically provisioned one. The access point fixes the
 * owner, so that files are the application's own.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/efs-csi.html (read 2026-11-23)
 */
export const createEfsVolume = defineMigrationStep<Input>({
  id: 'create-efs-volume',
  phase: 'storage',
  input,
  describe: (i) => ({
    title: text(
      `Make the EFS volume and claim ${i.namespace}/${i.claim}`,
      `EFS 볼륨과 클레임 ${i.namespace}/${i.claim} 만들기`,
    ),
    effects: [
      `elasticfilesystem:CreateAccessPoint ${i.path}`,
      `POST persistentvolumes/${i.volume}`,
      `POST persistentvolumeclaims/${i.namespace}/${i.claim}`,
    ],
    estimateSeconds: 15,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    const { kube } = context.ports;
    const point = await accessPoint(context, i);
    const marks = ourMarks(context);
    if (!(await kube.get({ apiVersion: 'v1', kind: 'PersistentVolume', name: i.volume })))
      await context.effect({ kind: 'kube-create', object: volumeObject(i, point, marks) });
    if (!(await kube.get(claimRef(i))))
      await context.effect({ kind: 'kube-create', object: claimObject(i, marks) });
    await context.wait(
      {
        for: text(
          `claim ${i.namespace}/${i.claim} bound`,
          `클레임 ${i.namespace}/${i.claim} 바인딩`,
        ),
        timeoutMs: 3 * 60_000,
        everyMs: 2_000,
        remedy: verbatim(`kubectl describe pvc ${i.claim} -n ${i.namespace}`),
      },
      async (): Promise<Probe<null>> => {
        const phase = phaseOf(await kube.get(claimRef(i), { signal: context.signal }));
        return phase === 'Bound'
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: statusText(phase) };
      },
    );
  },
  async verify(context, i) {
    const phase = phaseOf(await context.ports.kube.get(claimRef(i)));
    return phase === 'Bound'
      ? {
          state: 'ok',
          evidence: text(
            `${i.claim} is Bound to ${i.volume}`,
            `${i.claim} → ${i.volume} 바인딩됨(Bound)`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `Claim ${i.namespace}/${i.claim} is ${statusText(phase).en}.`,
            `클레임 ${i.namespace}/${i.claim}의 상태: ${statusText(phase).ko}.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
});

const claimRef = (i: Input) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: i.namespace,
  name: i.claim,
});
const phaseOf = (o: KubeObject | undefined): string | undefined =>
  (o?.['status'] as { phase?: string } | undefined)?.phase;

async function accessPoint(context: StepContext, i: Input): Promise<AccessPoint> {
  const fs = await fileSystemOf(context, i.creationToken);
  if (!fs)
    throw UserError({
      code: 'FILE_SYSTEM_GONE',
      message: text(
        `The file system with creation token ${i.creationToken} is not there.`,
        `생성 토큰이 ${i.creationToken}인 파일 시스템이 없습니다.`,
      ),
      remedy: text(
        'Run fargatectl rollback and plan again.',
        'fargatectl rollback으로 되돌린 뒤 다시 계획하십시오.',
      ),
      exitCode: 1,
    });
  const find = async (): Promise<AccessPoint | undefined> =>
    (await context.ports.aws.efs.listAccessPoints(fs.id, { signal: context.signal })).find(
      (p) => p.path === i.path,
    );
  if (!(await find()))
    await context.effect({
      kind: 'efs-create-access-point',
      fileSystemId: fs.id,
      clientToken: `${i.creationToken}-${i.claim}`.slice(0, 64),
      path: i.path,
      uid: i.uid,
      gid: i.gid,
      tags: { Name: `${i.namespace}/${i.claim}`, ...ourMarks(context) },
    });
  return context.wait(
    {
      for: text(`access point ${i.path}`, `액세스 포인트 ${i.path}`),
      timeoutMs: 3 * 60_000,
      everyMs: 2_000,
      remedy: verbatim(`aws efs describe-access-points --file-system-id ${fs.id}`),
    },
    async (): Promise<Probe<AccessPoint>> => {
      const point = await find();
      return point?.state === 'available'
        ? { state: 'done', value: point }
        : { state: 'waiting', seen: statusText(point?.state) };
    },
  );
}

const volumeObject = (
  i: Input,
  point: AccessPoint,
  labels: Readonly<Record<string, string>>,
): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: i.volume, labels },
  spec: {
    capacity: { storage: i.storage },
    volumeMode: 'Filesystem',
    accessModes: ['ReadWriteMany'],
    persistentVolumeReclaimPolicy: 'Retain',
    storageClassName: '',
    claimRef: {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      namespace: i.namespace,
      name: i.claim,
    },
    csi: { driver: 'efs.csi.aws.com', volumeHandle: `${point.fileSystemId}::${point.id}` },
  },
});

const claimObject = (i: Input, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: i.claim, namespace: i.namespace, labels },
  spec: {
    accessModes: ['ReadWriteMany'],
    storageClassName: '',
    volumeName: i.volume,
    resources: { requests: { storage: i.storage } },
  },
});
