import { z } from 'zod';
import {
  CAPACITY_PROVISIONED,
  COMPUTE_TYPE,
  FARGATE_PROFILE_LABEL,
  FARGATE_SCHEDULER,
  isPodReady,
  text,
  verbatim,
  type KubeObject,
  type Pod,
} from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { ourMarks } from './labels.ts';
import { LaunchWatch } from './launch-watch.ts';
import { TRY_AGAIN } from './phrases.ts';

const input = z.object({
  profile: z.string(),
  namespace: z.string(),
  pod: z.string(),
  labels: z.record(z.string(), z.string()),
  image: z.string(),
});
type Input = z.infer<typeof input>;

/** One pod per profile proves matching, placement, size and image pull before anything of the user's moves. */
export const runCanary = defineMigrationStep<Input>({
  id: 'run-canary',
  phase: 'canary',
  input,
  describe: (i) => ({
    title: text(
      `Prove profile ${i.profile} with one pod (${i.namespace}/${i.pod})`,
      `파드 하나로 프로필 ${i.profile} 확인(${i.namespace}/${i.pod})`,
    ),
    effects: [`POST pods/${i.namespace}/${i.pod}`],
    estimateSeconds: 75,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    const { kube } = context.ports;
    const watch = new LaunchWatch(context, null);
    if (!(await kube.get(ref(i))))
      await context.effect({ kind: 'kube-create', object: canary(i, ourMarks(context)) });
    await context.wait(
      {
        for: text(
          `canary ${i.namespace}/${i.pod} ready on Fargate`,
          `Fargate에서 카나리 ${i.namespace}/${i.pod} 준비`,
        ),
        timeoutMs: 15 * 60_000,
        everyMs: 3_000,
        remedy: text(
          `kubectl describe pod ${i.pod} -n ${i.namespace} shows the Fargate scheduler's own words; fargatectl explain tells what they mean.`,
          `Fargate 스케줄러의 메시지 보기: kubectl describe pod ${i.pod} -n ${i.namespace}. 그 뜻은 fargatectl explain이 설명합니다.`,
        ),
      },
      async (): Promise<Probe<null>> => {
        const pod = (await kube.get(ref(i), { signal: context.signal })) as Pod | undefined;
        if (!pod)
          return {
            state: 'failed',
            reason: text(`Canary ${i.pod} is gone.`, `카나리 ${i.pod}이(가) 없어졌습니다.`),
            remedy: text(
              'fargatectl migrate --resume makes it again.',
              '다시 만들기: fargatectl migrate --resume',
            ),
          };
        if (pod.spec.schedulerName !== FARGATE_SCHEDULER)
          return {
            state: 'failed',
            reason: text(
              `Canary ${i.pod} was not taken by profile ${i.profile}: its scheduler is ${pod.spec.schedulerName ?? 'default-scheduler'}.`,
              `프로필 ${i.profile}이(가) 카나리 ${i.pod}을(를) 받지 않았습니다. 스케줄러: ${pod.spec.schedulerName ?? 'default-scheduler'}.`,
            ),
            remedy: text(
              `Delete it (kubectl delete pod ${i.pod} -n ${i.namespace}) and run fargatectl migrate --resume: a new profile is sometimes seen late.`,
              `삭제한 뒤(kubectl delete pod ${i.pod} -n ${i.namespace}) 실행하십시오: fargatectl migrate --resume. 새 프로필은 늦게 반영될 때가 있습니다.`,
            ),
          };
        if (isPodReady(pod)) return { state: 'done', value: null };
        const trouble = await watch.look([pod]);
        if (trouble) return trouble;
        const scheduled = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
        return {
          state: 'waiting',
          seen: verbatim(scheduled?.message ?? pod.status?.phase ?? 'Pending'),
        };
      },
    );
  },
  async verify(context, i) {
    const pod = (await context.ports.kube.get(ref(i))) as Pod | undefined;
    const node =
      pod?.spec.nodeName === undefined
        ? undefined
        : await context.ports.kube.get({ apiVersion: 'v1', kind: 'Node', name: pod.spec.nodeName });
    if (!pod || !isPodReady(pod) || node?.metadata.labels?.[COMPUTE_TYPE] !== 'fargate')
      return {
        state: 'failed',
        reason: text(
          `Canary ${i.pod} is not ready on a Fargate node.`,
          `카나리 ${i.pod}이(가) Fargate 노드에서 준비되지 않았습니다.`,
        ),
        remedy: TRY_AGAIN,
      };
    if (pod.metadata.labels?.[FARGATE_PROFILE_LABEL] !== i.profile)
      return {
        state: 'failed',
        reason: text(
          `Canary ${i.pod} was taken by profile ${pod.metadata.labels?.[FARGATE_PROFILE_LABEL] ?? 'none'}, not by ${i.profile}.`,
          `카나리 ${i.pod}을(를) 받은 프로필: ${pod.metadata.labels?.[FARGATE_PROFILE_LABEL] ?? '없음'}, 받아야 할 프로필: ${i.profile}.`,
        ),
        remedy: text(
          'Two profiles match the same pods; fargatectl plan shows the overlap. Delete the one that is not needed.',
          '두 프로필이 같은 파드와 일치합니다. 겹치는 곳은 fargatectl plan이 보여 줍니다. 필요 없는 쪽을 삭제하십시오.',
        ),
      };
    return {
      state: 'ok',
      evidence: text(
        `on ${node.metadata.name}, ${pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? 'size not told'}`,
        `노드 ${node.metadata.name}, ${pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? '크기 표시 없음'}`,
      ),
    };
  },
});

const ref = (i: Input) => ({ apiVersion: 'v1', kind: 'Pod', namespace: i.namespace, name: i.pod });

const canary = (i: Input, marks: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: i.pod, namespace: i.namespace, labels: { ...i.labels, ...marks } },
  spec: {
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'canary',
        image: i.image,
        command: ['sleep', '86400'],
        resources: {
          requests: { cpu: '250m', memory: '256Mi' },
          limits: { cpu: '250m', memory: '256Mi' },
        },
        securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, runAsUser: 65534 },
      },
    ],
  },
});
