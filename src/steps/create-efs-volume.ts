import { z } from 'zod';
import { UserError } from '../errors/index.ts';
import type { AccessPoint, KubeObject } from '../model/index.ts';
import { fileSystemOf } from './create-file-system.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';

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
    title: `Make the EFS volume and claim ${i.namespace}/${i.claim}`,
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
        for: `claim ${i.namespace}/${i.claim} bound`,
        timeoutMs: 3 * 60_000,
        everyMs: 2_000,
        remedy: `kubectl describe pvc ${i.claim} -n ${i.namespace}`,
      },
      async (): Promise<Probe<null>> => {
        const phase = phaseOf(await kube.get(claimRef(i), { signal: context.signal }));
        return phase === 'Bound'
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: phase };
      },
    );
  },
  async verify(context, i) {
    const phase = phaseOf(await context.ports.kube.get(claimRef(i)));
    return phase === 'Bound'
      ? { state: 'ok', evidence: `${i.claim} is Bound to ${i.volume}` }
      : {
          state: 'failed',
          reason: `Claim ${i.namespace}/${i.claim} is ${phase}.`,
          remedy: 'fargatectl migrate --resume tries again.',
        };
  },
});

const claimRef = (i: Input) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: i.namespace,
  name: i.claim,
});
const phaseOf = (o: KubeObject | undefined): string =>
  (o?.['status'] as { phase?: string } | undefined)?.phase ?? 'not there';

async function accessPoint(context: StepContext, i: Input): Promise<AccessPoint> {
  const fs = await fileSystemOf(context, i.creationToken);
  if (!fs)
    throw UserError({
      code: 'FILE_SYSTEM_GONE',
      message: `The file system with creation token ${i.creationToken} is not there.`,
      remedy: 'Run fargatectl rollback and plan again.',
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
      for: `access point ${i.path}`,
      timeoutMs: 3 * 60_000,
      everyMs: 2_000,
      remedy: `aws efs describe-access-points --file-system-id ${fs.id}`,
    },
    async (): Promise<Probe<AccessPoint>> => {
      const point = await find();
      return point?.state === 'available'
        ? { state: 'done', value: point }
        : { state: 'waiting', seen: point?.state ?? 'not there' };
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
