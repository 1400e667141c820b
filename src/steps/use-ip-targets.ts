import { z } from 'zod';
import { formatRef, text, both, type Text } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { ofAll } from './phrases.ts';
import { mustGet } from './rollout.ts';
import { objectRef } from './schemas.ts';

const input = z.object({
  ref: objectRef,
  vpcId: z.string(),
  annotation: z.string(),
});
type Input = z.infer<typeof input>;

/**
 * Load balancers reach Fargate pods by IP only. Changed while everything is still on EC2: the
 * controller makes a new target group, and nothing moves before its targets are healthy.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html (read 2026-11-23)
 */
export const useIpTargets = defineMigrationStep<Input>({
  id: 'use-ip-targets',
  phase: 'network',
  input,
  describe: (i) => ({
    title: text(
      `Switch ${formatRef(i.ref)} to ip targets and wait until they are healthy`,
      `${formatRef(i.ref)}: ip 대상으로 바꾸고 정상이 될 때까지 기다리기`,
    ),
    effects: [
      `PATCH ${i.ref.kind === 'Ingress' ? 'ingresses' : 'services'}/${i.ref.namespace ?? ''}/${i.ref.name}`,
    ],
    estimateSeconds: 90,
    reversible: true,
  }),
  async precondition(context, i) {
    const object = await mustGet(context, i.ref);
    return object.metadata.annotations?.[i.annotation] === 'ip' &&
      (await targets(context, i, 'ip')).healthy
      ? {
          state: 'already-done',
          why: text('targets are ip and healthy', '대상이 이미 ip이고 정상입니다'),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    await context.effect({
      kind: 'kube-set',
      ref: i.ref,
      set: [{ path: ['metadata', 'annotations', i.annotation], value: 'ip' }],
    });
    await waitForTargets(context, i, 'ip');
  },
  async verify(context, i) {
    const { healthy, seen } = await targets(context, i, 'ip');
    return healthy
      ? { state: 'ok', evidence: seen }
      : {
          state: 'failed',
          reason: both((l) => `${formatRef(i.ref)}: ${seen[l]}.`),
          remedy: controllerWords(i),
        };
  },
  async afterUndo(context, i) {
    await waitForTargets(context, i, 'instance');
  },
});

async function waitForTargets(
  context: StepContext,
  i: Input,
  type: 'ip' | 'instance',
): Promise<void> {
  const words = controllerWords(i);
  await context.wait(
    {
      for: text(
        `healthy ${type} targets of ${formatRef(i.ref)}`,
        `${formatRef(i.ref)}의 ${type} 대상 정상`,
      ),
      timeoutMs: 10 * 60_000,
      everyMs: 5_000,
      remedy: text(
        `${words.en} The old targets still serve.`,
        `${words.ko}. 옛 대상이 계속 서비스하고 있습니다.`,
      ),
    },
    async (): Promise<Probe<null>> => {
      const { healthy, seen } = await targets(context, i, type);
      return healthy ? { state: 'done', value: null } : { state: 'waiting', seen };
    },
  );
}

/** Where the load balancer controller says what it could not do. */
const controllerWords = ({ ref }: Input): Text => {
  const describe = `kubectl describe ${ref.kind.toLowerCase()} ${ref.name} -n ${ref.namespace ?? 'default'}`;
  return text(
    `${describe} shows what the load balancer controller says.`,
    `로드 밸런서 컨트롤러의 메시지 보기: ${describe}`,
  );
};

/** The target groups that the controller made for this object, by its own tags. */
async function targets(
  context: StepContext,
  i: Input,
  type: 'ip' | 'instance',
): Promise<{ healthy: boolean; seen: Text }> {
  const elb = context.ports.aws.elb;
  const stack = `${i.ref.namespace ?? ''}/${i.ref.name}`;
  const all = await elb.describeTargetGroups(i.vpcId, { signal: context.signal });
  const mine = all.filter(
    (g) =>
      (g.tags['ingress.k8s.aws/stack'] ?? g.tags['service.k8s.aws/stack']) === stack &&
      g.loadBalancerArns.length > 0,
  );
  const groups = mine.filter((g) => g.targetType === type);
  if (groups.length === 0)
    return {
      healthy: false,
      seen: text(
        `no ${type} target group on a load balancer yet`,
        `로드 밸런서에 ${type} 대상 그룹이 아직 없습니다`,
      ),
    };
  if (groups.length < mine.length)
    return {
      healthy: false,
      seen: text('the old target group still serves', '옛 대상 그룹이 아직 서비스하고 있습니다'),
    };
  let healthy = 0;
  let total = 0;
  for (const group of groups)
    for (const target of await elb.describeTargetHealth(group.arn, { signal: context.signal })) {
      if (target.state === 'draining') continue;
      total += 1;
      if (target.state === 'healthy') healthy += 1;
    }
  return {
    healthy: total > 0 && healthy === total,
    seen: ofAll([healthy, total], `${type} targets healthy`, `${type} 대상`, '정상'),
  };
}
