import { counted, refOf } from '../../model/index.ts';
import { clusterRule, text } from '../define.ts';

/** A Fargate pod keeps the kubelet it started with; after upgrades it must be made anew before the skew is too wide. */
export const kubeletVersionSkew = clusterRule({
  id: 'kubelet-version-skew',
  title: text('Fargate pods keep the kubelet they started with', 'Fargate 파드는 시작할 때의 kubelet을 유지합니다'),
  severity: 'change',
  considerations: [17],
  when: 'silently-different',
  source: 'https://kubernetes.io/releases/version-skew-policy/',
  needs: { kinds: ['v1/Node'] },
  check: (context) => {
    const server = minorOf(context.snapshot.cluster.kubernetesVersion ?? '');
    if (server === undefined) return [];
    return context.all('Node').flatMap((node) => {
      const version = (node['status'] as { nodeInfo?: { kubeletVersion?: string } } | undefined)?.nodeInfo?.kubeletVersion ?? '';
      const kubelet = minorOf(version);
      // From three minors on the next upgrade of the control plane is refused or unsupported.
      if (kubelet === undefined || server - kubelet < 3) return [];
      return [
        {
          object: refOf(node),
          field: 'status.nodeInfo.kubeletVersion',
          value: version,
          message: text(
            `Node ${node.metadata.name} runs kubelet ${version}, ${counted(server - kubelet, 'minor version')} behind the cluster.`,
            `노드 ${node.metadata.name}의 kubelet은 ${version}이며 클러스터보다 마이너 버전이 ${server - kubelet} 뒤처져 있습니다.`,
          ),
          remedy: text(
            'Restart the workloads of Fargate nodes, and upgrade EC2 node groups, before the next upgrade of the cluster.',
            '다음 클러스터 업그레이드 전에 Fargate 노드의 워크로드를 재시작하고 EC2 노드 그룹을 업그레이드하십시오.',
          ),
        },
      ];
    });
  },
}); // prettier-ignore

const minorOf = (version: string): number | undefined => {
  const minor = /^v?1\.(\d+)/.exec(version)?.[1];
  return minor === undefined ? undefined : Number(minor);
};
