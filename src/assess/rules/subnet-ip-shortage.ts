import { counted } from '../../model/index.ts';
import type { Workload } from '../../model/index.ts';
import { clusterRule, SOURCES, text } from '../define.ts';
import { clusterSubnets } from '../subnets.ts';

export const subnetIpShortage = clusterRule({
  id: 'subnet-ip-shortage',
  title: text('One address for each pod', '파드마다 IP가 하나씩 필요합니다'),
  severity: 'blocker',
  considerations: [14],
  when: 'pod-pending',
  source: SOURCES.fargate,
  needs: { aws: ['cluster', 'subnets', 'routeTables'] },
  check: (context) => {
    const { usable } = clusterSubnets(context);
    if (usable.length === 0) return [];
    const free = usable.reduce((sum, s) => sum + s.availableIps, 0);
    const needs = (workloads: readonly Workload[]) => {
      const pods = workloads.reduce((sum, w) => sum + (w.replicas ?? 1), 0);
      // While a rollout runs, a quarter more stand beside the old ones: Kubernetes' default maxSurge.
      return { pods, peak: Math.ceil(pods * 1.25) };
    };
    const now = needs(context.going.now);
    const { pods, peak } = now.peak > free ? now : needs(context.going.atMost);
    if (peak <= free) return [];
    return [
      {
        // Only if what a person must work on first goes too.
        ...(now.peak <= free && { severity: 'change' as const }),
        object: { kind: 'Subnet', name: usable.map((s) => s.id).join(', ') },
        field: 'availableIpAddressCount',
        value: free,
        message: text(
          `The private subnets ${usable.map((s) => s.id).join(', ')} have ${counted(free, 'free address', 'free addresses')}; the ${counted(pods, 'pod')} that can go and their surge need ${peak}, one each.`,
          `프라이빗 서브넷 ${usable.map((s) => s.id).join(', ')}에 남은 IP가 ${free}개입니다. 이동할 수 있는 파드 ${pods}개와 서지에는 ${peak}개가 필요합니다.`,
        ),
        remedy: text(
          'Add subnets, from a secondary CIDR block of the VPC if need be, and name them when you plan.',
          '필요하면 VPC 보조 CIDR 블록에서 서브넷을 추가하고 계획할 때 지정하십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore
