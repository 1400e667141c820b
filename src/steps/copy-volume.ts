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
const SCRIPT = `cp -au /from/. /to/ && cd /from && ${SUM} && cd /to && ${SUM}`;

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
      const claim = await ports.kube.get({
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        namespace: i.namespace,
        name,
      });
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
    const { kube } = context.ports;
    if (!(await kube.get(jobRef(i))))
      await context.effect({ kind: 'kube-create', object: await jobObject(context, i) });
    await context.wait(
      {
        for: `copy job ${i.namespace}/${i.job}`,
        timeoutMs: 24 * 3_600_000,
        everyMs: 5_000,
        remedy: `kubectl logs -n ${i.namespace} job/${i.job} shows how far it is.`,
      },
      async (): Promise<Probe<null>> => {
        const status = ((await kube.get(jobRef(i), { signal: context.signal }))?.['status'] ??
          {}) as {
          succeeded?: number;
          failed?: number;
          active?: number;
          conditions?: { type: string; status: string; message?: string }[];
        };
        if ((status.succeeded ?? 0) > 0) return { state: 'done', value: null };
        const failed = status.conditions?.find((c) => c.type === 'Failed' && c.status === 'True');
        return failed
          ? {
              state: 'failed',
              reason: `Copy job ${i.job} failed: ${failed.message ?? ''}`,
              remedy: `kubectl logs -n ${i.namespace} job/${i.job}; delete the job and run fargatectl migrate --resume.`,
            }
          : { state: 'waiting', seen: `${status.active ?? 0} active` };
      },
    );
  },
  async verify(context, i) {
    const sums = await checkSums(context, i);
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

const jobRef = (i: Input) => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  namespace: i.namespace,
  name: i.job,
});

async function checkSums(context: StepContext, i: Input): Promise<readonly string[]> {
  const pods = await context.ports.kube.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: i.namespace,
    labelSelector: `job-name=${i.job}`,
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

async function jobObject(context: StepContext, i: Input): Promise<KubeObject> {
  const hostname = await nodeUsing(context, i);
  const volume = (name: string, claimName: string) => ({
    name,
    persistentVolumeClaim: { claimName },
  });
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: i.job, namespace: i.namespace, labels: ourMarks(context) },
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
              command: ['sh', '-c', SCRIPT],
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
