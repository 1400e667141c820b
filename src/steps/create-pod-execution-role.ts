import { z } from 'zod';
import { jsonEqual, text } from '../model/index.ts';
import { defineMigrationStep } from './define.ts';
import { ourMarks } from './labels.ts';

const input = z.object({
  roleName: z.string(),
  region: z.string(),
  accountId: z.string(),
  cluster: z.string(),
  policyArns: z.array(z.string()),
});
type Input = z.infer<typeof input>;

/** Only this cluster's Fargate profiles may assume it (confused-deputy guard; a cluster ARN here would fail). */
export const podExecutionTrust = (i: Pick<Input, 'region' | 'accountId' | 'cluster'>): unknown => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'eks-fargate-pods.amazonaws.com' },
      Action: 'sts:AssumeRole',
      Condition: {
        ArnLike: {
          'aws:SourceArn': `arn:aws:eks:${i.region}:${i.accountId}:fargateprofile/${i.cluster}/*`,
        },
      },
    },
  ],
});

/**
 * The role with which Fargate pulls images and writes logs for pods. Containers cannot use it, and
 * it must not be a node group's role.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html (read 2026-11-23)
 */
export const createPodExecutionRole = defineMigrationStep<Input>({
  id: 'create-pod-execution-role',
  phase: 'preflight',
  input,
  describe: (i) => ({
    title: text(`Make the pod execution role ${i.roleName}`, `파드 실행 역할 ${i.roleName} 만들기`),
    effects: [
      `iam:CreateRole ${i.roleName}`,
      ...i.policyArns.map((p) => `iam:AttachRolePolicy ${p.split('/').at(-1) ?? p}`),
    ],
    estimateSeconds: 15,
    reversible: true,
  }),
  async precondition({ ports, signal }, i) {
    const role = await ports.aws.iam.getRole(i.roleName, { signal });
    if (!role) return { state: 'ready' };
    if (!JSON.stringify(role.trustPolicy).includes('eks-fargate-pods.amazonaws.com'))
      return {
        state: 'blocked',
        reason: text(
          `Role ${i.roleName} exists and does not trust eks-fargate-pods.amazonaws.com.`,
          `역할 ${i.roleName}이(가) 이미 있고 eks-fargate-pods.amazonaws.com을 신뢰하지 않습니다.`,
        ),
        remedy: text(
          'Plan with another name: fargatectl plan --pod-execution-role NAME.',
          '다른 이름으로 계획하십시오: fargatectl plan --pod-execution-role NAME',
        ),
      };
    return i.policyArns.every((p) => role.attachedPolicyArns.includes(p))
      ? {
          state: 'already-done',
          why: text(
            `role ${i.roleName} is there with its policies`,
            `역할 ${i.roleName}이(가) 정책과 함께 이미 있습니다`,
          ),
        }
      : { state: 'ready' };
  },
  async apply(context, i) {
    const { ports, signal } = context;
    if (!(await ports.aws.iam.getRole(i.roleName, { signal })))
      await context.effect({
        kind: 'iam-create-role',
        name: i.roleName,
        trustPolicy: podExecutionTrust(i),
        description: `Fargate pod execution role of EKS cluster ${i.cluster}`,
        tags: ourMarks(context),
      });
    for (const policyArn of i.policyArns)
      await context.effect({ kind: 'iam-attach-role-policy', role: i.roleName, policyArn });
  },
  async verify({ ports, signal }, i) {
    const role = await ports.aws.iam.getRole(i.roleName, { signal });
    const missing = i.policyArns.filter((p) => !role?.attachedPolicyArns.includes(p));
    if (!role || missing.length > 0)
      return {
        state: 'failed',
        reason: role
          ? text(
              `Role ${i.roleName} lacks ${missing.join(', ')}.`,
              `역할 ${i.roleName}에 없는 정책: ${missing.join(', ')}.`,
            )
          : text(`Role ${i.roleName} is not there.`, `역할 ${i.roleName}이(가) 없습니다.`),
        remedy: text(
          'fargatectl migrate --resume tries again; check the permissions with fargatectl doctor.',
          '다시 시도: fargatectl migrate --resume. 권한은 fargatectl doctor로 확인하십시오.',
        ),
      };
    const guarded = jsonEqual(role.trustPolicy, podExecutionTrust(i));
    return {
      state: 'ok',
      evidence: text(
        `${role.arn}${guarded ? ', only for profiles of this cluster' : ''}`,
        `${role.arn}${guarded ? ', 이 클러스터의 프로필만 사용 가능' : ''}`,
      ),
    };
  },
});
