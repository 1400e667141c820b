import { FARGATE_PROFILE_LABEL, matchingProfiles } from '../../model/index.ts';
import { readAws } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

/** Spoken only where profiles exist: without any, the whole answer is that the plan makes them. */
export const noMatchingProfile = workloadRule({
  id: 'no-matching-profile',
  title: text('No Fargate profile takes its pods', '파드와 일치하는 Fargate 프로필이 없습니다'),
  severity: 'advice',
  considerations: [4],
  when: 'silently-different',
  source: SOURCES.profile,
  needs: { aws: ['fargateProfiles'] },
  check: (s, context) => {
    const profiles = (readAws(context, 'fargateProfiles') ?? []).filter((p) => p.status === 'ACTIVE' || p.status === 'CREATING');
    if (profiles.length === 0) return [];
    const taking = matchingProfiles(profiles, s.namespace, s.labels);
    // The pod may say which of several profiles takes it.
    if (taking.length === 1 || taking.some((p) => p.name === s.labels[FARGATE_PROFILE_LABEL])) return [];
    const names = (taking.length === 0 ? profiles : taking).map((p) => p.name);
    return [
      {
        field: s.specField.replace(/spec$/, 'metadata.labels'),
        value: names,
        message:
          taking.length === 0
            ? text(
                `None of the Fargate profiles ${names.join(', ')} takes pods of ${s.name} in namespace ${s.namespace}; they stay on EC2.`,
                `Fargate 프로필 ${names.join(', ')} 중 네임스페이스 ${s.namespace}의 ${s.name} 파드와 일치하는 것이 없어 EC2에 남습니다.`,
              )
            : text(
                `Fargate profiles ${names.join(' and ')} both take pods of ${s.name}; do not rely on which of them wins.`,
                `Fargate 프로필 ${names.join(', ')}이(가) 모두 ${s.name}의 파드와 일치합니다. 어느 것이 선택될지 믿지 마십시오.`,
              ),
        remedy: text(
          'fargatectl profiles plan proposes profiles and proves which pods they take.',
          'fargatectl profiles plan이 프로필을 제안하고 어떤 파드와 일치하는지 증명합니다.',
        ),
      },
    ];
  },
}); // prettier-ignore
