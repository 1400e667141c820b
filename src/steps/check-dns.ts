import { z } from 'zod';
import { defineMigrationStep, type Probe } from './define.ts';
import { askFrom } from './dns.ts';
import { lookup } from './schemas.ts';

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
    title: `Ask DNS for ${i.lookups.map((l) => l.name).join(', ')} from ${i.pods.map((p) => p.where).join(' and ')}`,
    effects: [],
    estimateSeconds: 5,
    reversible: true,
  }),
  precondition: () => Promise.resolve({ state: 'ready' }),
  async apply(context, i) {
    await context.wait(
      {
        for: 'DNS answers',
        timeoutMs: 2 * 60_000,
        everyMs: 3_000,
        remedy:
          'Check port 53 (TCP and UDP) between the cluster and the node security group in both directions, and the CoreDNS pods: kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide.',
      },
      async (): Promise<Probe<null>> => {
        for (const pod of i.pods)
          for (const l of i.lookups) {
            const answer = await askFrom(context, pod, l);
            if (!answer.ok)
              return {
                state: 'waiting',
                seen: `${l.name} from ${pod.where}: ${answer.said || 'no answer'}`,
              };
          }
        return { state: 'done', value: null };
      },
    );
  },
  async verify(context, i) {
    const lines: string[] = [];
    for (const pod of i.pods)
      for (const l of i.lookups) {
        const answer = await askFrom(context, pod, l);
        if (!answer.ok)
          return {
            state: 'failed',
            reason: `${l.name} asked from ${pod.where} gave ${answer.addresses.join(', ') || 'nothing'}${l.expect === null ? '' : `, wanted ${l.expect}`}.`,
            remedy:
              'kubectl logs -n kube-system -l k8s-app=kube-dns shows what CoreDNS says; fargatectl rollback goes back.',
          };
        lines.push(`${l.name} → ${answer.addresses[0] ?? ''} from ${pod.where}`);
      }
    return { state: 'ok', evidence: lines.join('; ') };
  },
});
