import { z } from 'zod';
import { COMPUTE_TYPE, text, verbatim, type KubeObject, type Pod } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ourMarks } from './labels.ts';
import { NEW_PLAN } from './phrases.ts';

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
        ? text(
            `Copy the files of ${i.namespace}/${i.from} to ${i.to}`,
            `파일 복사: ${i.namespace}/${i.from} → ${i.to}`,
          )
        : text(
            `Copy what was written meanwhile to ${i.to}, and compare check sums`,
            `그사이 쓰인 파일 복사(→ ${i.to})와 체크섬 비교`,
          ),
    effects: [`POST jobs/${i.namespace}/${i.job}`],
    estimateSeconds: i.estimateSeconds,
    reversible: true,
    ...(i.pass === 'bulk'
      ? {}
      : {
          wayBack: text(
            `what was written on ${i.to} meanwhile is copied back to ${i.from}`,
            `그사이 ${i.to}에 쓰인 파일을 ${i.from}(으)로 되가져옵니다`,
          ),
        }),
  }),
  async precondition({ ports }, i) {
    for (const name of [i.from, i.to]) {
      const claim = await ports.kube.get(claimRef(i, name));
      if (!claim)
        return {
          state: 'blocked',
          reason: text(
            `Claim ${i.namespace}/${name} is not there.`,
            `클레임 ${i.namespace}/${name}이(가) 없습니다.`,
          ),
          remedy: NEW_PLAN,
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
    const equal = sums.length >= 2 && sums[0] === sums[1];
    context.note(
      text(
        `files of ${i.to} are back on ${i.from}${equal ? ', check sums equal' : ''}`,
        `파일을 되돌렸습니다(${i.to} → ${i.from})${equal ? '. 체크섬이 같습니다' : ''}`,
      ),
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
        reason: text(
          `The log of job ${i.job} has no check sums.`,
          `Job ${i.job}의 로그에 체크섬이 없습니다.`,
        ),
        remedy: verbatim(`kubectl logs -n ${i.namespace} job/${i.job}`),
      };
    if (sums[0] === sums[1])
      return {
        state: 'ok',
        evidence: text(
          `both sides have check sum ${(sums[0] ?? '').slice(0, 12)}…`,
          `양쪽의 체크섬이 같습니다: ${(sums[0] ?? '').slice(0, 12)}…`,
        ),
      };
    return i.pass === 'bulk'
      ? {
          state: 'ok',
          evidence: text(
            'copied; files changed meanwhile, the delta pass follows',
            '복사했습니다. 그사이 바뀐 파일은 다음 복사에서 옮깁니다',
          ),
        }
      : {
          state: 'failed',
          reason: text(
            'The two volumes differ after the delta pass.',
            '변경분까지 복사했는데도 두 볼륨의 내용이 다릅니다.',
          ),
          remedy: text(
            `Something still writes to ${i.from}: find it with kubectl get pods -n ${i.namespace}, then delete job ${i.job} and run fargatectl migrate --resume.`,
            `아직 ${i.from}에 쓰는 것이 있습니다. 찾아서 멈추고(kubectl get pods -n ${i.namespace}) Job ${i.job}을(를) 삭제한 뒤 실행하십시오: fargatectl migrate --resume`,
          ),
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
      for: text(`copy job ${i.namespace}/${name}`, `복사 Job ${i.namespace}/${name}`),
      timeoutMs: 24 * 3_600_000,
      everyMs: 5_000,
      remedy: text(
        `kubectl logs -n ${i.namespace} job/${name} shows how far it is.`,
        `어디까지 했는지 보기: kubectl logs -n ${i.namespace} job/${name}`,
      ),
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
            reason: text(
              `Copy job ${name} failed: ${failed.message ?? ''}`,
              `복사 Job ${name}이(가) 실패했습니다: ${failed.message ?? ''}`,
            ),
            remedy: text(
              `kubectl logs -n ${i.namespace} job/${name}; delete the job and try again.`,
              `로그를 보고(kubectl logs -n ${i.namespace} job/${name}) Job을 삭제한 뒤 다시 시도하십시오.`,
            ),
          }
        : {
            state: 'waiting',
            seen: text(`${status.active ?? 0} active`, `실행 중 ${status.active ?? 0}개`),
          };
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
