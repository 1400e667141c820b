import { z } from 'zod';
import { COMPUTE_TYPE, type KubeObject, type Pod } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';

const input = z.object({
  namespace: z.string(),
  from: z.string(),
  to: z.string(),
  /** `bulk` runs while the application still writes; `delta` afterwards, and its check must be equal. */
  pass: z.enum(['bulk', 'delta']),
  job: z.string(),
  image: z.string(),
  uid: z.number(),
  gid: z.number(),
  estimateSeconds: z.number(),
});
type Input = z.infer<typeof input>;

const SUM = 'find . -type f -print0 | sort -z | xargs -0 -r sha256sum | sha256sum';
type Way = 'there' | 'back';
const SCRIPTS: Readonly<Record<Way, string>> = {
  there: `cp -au /from/. /to/ && cd /from && ${SUM} && cd /to && ${SUM}`,
  back: `cp -au /to/. /from/ && cd /to && ${SUM} && cd /from && ${SUM}`,
};

/**
 * Copies a volume's files onto EFS with a Job on EC2, newer files win; the last two lines of its
 * log are the check sums of both sides. Nothing is removed from the old volume.
 */
export const copyVolume = defineMigrationStep<Input>({
  id: 'copy-volume',
  phase: 'storage',
  input,
  describe: (i) => ({
    title:
      i.pass === 'bulk'
        ? `Copy the files of ${i.namespace}/${i.from} to ${i.to}`
        : `Copy what was written meanwhile to ${i.to}, and compare check sums`,
    effects: [`POST jobs/${i.namespace}/${i.job}`],
    estimateSeconds: i.estimateSeconds,
    reversible: true,
  }),
  async precondition({ ports }, i) {
    for (const name of [i.from, i.to]) {
      const claim = await ports.kube.get(claimRef(i, name));
      if (!claim)
        return {
          state: 'blocked',
          reason: `Claim ${i.namespace}/${name} is not there.`,
          remedy: 'Make a new snapshot and a new plan.',
        };
    }
    return { state: 'ready' };
  },
  async apply(context, i) {
    await runJob(context, i, 'there');
  },
  /**
   * What the application wrote to EFS since is not lost on the way back: once before it is switched
   * (the delta pass is undone first), once more after it.
   */
  async beforeUndo(context, i) {
    const { kube } = context.ports;
    for (const name of [i.from, i.to]) if (!(await kube.get(claimRef(i, name)))) return;
    await runJob(context, i, 'back');
    const sums = await checkSums(context, i, 'back');
    context.note(
      `files of ${i.to} are back on ${i.from}${sums.length >= 2 && sums[0] === sums[1] ? ', check sums equal' : ''}`,
    );
    const job = await kube.get(jobRef(i, 'back'));
    if (job)
      await context.effect({
        kind: 'kube-delete',
        ref: jobRef(i, 'back'),
        propagation: 'Background',
      });
  },
  async verify(context, i) {
    const sums = await checkSums(context, i, 'there');
    if (sums.length < 2)
      return {
        state: 'failed',
        reason: `The log of job ${i.job} has no check sums.`,
        remedy: `kubectl logs -n ${i.namespace} job/${i.job}`,
      };
    if (sums[0] === sums[1])
      return {
        state: 'ok',
        evidence: `both sides have check sum ${(sums[0] ?? '').slice(0, 12)}…`,
      };
    return i.pass === 'bulk'
      ? { state: 'ok', evidence: 'copied; files changed meanwhile, the delta pass follows' }
      : {
          state: 'failed',
          reason: 'The two volumes differ after the delta pass.',
          remedy: `Something still writes to ${i.from}: find it with kubectl get pods -n ${i.namespace}, then delete job ${i.job} and run fargatectl migrate --resume.`,
        };
  },
});

const jobName = (i: Input, way: Way): string => (way === 'there' ? i.job : `${i.job}-back`);
const jobRef = (i: Input, way: Way) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: i.namespace,
  name: jobName(i, way),
});
const claimRef = (i: Input, name: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  namespace: i.namespace,
  name,
});

async function runJob(context: StepContext, i: Input, way: Way): Promise<void> {
  const { kube } = context.ports;
  const name = jobName(i, way);
  if (!(await kube.get(jobRef(i, way))))
    await context.effect({ kind: 'kube-create', object: await jobObject(context, i, way) });
  await context.wait(
    {
      for: `copy job ${i.namespace}/${name}`,
      timeoutMs: 24 * 3_600_000,
      everyMs: 5_000,
      remedy: `kubectl logs -n ${i.namespace} job/${name} shows how far it is.`,
    },
    async (): Promise<Probe<null>> => {
      const status = ((await kube.get(jobRef(i, way), { signal: context.signal }))?.['status'] ??
        {}) as {
        succeeded?: number;
        active?: number;
        conditions?: { type: string; status: string; message?: string }[];
      };
      if ((status.succeeded ?? 0) > 0) return { state: 'done', value: null };
      const failed = status.conditions?.find((c) => c.type === 'Failed' && c.status === 'True');
      return failed
        ? {
            state: 'failed',
            reason: `Copy job ${name} failed: ${failed.message ?? ''}`,
            remedy: `kubectl logs -n ${i.namespace} job/${name}; delete the job and try again.`,
          }
        : { state: 'waiting', seen: `${status.active ?? 0} active` };
    },
  );
}

async function checkSums(context: StepContext, i: Input, way: Way): Promise<readonly string[]> {
  const pods = await context.ports.kube.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: i.namespace,
    labelSelector: `job-name=${jobName(i, way)}`,
  });
  const done = (pods as readonly Pod[]).find((p) => p.status?.phase === 'Succeeded');
  if (!done) return [];
  const log = await context.ports.kube.logs({ namespace: i.namespace, name: done.metadata.name });
  return log.split('\n').flatMap((l) => /^([0-9a-f]{64})\b/.exec(l)?.[1] ?? []);
}

/** An EBS volume is attached to one node at a time, so the job goes where its present user is. */
async function nodeUsing(context: StepContext, i: Input): Promise<string | undefined> {
  const pods = (await context.ports.kube.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: i.namespace,
  })) as readonly Pod[];
  const user = pods.find(
    (p) =>
      p.status?.phase === 'Running' &&
      p.spec.volumes?.some((v) => v.persistentVolumeClaim?.claimName === i.from),
  );
  if (user?.spec.nodeName === undefined) return undefined;
  const node = await context.ports.kube.get({
    apiVersion: 'v1',
    kind: 'Node',
    name: user.spec.nodeName,
  });
  return node?.metadata.labels?.['kubernetes.io/hostname'];
}

async function jobObject(context: StepContext, i: Input, way: Way): Promise<KubeObject> {
  const hostname = await nodeUsing(context, i);
  const volume = (name: string, claimName: string) => ({
    name,
    persistentVolumeClaim: { claimName },
  });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: jobName(i, way), namespace: i.namespace, labels: ourMarks(context) },
    spec: {
      backoffLimit: 3,
      template: {
        metadata: { labels: ourMarks(context), annotations: { [COMPUTE_TYPE]: 'ec2' } },
        spec: {
          restartPolicy: 'Never',
          ...(hostname === undefined
            ? {}
            : { nodeSelector: { 'kubernetes.io/hostname': hostname } }),
          securityContext: { runAsUser: i.uid, runAsGroup: i.gid, fsGroup: i.gid },
          containers: [
            {
              name: 'copy',
              image: i.image,
              command: ['sh', '-c', SCRIPTS[way]],
              resources: { requests: { cpu: '100m', memory: '128Mi' } },
              volumeMounts: [
                { name: 'from', mountPath: '/from' },
                { name: 'to', mountPath: '/to' },
              ],
            },
          ],
          volumes: [volume('from', i.from), volume('to', i.to)],
        },
      },
    },
  };
}
