import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';
import { clusterSubnets } from '../subnets.ts';

export const subnetNotPrivate = clusterRule({
  id: 'subnet-not-private',
  title: text('Private subnets only', '프라이빗 서브넷만 사용할 수 있습니다'),
  severity: 'blocker',
  considerations: [10],
  when: 'api-refuses',
  source: SOURCES.profile,
  needs: { aws: ['cluster', 'subnets', 'routeTables'] },
  check: (context) => {
    const { all, usable } = clusterSubnets(context);
    if (usable.length > 0) return [];
    const name = readAws(context, 'cluster')?.name ?? '';
    return [
      {
        object: { kind: 'Cluster', name },
        field: 'resourcesVpcConfig.subnetIds',
        value: all.map((s) => s.id),
        message: text(
          `None of the subnets of cluster ${name} (${all.map((s) => s.id).join(', ')}) is private: each routes to an internet gateway, and EKS refuses it in a Fargate profile.`,
          `클러스터 ${name}의 서브넷(${all.map((s) => s.id).join(', ')}) 중 프라이빗이 없습니다. 모두 인터넷 게이트웨이로 라우팅되며 EKS는 이를 Fargate 프로필에서 거부합니다.`,
        ),
        remedy: text(
          'Make private subnets with a NAT gateway in the VPC and name them: fargatectl plan --subnets subnet-…,subnet-….',
          'VPC에 NAT 게이트웨이가 있는 프라이빗 서브넷을 만들어 지정하십시오: fargatectl plan --subnets subnet-…,subnet-….',
        ),
      },
    ];
  },
}); // prettier-ignore
