import { z } from 'zod';
import { defineMigrationStep, type Probe } from './define.ts';
import { askFrom } from './dns.ts';
import { lookup } from './schemas.ts';
import { text, joinTexts, type Text } from '../model/index.ts';

const input = z.object({
  pods: z.array(
    z.object({ namespace: z.string(), name: z.string(), where: z.enum(['EC2', 'Fargate']) }),
  ),
  lookups: z.array(lookup),
});
type Input = z.infer<typeof input>;

/**
 * The tutorial's step 6: names answer from where the clients are. Asked from an EC2 pod and, once
 * there is one, from a Fargate pod, since security groups may part the two.
 */
export const checkDns = defineMigrationStep<Input>({
  id: 'check-dns',
  phase: 'system',
  input,
  describe: (i) => ({
    title: text(
      `Ask DNS for ${i.lookups.map((l) => l.name).join(', ')} from ${i.pods.map((p) => p.where).join(' and ')}`,
      `${i.pods.map((p) => p.where).join(', ')}에서 DNS 조회: ${i.lookups.map((l) => l.name).join(', ')}`,
    ),
    effects: [],
    estimateSeconds: 5,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    await context.wait(
      {
        for: text('DNS answers', 'DNS 응답'),
        timeoutMs: 2 * 60_000,
        everyMs: 3_000,
        remedy: text(
          'Check port 53 (TCP and UDP) between the cluster and the node security group in both directions, and the CoreDNS pods: kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide.',
          '클러스터 보안 그룹과 노드 보안 그룹 사이의 53번 포트(TCP, UDP)를 양방향으로 확인하고, CoreDNS 파드를 확인하십시오: kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide',
        ),
      },
      async (): Promise<Probe<null>> => {
        for (const pod of i.pods)
          for (const l of i.lookups) {
            const answer = await askFrom(context, pod, l);
            if (!answer.ok)
              return {
                state: 'waiting',
                seen: text(
                  `${l.name} from ${pod.where}: ${answer.said || 'no answer'}`,
                  `${pod.where}에서 ${l.name} 조회: ${answer.said || '응답 없음'}`,
                ),
              };
          }
        return { state: 'done', value: null };
      },
    );
  },
  async verify(context, i) {
    const lines: Text[] = [];
    for (const pod of i.pods)
      for (const l of i.lookups) {
        const answer = await askFrom(context, pod, l);
        const gave = answer.addresses.join(', ');
        if (!answer.ok)
          return {
            state: 'failed',
            reason: text(
              `${l.name} asked from ${pod.where} gave ${gave || 'nothing'}${l.expect === null ? '' : `, wanted ${l.expect}`}.`,
              `${pod.where}에서 ${l.name} 조회 결과: ${gave || '없음'}${l.expect === null ? '' : `, 필요한 것: ${l.expect}`}.`,
            ),
            remedy: text(
              'kubectl logs -n kube-system -l k8s-app=kube-dns shows what CoreDNS says; fargatectl rollback goes back.',
              'CoreDNS의 로그를 확인하십시오: kubectl logs -n kube-system -l k8s-app=kube-dns. 되돌리기: fargatectl rollback',
            ),
          };
        const address = answer.addresses[0] ?? '';
        lines.push(
          text(
            `${l.name} → ${address} from ${pod.where}`,
            `${pod.where}에서 ${l.name} → ${address}`,
          ),
        );
      }
    return { state: 'ok', evidence: joinTexts(lines, '; ') };
  },
});
