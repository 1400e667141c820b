import { clusterRule, SOURCES, text } from '../define.ts';
import { readAws } from '../context.ts';

/** Fargate pods carry the cluster's security group, nodes often one of their own; between them DNS must pass both ways. */
export const securityGroupGap = clusterRule({
  id: 'security-group-gap',
  title: text('Security groups part Fargate from EC2', '보안 그룹이 Fargate와 EC2를 갈라놓습니다'),
  severity: 'change',
  considerations: [],
  when: 'container-fails',
  source: SOURCES.securityGroups,
  needs: { aws: ['cluster', 'instances', 'securityGroups'] },
  check: (context) => {
    const cluster = readAws(context, 'cluster')?.clusterSecurityGroupId ?? '';
    const instances = readAws(context, 'instances') ?? [];
    const groups = readAws(context, 'securityGroups') ?? [];
    const { cidrs = [] } = readAws(context, 'vpc') ?? {};
    // A rule for the whole VPC lets everybody in it through, whatever groups they carry.
    const lets = (cidr: string | null): boolean =>
      cidr !== null && (cidr === '0.0.0.0/0' || (cidrs.length > 0 && cidrs.every((c) => covers(cidr, c))));
    const apart = instances.filter((i) => !i.securityGroupIds.includes(cluster));
    const sets = new Map(apart.map((i) => [[...i.securityGroupIds].sort().join(' '), i.securityGroupIds]));
    // One of an instance's groups that lets it through is enough, in either direction.
    const letsDns = (to: readonly string[], from: readonly string[]): boolean =>
      ['tcp', 'udp'].every((protocol) =>
        groups
          .filter((g) => to.includes(g.id))
          .flatMap((g) => g.rules)
          .some(
            (r) =>
              r.direction === 'ingress' &&
              (lets(r.cidr) || (r.referencedGroupId !== null && from.includes(r.referencedGroupId))) &&
              (r.protocol === '-1' || (r.protocol === protocol && (r.fromPort ?? 0) <= 53 && (r.toPort ?? 65_535) >= 53)),
          ),
      );
    return [...sets.entries()].sort().flatMap(([id, node]) =>
      [
        { to: cluster, from: id, open: letsDns([cluster], node) },
        { to: id, from: cluster, open: letsDns(node, [cluster]) },
      ]
        .filter((way) => !way.open)
        .map(({ to, from }) => ({
          object: { kind: 'SecurityGroup', name: to },
          field: 'ingress',
          value: from,
          message: text(
            `Security group ${to} does not let ${from} through to DNS (53 TCP and UDP); pods on ${from === cluster ? 'Fargate' : 'EC2'} could not ask CoreDNS on the other side.`,
            `보안 그룹 ${to}이(가) ${from}의 DNS(53 TCP/UDP)를 허용하지 않습니다. ${from === cluster ? 'Fargate' : 'EC2'}의 파드가 반대편 CoreDNS에 질의할 수 없습니다.`,
          ),
          remedy: text(
            'The plan opens it for the time of the move; rules of databases and caches that name the node group’s security group need the cluster’s too.',
            '계획이 이동하는 동안 열어 둡니다. 노드 보안 그룹을 지정한 데이터베이스·캐시 규칙에는 클러스터 보안 그룹도 추가해야 합니다.',
          ),
        })),
    );
  },
}); // prettier-ignore

/** Whether an IPv4 block holds another; false for anything else. */
function covers(outer: string, inner: string): boolean {
  const [a, b] = [outer, inner].map((cidr) => {
    const found = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)?.slice(1).map(Number);
    if (!found) return undefined;
    const [w = 0, x = 0, y = 0, z = 0, bits = 32] = found;
    return { address: ((w * 256 + x) * 256 + y) * 256 + z, bits };
  });
  if (!a || !b || a.bits > b.bits) return false;
  const size = 2 ** (32 - a.bits);
  return Math.floor(a.address / size) === Math.floor(b.address / size);
}
