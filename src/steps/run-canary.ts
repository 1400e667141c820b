import { z } from 'zod';
import {
  CAPACITY_PROVISIONED,
  COMPUTE_TYPE,
  FARGATE_PROFILE_LABEL,
  FARGATE_SCHEDULER,
  isPodReady,
  type KubeObject,
  type Pod,
} from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { ourMarks } from './labels.ts';

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
    title: `Prove profile ${i.profile} with one pod (${i.namespace}/${i.pod})`,
    effects: [`POST pods/${i.namespace}/${i.pod}`],
    estimateSeconds: 75,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    const { kube } = context.ports;
    if (!(await kube.get(ref(i))))
      await context.effect({ kind: 'kube-create', object: canary(i, ourMarks(context)) });
    await context.wait(
      {
        for: `canary ${i.namespace}/${i.pod} ready on Fargate`,
        timeoutMs: 15 * 60_000,
        everyMs: 3_000,
        remedy: `kubectl describe pod ${i.pod} -n ${i.namespace} shows the Fargate scheduler's own words; fargatectl explain tells what they mean.`,
      },
      async (): Promise<Probe<null>> => {
        const pod = (await kube.get(ref(i), { signal: context.signal })) as Pod | undefined;
        if (!pod)
          return {
            state: 'failed',
            reason: `Canary ${i.pod} is gone.`,
            remedy: 'fargatectl migrate --resume makes it again.',
          };
        if (pod.spec.schedulerName !== FARGATE_SCHEDULER)
          return {
            state: 'failed',
            reason: `Canary ${i.pod} was not taken by profile ${i.profile}: its scheduler is ${pod.spec.schedulerName ?? 'default-scheduler'}.`,
            remedy: `Delete it (kubectl delete pod ${i.pod} -n ${i.namespace}) and run fargatectl migrate --resume: a new profile is sometimes seen late.`,
          };
        if (isPodReady(pod)) return { state: 'done', value: null };
        const scheduled = pod.status?.conditions?.find((c) => c.type === 'PodScheduled');
        return { state: 'waiting', seen: scheduled?.message ?? pod.status?.phase ?? 'Pending' };
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
        reason: `Canary ${i.pod} is not ready on a Fargate node.`,
        remedy: 'fargatectl migrate --resume tries again.',
      };
    if (pod.metadata.labels?.[FARGATE_PROFILE_LABEL] !== i.profile)
      return {
        state: 'failed',
        reason: `Canary ${i.pod} was taken by profile ${pod.metadata.labels?.[FARGATE_PROFILE_LABEL] ?? 'none'}, not by ${i.profile}.`,
        remedy:
          'Two profiles match the same pods; fargatectl plan shows the overlap. Delete the one that is not needed.',
      };
    return {
      state: 'ok',
      evidence: `on ${node.metadata.name}, ${pod.metadata.annotations?.[CAPACITY_PROVISIONED] ?? 'size not told'}`,
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
