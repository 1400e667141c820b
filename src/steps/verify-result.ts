import { z } from 'zod';
import {
  CAPACITY_PROVISIONED,
  counted,
  formatRef,
  isPodReady,
  text,
  type Text,
} from '../model/index.ts';
import { defineMigrationStep, type StepContext } from './define.ts';
import { askFrom } from './dns.ts';
import { mustGet, placementOf, podsOf } from './rollout.ts';
import { lookup, objectRef } from './schemas.ts';

const input = z.object({
  workloads: z.array(objectRef),
  vpcId: z.string(),
  probes: z.array(
    z.object({ namespace: z.string(), name: z.string(), where: z.enum(['EC2', 'Fargate']) }),
  ),
  lookups: z.array(lookup),
});
type Input = z.infer<typeof input>;

/** The proof: every moved pod Ready on a Fargate node, names answered from both sides, targets healthy. */
export const verifyResult = defineMigrationStep<Input>({
  id: 'verify-result',
  phase: 'verify',
  input,
  describe: (i) => ({
    title: text(
      `Prove it: ${counted(i.workloads.length, 'workload')} on Fargate, DNS, load balancer targets`,
      `증명: Fargate의 워크로드 ${i.workloads.length}개, DNS, 로드 밸런서 대상`,
    ),
    effects: [],
    estimateSeconds: 10,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  apply: () => Promise.resolve(),
  async verify(context, i) {
    const problem =
      (await placementProblem(context, i)) ??
      (await dnsProblem(context, i)) ??
      (await targetProblem(context, i));
    if (problem !== undefined)
      return {
        state: 'failed',
        reason: problem,
        remedy: text(
          'fargatectl verify shows each check; fargatectl rollback goes back.',
          '항목별 확인: fargatectl verify, 되돌리기: fargatectl rollback',
        ),
      };
    return {
      state: 'ok',
      evidence: text(
        `${counted(i.workloads.length, 'workload')} on Fargate, ${counted(i.lookups.length * i.probes.length, 'lookup')} answered, all targets healthy`,
        `Fargate의 워크로드 ${i.workloads.length}개, 이름 조회 ${i.lookups.length * i.probes.length}건 응답, 모든 대상 정상`,
      ),
    };
  },
});

async function placementProblem(context: StepContext, i: Input): Promise<Text | undefined> {
  for (const ref of i.workloads) {
    const pods = (await podsOf(context, await mustGet(context, ref))).filter(
      (p) => !p.metadata.deletionTimestamp,
    );
    const { ec2, unplaced, fargate } = await placementOf(context, pods);
    const unready = fargate.filter((p) => !isPodReady(p)).length;
    if (ec2.length + unplaced.length + unready > 0)
      return text(
        `${formatRef(ref)}: ${counted(ec2.length, 'pod')} on EC2, ${unplaced.length} without a node, ${unready} on Fargate but not ready.`,
        `${formatRef(ref)}: EC2의 파드 ${ec2.length}개, 노드가 없는 파드 ${unplaced.length}개, Fargate에서 준비되지 않은 파드 ${unready}개.`,
      );
    const unsized = fargate.filter(
      (p) => p.metadata.annotations?.[CAPACITY_PROVISIONED] === undefined,
    );
    if (unsized.length > 0)
      return text(
        `${formatRef(ref)}: ${counted(unsized.length, 'pod')} without ${CAPACITY_PROVISIONED}.`,
        `${formatRef(ref)}: ${CAPACITY_PROVISIONED}이(가) 없는 파드 ${unsized.length}개.`,
      );
  }
  return undefined;
}

async function dnsProblem(context: StepContext, i: Input): Promise<Text | undefined> {
  for (const pod of i.probes)
    for (const l of i.lookups) {
      const answer = await askFrom(context, pod, l);
      if (!answer.ok)
        return text(
          `${l.name} is not answered from ${pod.where}: ${answer.said}.`,
          `${pod.where}에서 ${l.name} 조회에 응답이 없습니다: ${answer.said}.`,
        );
    }
  return undefined;
}

async function targetProblem(context: StepContext, i: Input): Promise<Text | undefined> {
  const { elb } = context.ports.aws;
  for (const group of await elb.describeTargetGroups(i.vpcId, { signal: context.signal })) {
    if (group.loadBalancerArns.length === 0 || group.targetType !== 'ip') continue;
    const sick = (await elb.describeTargetHealth(group.arn, { signal: context.signal })).filter(
      (t) => t.state !== 'healthy' && t.state !== 'draining',
    );
    if (sick.length > 0) {
      const states = sick.map((t) => `${t.targetId} ${t.state}`).join(', ');
      return text(`Target group ${group.name}: ${states}.`, `대상 그룹 ${group.name}: ${states}.`);
    }
  }
  return undefined;
}
