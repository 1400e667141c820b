import { SOURCES, text, workloadRule } from '../define.ts';
import { isOs, unmetDemands } from '../node-demands.ts';

export const windowsOs = workloadRule({
  id: 'windows-os',
  title: text('Linux only', 'Linux만 지원합니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) => {
    const demand = unmetDemands(s).find(isOs);
    const byOs = s.spec.os !== undefined && s.spec.os.name !== 'linux';
    if (!byOs && !demand) return [];
    const seen = byOs ? `os: ${s.spec.os?.name ?? ''}` : (demand?.shown ?? '');
    return [
      {
        field: byOs ? `${s.specField}.os.name` : (demand?.field ?? s.specField),
        value: seen,
        message: text(
          `${s.name} runs on Windows (${seen}), and Fargate on EKS runs Linux only.`,
          `${s.name}: Windows에서 실행됩니다(${seen}). EKS의 Fargate는 Linux만 실행합니다.`,
        ),
        remedy: text('Keep it on EC2.', 'EC2에 두십시오.'),
        mendable: false,
      },
    ];
  },
}); // prettier-ignore
