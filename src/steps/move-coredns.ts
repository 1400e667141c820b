import { z } from 'zod';
import { COMPUTE_TYPE, counted, text } from '../model/index.ts';
import { defineMigrationStep, type Probe, type StepContext } from './define.ts';
import { askFrom } from './dns.ts';
import { statusText } from './phrases.ts';
import { mustGet, placementOf, podsOf, waitForRollout } from './rollout.ts';
import { lookup, objectRef } from './schemas.ts';

const input = z.object({
  cluster: z.string(),
  deployment: objectRef,
  /** The add-on's new configuration when EKS manages CoreDNS; null when it is self-managed. */
  addon: z.object({ name: z.string(), configurationValues: z.string() }).nullable(),
  probe: z.object({ namespace: z.string(), name: z.string() }),
  lookups: z.array(lookup),
});
type Input = z.infer<typeof input>;

const annotationPath = ['spec', 'template', 'metadata', 'annotations', COMPUTE_TYPE];

/**
 * CoreDNS goes when its template loses the annotation `compute-type: ec2`: for the EKS add-on by
 * its configuration value computeType (a patch of the Deployment would be overwritten), else by a
 * patch. The rollout surges, so two answer at all times; a probe asks meanwhile.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-getting-started.html (read 2026-11-23)
 */
export const moveCoredns = defineMigrationStep<Input>({
  id: 'move-coredns',
  phase: 'system',
  input,
  describe: (i) => ({
    title: text(
      'Move CoreDNS to Fargate while a probe asks it',
      'CoreDNS를 Fargate로 옮기고, 그동안 프로브로 계속 조회',
    ),
    effects: [
      i.addon
        ? `eks:UpdateAddon ${i.addon.name}`
        : `PATCH deployments/kube-system/${i.deployment.name}`,
    ],
    estimateSeconds: 150,
    reversible: true,
  }),
  async precondition(context, i) {
    await mustGet(context, i.deployment);
    return { state: 'ready' };
  },
  async apply(context, i) {
    if (i.addon) {
      await context.effect({
        kind: 'eks-update-addon',
        cluster: i.cluster,
        name: i.addon.name,
        configurationValues: i.addon.configurationValues,
      });
      await addonActive(context, i.cluster, i.addon.name);
    } else
      await context.effect({
        kind: 'kube-set',
        ref: i.deployment,
        set: [{ path: annotationPath }],
      });
    await ensureAnnotationGone(context, i);
    await waitForRollout(context, i.deployment, 'fargate');
  },
  async verify(context, i) {
    const pods = await podsOf(context, await mustGet(context, i.deployment));
    const { fargate, ec2, unplaced } = await placementOf(
      context,
      pods.filter((p) => !p.metadata.deletionTimestamp),
    );
    if (ec2.length + unplaced.length > 0)
      return {
        state: 'failed',
        reason: text(
          `${ec2.length + unplaced.length} CoreDNS pods are not on Fargate.`,
          `CoreDNS 파드 ${ec2.length + unplaced.length}개가 Fargate에 있지 않습니다.`,
        ),
        remedy: text(
          'kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide; then fargatectl migrate --resume.',
          '파드를 확인한 뒤(kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide) 실행하십시오: fargatectl migrate --resume',
        ),
      };
    for (const l of i.lookups) {
      const answer = await askFrom(context, i.probe, l);
      if (!answer.ok)
        return {
          state: 'failed',
          reason: text(
            `${l.name} is not answered: ${answer.said}`,
            `${l.name} 조회에 응답이 없습니다: ${answer.said}`,
          ),
          remedy: text(
            'fargatectl rollback goes back to EC2.',
            'EC2로 되돌리기: fargatectl rollback',
          ),
        };
    }
    return {
      state: 'ok',
      evidence: text(
        `${counted(fargate.length, 'CoreDNS pod')} on Fargate, ${counted(i.lookups.length, 'name')} answered`,
        `Fargate의 CoreDNS 파드 ${fargate.length}개, 이름 ${i.lookups.length}개 응답`,
      ),
    };
  },
  async afterUndo(context, i) {
    if (i.addon) await addonActive(context, i.cluster, i.addon.name);
    await waitForRollout(context, i.deployment, 'ec2');
  },
});

async function addonActive(context: StepContext, cluster: string, name: string): Promise<void> {
  await context.wait(
    {
      for: text(`add-on ${name} updated`, `애드온 ${name} 업데이트`),
      timeoutMs: 15 * 60_000,
      everyMs: 5_000,
      remedy: text(
        `aws eks describe-addon --cluster-name ${cluster} --addon-name ${name} shows its issues.`,
        `문제 보기: aws eks describe-addon --cluster-name ${cluster} --addon-name ${name}`,
      ),
    },
    async (): Promise<Probe<null>> => {
      const addon = await context.ports.aws.eks.describeAddon(cluster, name, {
        signal: context.signal,
      });
      if (addon?.status === 'ACTIVE' || addon?.status === 'DEGRADED')
        return { state: 'done', value: null };
      return addon?.status === 'UPDATE_FAILED'
        ? {
            state: 'failed',
            reason: text(
              `Add-on ${name} is UPDATE_FAILED.`,
              `애드온 ${name}의 상태: UPDATE_FAILED.`,
            ),
            remedy: text(
              'aws eks describe-update explains it.',
              '원인 보기: aws eks describe-update',
            ),
          }
        : { state: 'waiting', seen: statusText(addon?.status) };
    },
  );
}

/** Some add-on versions keep the annotation until the next restart; without it gone nothing would move. */
async function ensureAnnotationGone(context: StepContext, i: Input): Promise<void> {
  const deployment = await mustGet(context, i.deployment);
  const template = (
    deployment['spec'] as { template?: { metadata?: { annotations?: Record<string, string> } } }
  ).template;
  if (template?.metadata?.annotations?.[COMPUTE_TYPE] !== undefined)
    await context.effect({ kind: 'kube-set', ref: i.deployment, set: [{ path: annotationPath }] });
}
