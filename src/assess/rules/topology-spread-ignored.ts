import { SOURCES, text, workloadRule, type Draft } from '../define.ts';

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
