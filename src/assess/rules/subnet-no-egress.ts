import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';
import { clusterSubnets, tableOf } from '../subnets.ts';

/** Images, logs, tokens and the cluster's own endpoint: what a pod in a closed subnet must reach. */
const ENDPOINTS = ['ecr.api', 'ecr.dkr', 'sts', 'logs', 's3'];
const WAY_OUT = /^(nat|tgw|i|eni|vgw|pcx|lgw|cagw|vpce)-/;

export const subnetNoEgress = clusterRule({
  id: 'subnet-no-egress',
  title: text('A way out of the subnets', '서브넷에서 나가는 경로'),
  severity: 'blocker',
  considerations: [10],
  when: 'pod-pending',
  source: SOURCES.privateClusters,
  needs: { aws: ['cluster', 'subnets', 'routeTables', 'vpcEndpoints'] },
  check: (context) => {
    const { usable, tables } = clusterSubnets(context);
    const endpoints = readAws(context, 'vpcEndpoints') ?? [];
    const has = (service: string): boolean => endpoints.some((e) => e.serviceName.endsWith(`.${service}`));
    const missing = ENDPOINTS.filter((s) => !has(s));
    if (missing.length === 0) return [];
    return usable
      .filter((subnet) => {
        const out = tableOf(subnet, tables)?.routes.some((r) => r.destination === '0.0.0.0/0' && WAY_OUT.test(r.target));
        return out !== true;
      })
      .map((subnet) => ({
        object: { kind: 'Subnet', name: subnet.id },
        field: 'routes',
        value: missing,
        message: text(
          `Subnet ${subnet.id} has no route out, and the VPC no endpoint for ${missing.join(', ')}; Fargate pods there could not pull images (Pod provisioning timed out).`,
          `서브넷 ${subnet.id}에 나가는 경로가 없고 VPC에 ${missing.join(', ')} 엔드포인트가 없습니다. Fargate 파드가 이미지를 받지 못합니다(Pod provisioning timed out).`,
        ),
        remedy: text(
          'Route 0.0.0.0/0 to a NAT gateway, or make these endpoints with 443 open from the cluster security group.',
          '0.0.0.0/0을 NAT 게이트웨이로 라우팅하거나, 클러스터 보안 그룹에서 443이 열린 엔드포인트를 만드십시오.',
        ),
      }));
  },
}); // prettier-ignore
