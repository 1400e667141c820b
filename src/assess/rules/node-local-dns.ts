import { text, workloadRule } from '../define.ts';

/** Link-local addresses, where caches of nodes listen; the VPC's own resolver .253 answers everywhere. */
const ON_NODE = /^(169\.254\.(?!169\.253$)|fe80:)/;

/** The cache of NodeLocal DNSCache is a DaemonSet's; a pod that asks nobody else has no names on Fargate. */
export const nodeLocalDns = workloadRule({
  id: 'node-local-dns',
  title: text('Names asked of a cache on the node', '노드의 DNS 캐시에 질의합니다'),
  severity: 'blocker',
  considerations: [1, 5],
  when: 'container-fails',
  source: 'https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/',
  check: (s) => {
    const servers = s.spec.dnsConfig?.nameservers ?? [];
    const local = servers.findIndex((address) => ON_NODE.test(address));
    if (local < 0) return [];
    // With another server to ask, or the cluster's beside it, names are found late, but found.
    const others = servers.some((address) => !ON_NODE.test(address)) || s.spec.dnsPolicy !== 'None';
    return [
      {
        severity: others ? ('change' as const) : ('blocker' as const),
        field: `${s.specField}.dnsConfig.nameservers[${local}]`,
        value: servers[local] ?? '',
        message: text(
          `${s.name} asks ${servers[local] ?? ''} for names, a cache on its node; on Fargate nobody listens there${others ? ', and each name waits for the next server' : ', so its pods find no name'}.`,
          `${s.name}: 노드의 캐시 ${servers[local] ?? ''}에 이름을 묻습니다. Fargate에는 응답할 것이 없어 ${others ? '이름마다 다음 서버를 기다립니다' : '어떤 이름도 찾지 못합니다'}.`,
        ),
        remedy: text(
          'Remove the address: dnsPolicy ClusterFirst asks CoreDNS. Give CoreDNS more replicas, since no cache stands before it.',
          '주소를 제거하십시오. dnsPolicy가 ClusterFirst면 CoreDNS에 묻습니다. 앞에 캐시가 없으므로 CoreDNS의 레플리카를 늘리십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore
