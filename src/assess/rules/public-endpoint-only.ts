import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';

export const publicEndpointOnly = clusterRule({
  id: 'public-endpoint-only',
  title: text('Kubelets must reach the API server', 'kubelet이 API 서버에 접근해야 합니다'),
  severity: 'blocker',
  considerations: [10],
  when: 'pod-pending',
  source: SOURCES.started,
  needs: { aws: ['cluster'] },
  check: (context) => {
    const cluster = readAws(context, 'cluster');
    if (!cluster || cluster.endpointPrivateAccess) return [];
    if (cluster.publicAccessCidrs.length === 0 || cluster.publicAccessCidrs.includes('0.0.0.0/0')) return [];
    return [
      {
        object: { kind: 'Cluster', name: cluster.name },
        field: 'resourcesVpcConfig.endpointPrivateAccess',
        value: false,
        message: text(
          `The endpoint of cluster ${cluster.name} is public for ${cluster.publicAccessCidrs.join(', ')} only; Fargate nodes reach it from the VPC, or through NAT addresses that must be among these.`,
          `클러스터 ${cluster.name}의 엔드포인트는 ${cluster.publicAccessCidrs.join(', ')}에만 공개되어 있습니다. Fargate 노드는 VPC에서, 또는 이 목록에 있는 NAT 주소로만 접근합니다.`,
        ),
        remedy: text(
          `Turn private access on: aws eks update-cluster-config --name ${cluster.name} --resources-vpc-config endpointPrivateAccess=true.`,
          `프라이빗 액세스를 켜십시오: aws eks update-cluster-config --name ${cluster.name} --resources-vpc-config endpointPrivateAccess=true.`,
        ),
      },
    ];
  },
}); // prettier-ignore
