import { SOURCES, text, workloadRule, type Draft } from '../define.ts';
import type { Subject } from '../subject.ts';

export const topologySpreadIgnored = workloadRule({
  id: 'topology-spread-ignored',
  title: text('Spreading over zones is not kept', '영역 분산이 보장되지 않습니다'),
  severity: 'advice',
  considerations: [1],
  when: 'silently-different',
  source: SOURCES.profile,
  check: (s) => {
    const found: Draft[] = [];
    const add = (field: string, key: string): void => {
      // Each Fargate pod has a node of its own, so a spread over hosts is kept by nature.
      if (key === 'kubernetes.io/hostname') return;
      found.push({
        field,
        value: key,
        message: text(
          `${s.name} spreads its pods over ${key}; Fargate places them without regard to it.`,
          `${s.name}: ${key} 기준으로 파드를 분산하지만 Fargate는 이를 고려하지 않습니다.`,
        ),
        remedy: text(
          'For an even spread make one profile with one subnet, and one Deployment, for each zone.',
          '고르게 분산하려면 영역마다 서브넷 하나의 프로필과 Deployment를 하나씩 만드십시오.',
        ),
      });
    };
    (s.spec.topologySpreadConstraints ?? []).forEach((c, i) => add(`${s.specField}.topologySpreadConstraints[${i}]`, c.topologyKey));
    const { affinity } = s.spec;
    (affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach((t, i) => {
      if (t.topologyKey === 'kubernetes.io/hostname')
        found.push(together(s, `${s.specField}.affinity.podAffinity.requiredDuringSchedulingIgnoredDuringExecution[${i}]`));
    });
    for (const kind of ['podAffinity', 'podAntiAffinity'] as const) {
      const base = `${s.specField}.affinity.${kind}`;
      (affinity?.[kind]?.requiredDuringSchedulingIgnoredDuringExecution ?? []).forEach((t, i) =>
        add(`${base}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`, t.topologyKey));
      (affinity?.[kind]?.preferredDuringSchedulingIgnoredDuringExecution ?? []).forEach((t, i) =>
        add(`${base}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`, t.podAffinityTerm.topologyKey));
    }
    return found;
  },
}); // prettier-ignore

/** To be on the node of another pod is what no Fargate pod can be. */
const together = (s: Subject, field: string): Draft => ({
  severity: 'change',
  field,
  value: 'kubernetes.io/hostname',
  message: text(
    `${s.name} must be on the node of other pods; each Fargate pod has a node of its own, so they never share one.`,
    `${s.name}: 다른 파드와 같은 노드에 있어야 하지만 Fargate 파드는 노드를 함께 쓰지 않습니다.`,
  ),
  remedy: text(
    'If they share files or sockets of the node, make them containers of one pod or keep both on EC2; if it was for speed, remove the affinity.',
    '노드의 파일이나 소켓을 함께 쓴다면 한 파드의 컨테이너로 만들거나 둘 다 EC2에 두십시오. 속도 때문이었다면 어피니티를 제거하십시오.',
  ),
});
