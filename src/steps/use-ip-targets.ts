import { z } from 'zod';
import { formatRef } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
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
    title: `Switch ${formatRef(i.ref)} to ip targets and wait until they are healthy`,
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
      ? { state: 'already-done', why: 'targets are ip and healthy' }
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
          reason: `${formatRef(i.ref)}: ${seen}.`,
          remedy: 'kubectl describe the object shows what the load balancer controller says.',
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
  await context.wait(
    {
      for: `healthy ${type} targets of ${formatRef(i.ref)}`,
      timeoutMs: 10 * 60_000,
      everyMs: 5_000,
      remedy: `kubectl describe ${i.ref.kind.toLowerCase()} ${i.ref.name} -n ${i.ref.namespace ?? 'default'} and the controller's log say why; the old targets still serve.`,
    },
    async (): Promise<Probe<null>> => {
      const { healthy, seen } = await targets(context, i, type);
      return healthy ? { state: 'done', value: null } : { state: 'waiting', seen };
    },
  );
}

/** The target groups that the controller made for this object, by its own tags. */
async function targets(
  context: StepContext,
  i: Input,
  type: 'ip' | 'instance',
): Promise<{ healthy: boolean; seen: string }> {
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
    return { healthy: false, seen: `no ${type} target group on a load balancer yet` };
  if (groups.length < mine.length)
    return { healthy: false, seen: 'the old target group still serves' };
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
    seen: `${healthy} of ${total} ${type} targets healthy`,
  };
}
