import { z } from 'zod';
import { text, type KubeObject } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { ourMarks } from './labels.ts';
import { TRY_AGAIN } from './phrases.ts';

const input = z.object({ region: z.string(), logGroup: z.string() });
type Input = z.infer<typeof input>;

const NAMESPACE = 'aws-observability';

/**
 * Fargate's own log router reads one ConfigMap, and only for pods made afterwards; so it is there
 * before the first pod moves. It replaces what a node's log agent did.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-logging.html (read 2026-11-23)
 */
export const enableLogging = defineMigrationStep<Input>({
  id: 'enable-logging',
  phase: 'preflight',
  input,
  describe: (i) => ({
    title: text(
      `Send the logs of Fargate pods to CloudWatch (${i.logGroup})`,
      `Fargate 파드의 로그를 CloudWatch로 보내기(${i.logGroup})`,
    ),
    effects: [`POST namespaces/${NAMESPACE}`, `POST configmaps/${NAMESPACE}/aws-logging`],
    estimateSeconds: 3,
    reversible: true,
  }),
  async precondition({ ports }) {
    const there = await ports.kube.get(configMapRef);
    return there
      ? {
          state: 'already-done',
          why: text(
            'ConfigMap aws-observability/aws-logging is there; it is not ours to change',
            'ConfigMap aws-observability/aws-logging이 이미 있습니다. 우리가 바꿀 것이 아닙니다',
          ),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    const marks = ourMarks(context);
    if (!(await context.ports.kube.get({ apiVersion: 'v1', kind: 'Namespace', name: NAMESPACE })))
      await context.effect({
        kind: 'kube-create',
        object: {
          apiVersion: 'v1',
          kind: 'Namespace',
          metadata: { name: NAMESPACE, labels: { 'aws-observability': 'enabled', ...marks } },
        },
      });
    const config: KubeObject = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'aws-logging', namespace: NAMESPACE, labels: marks },
      data: {
        flb_log_cw: 'false',
        'output.conf': `[OUTPUT]\n    Name cloudwatch_logs\n    Match kube.*\n    region ${i.region}\n    log_group_name ${i.logGroup}\n    log_stream_prefix fargate-\n    auto_create_group true\n`,
      },
    };
    await context.effect({ kind: 'kube-create', object: config });
  },
  async verify({ ports }) {
    return (await ports.kube.get(configMapRef))
      ? {
          state: 'ok',
          evidence: text(
            'aws-observability/aws-logging is there',
            'aws-observability/aws-logging이 있습니다',
          ),
        }
      : {
          state: 'failed',
          reason: text(
            'aws-observability/aws-logging is not there.',
            'aws-observability/aws-logging이 없습니다.',
          ),
          remedy: TRY_AGAIN,
        };
  },
});

const configMapRef = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: NAMESPACE,
  name: 'aws-logging',
};
