import { refOf, selectorMatches, type LabelSelector } from '../../model/index.ts';
import { readAws, specOf } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';
import { accountOf } from '../subject.ts';

interface PolicySpec {
  readonly podSelector: LabelSelector;
  readonly serviceAccountSelector: LabelSelector;
  readonly securityGroups: { readonly groupIds?: readonly string[] };
}

/** Its groups replace the cluster's; a pod without DNS and kubelet let through does not come up. */
export const securityGroupPolicy = workloadRule({
  id: 'security-group-policy',
  title: text('Security groups of its own replace the cluster’s', '자체 보안 그룹이 클러스터 보안 그룹을 대체합니다'),
  severity: 'change',
  considerations: [],
  when: 'container-fails',
  source: SOURCES.securityGroups,
  needs: { kinds: ['vpcresources.k8s.aws/v1beta1/SecurityGroupPolicy'] },
  check: (s, context) =>
    context.all('SecurityGroupPolicy', s.namespace).flatMap((policy) => {
      const { podSelector, serviceAccountSelector, securityGroups } = specOf<PolicySpec>(policy);
      const account = context.get('ServiceAccount', accountOf(s), s.namespace);
      const takes =
        (podSelector !== undefined && selectorMatches(podSelector, s.labels)) ||
        (serviceAccountSelector !== undefined && account !== undefined && selectorMatches(serviceAccountSelector, account.metadata.labels));
      const ids = securityGroups?.groupIds ?? [];
      const cluster = readAws(context, 'cluster')?.clusterSecurityGroupId;
      if (!takes || (cluster !== undefined && ids.includes(cluster))) return [];
      const dead = readAws(context, 'securityGroups');
      const missing = dead === undefined ? [] : ids.filter((id) => !dead.some((g) => g.id === id));
      return [
        {
          severity: missing.length > 0 ? ('blocker' as const) : ('change' as const),
          object: refOf(policy),
          field: 'spec.securityGroups.groupIds',
          value: [...(missing.length > 0 ? missing : ids)],
          message:
            missing.length > 0
              ? text(
                  `SecurityGroupPolicy ${s.namespace}/${policy.metadata.name} gives ${s.name} ${missing.join(', ')}, which the VPC does not have.`,
                  `SecurityGroupPolicy ${s.namespace}/${policy.metadata.name}이(가) ${s.name}에 VPC에 없는 ${missing.join(', ')}을(를) 줍니다.`,
                )
              : text(
                  `SecurityGroupPolicy ${s.namespace}/${policy.metadata.name} gives ${s.name} ${ids.join(', ')} instead of the cluster's security group.`,
                  `SecurityGroupPolicy ${s.namespace}/${policy.metadata.name}이(가) ${s.name}에 클러스터 보안 그룹 대신 ${ids.join(', ')}을(를) 줍니다.`,
                ),
          remedy: text(
            `Add ${cluster ?? 'the cluster security group'} to the policy, or let the groups through to DNS (53 TCP and UDP), the API server (443) and from it to the kubelet (10250).`,
            `정책에 ${cluster ?? '클러스터 보안 그룹'}을(를) 추가하거나, DNS(53 TCP/UDP), API 서버(443), kubelet(10250) 트래픽을 허용하십시오.`,
          ),
        },
      ];
    }),
}); // prettier-ignore
