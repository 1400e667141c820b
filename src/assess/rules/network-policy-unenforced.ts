import { refOf, selectorMatches, type KubeObject, type LabelSelector } from '../../model/index.ts';
import { specOf } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

/** The agent that enforces policies is part of the CNI of EC2 nodes. Without it a policy is a text. */
export const networkPolicyUnenforced = workloadRule({
  id: 'network-policy-unenforced',
  title: text('Network policies stop being enforced', '네트워크 정책이 적용되지 않습니다'),
  severity: 'change',
  considerations: [18],
  when: 'silently-different',
  source: SOURCES.networkPolicy,
  needs: { kinds: ['networking.k8s.io/v1/NetworkPolicy'] },
  essential: true,
  check: (s, context) => {
    const policies = context
      .all('NetworkPolicy', s.namespace)
      .filter((p) => selectorMatches(specOf<{ podSelector: LabelSelector }>(p).podSelector ?? {}, s.labels));
    if (policies.length === 0) return [];
    const names = policies.map((p) => `${s.namespace}/${p.metadata.name}`);
    return [
      {
        object: refOf(policies[0] as KubeObject),
        field: 'spec.podSelector',
        value: names,
        message: text(
          `${s.name} is protected by NetworkPolicy ${names.join(', ')}; on Fargate nothing enforces it, and everybody in the cluster reaches its pods.`,
          `${s.name}: NetworkPolicy ${names.join(', ')}의 보호를 받습니다. Fargate에서는 적용되지 않아 클러스터의 누구나 파드에 접근할 수 있습니다.`,
        ),
        remedy: text(
          'Protect it by a SecurityGroupPolicy with security groups of its own, or keep it on EC2 where the policy holds.',
          '자체 보안 그룹의 SecurityGroupPolicy로 보호하거나, 정책이 적용되는 EC2에 두십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore
