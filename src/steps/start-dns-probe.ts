import { z } from 'zod';
import {
  COMPUTE_TYPE,
  isPodReady,
  text,
  verbatim,
  type KubeObject,
  type Pod,
} from '../model/index.ts';
import { defineMigrationStep, type Probe } from './define.ts';
import { NODEGROUP_LABEL } from './empty-nodegroup.ts';
import { ourMarks } from './labels.ts';
import { statusText, TRY_AGAIN } from './phrases.ts';

const input = z.object({
  namespace: z.string(),
  pod: z.string(),
  image: z.string(),
  /** The group that remains, so that the probe outlives those that go. */
  nodegroup: z.string().optional(),
});
type Input = z.infer<typeof input>;

/** A pod of our own that stays on EC2 and asks the cluster's DNS through the whole move. */
export const startDnsProbe = defineMigrationStep<Input>({
  id: 'start-dns-probe',
  phase: 'preflight',
  input,
  describe: (i) => ({
    title: text(
      `Start a DNS probe on EC2 (${i.namespace}/${i.pod})`,
      `EC2에 DNS 프로브 띄우기(${i.namespace}/${i.pod})`,
    ),
    effects: [`POST namespaces/${i.namespace}`, `POST pods/${i.namespace}/${i.pod}`],
    estimateSeconds: 20,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    const { kube } = context.ports;
    const labels = ourMarks(context);
    const namespace: KubeObject = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: i.namespace, labels },
    };
    if (!(await kube.get({ apiVersion: 'v1', kind: 'Namespace', name: i.namespace })))
      await context.effect({ kind: 'kube-create', object: namespace });
    if (!(await kube.get(podRef(i))))
      await context.effect({ kind: 'kube-create', object: probePod(i, labels) });
    await context.wait(
      {
        for: text(
          `DNS probe ${i.namespace}/${i.pod} ready`,
          `DNS 프로브 ${i.namespace}/${i.pod} 준비`,
        ),
        timeoutMs: 5 * 60_000,
        everyMs: 2_000,
        remedy: verbatim(`kubectl describe pod ${i.pod} -n ${i.namespace}`),
      },
      async (): Promise<Probe<null>> => {
        const pod = (await kube.get(podRef(i), { signal: context.signal })) as Pod | undefined;
        return pod && isPodReady(pod)
          ? { state: 'done', value: null }
          : { state: 'waiting', seen: statusText(pod?.status?.phase) };
      },
    );
  },
  async verify(context, i) {
    const pod = (await context.ports.kube.get(podRef(i))) as Pod | undefined;
    return pod && isPodReady(pod)
      ? {
          state: 'ok',
          evidence: text(
            `${i.pod} runs on ${pod.spec.nodeName ?? 'no node'}`,
            `${i.pod} 실행 중, 노드 ${pod.spec.nodeName ?? '없음'}`,
          ),
        }
      : {
          state: 'failed',
          reason: text(
            `The DNS probe ${i.pod} is not ready.`,
            `DNS 프로브 ${i.pod}이(가) 준비되지 않았습니다.`,
          ),
          remedy: TRY_AGAIN,
        };
  },
});

const podRef = (i: Input) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  namespace: i.namespace,
  name: i.pod,
});

const probePod = (i: Input, labels: Readonly<Record<string, string>>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: i.pod, namespace: i.namespace, labels, annotations: { [COMPUTE_TYPE]: 'ec2' } },
  spec: {
    terminationGracePeriodSeconds: 0,
    ...(i.nodegroup === undefined ? {} : { nodeSelector: { [NODEGROUP_LABEL]: i.nodegroup } }),
    containers: [
      {
        name: 'probe',
        image: i.image,
        command: ['sleep', '86400'],
        resources: {
          requests: { cpu: '10m', memory: '16Mi' },
          limits: { cpu: '10m', memory: '16Mi' },
        },
        securityContext: { allowPrivilegeEscalation: false, runAsNonRoot: true, runAsUser: 65534 },
      },
    ],
  },
});
