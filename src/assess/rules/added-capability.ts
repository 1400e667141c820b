import { ALLOWED_CAPABILITIES } from '../../model/index.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

export const addedCapability = workloadRule({
  id: 'added-capability',
  title: text('A capability that Fargate does not grant', 'Fargate가 허용하지 않는 capability'),
  severity: 'blocker',
  considerations: [6],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    s.containers.flatMap(({ container, field }) => {
      const added = container.securityContext?.capabilities?.add ?? [];
      const refused = added.filter((c) => !ALLOWED_CAPABILITIES.includes(c));
      if (refused.length === 0) return [];
      const misspelt = refused.filter((c) => ALLOWED_CAPABILITIES.includes(plain(c)));
      return [
        {
          container: container.name,
          field: `${field}.securityContext.capabilities.add`,
          value: [...refused],
          message: text(
            `Container ${container.name} of ${s.name} adds ${refused.join(', ')}, which Fargate refuses.`,
            `${s.name}: 컨테이너 ${container.name}이(가) 추가하는 ${refused.join(', ')}을(를) Fargate가 거부합니다.`,
          ),
          remedy:
            misspelt.length === refused.length
              ? text(
                  `Write ${misspelt.map(plain).join(', ')}: Fargate compares names exactly.`,
                  `${misspelt.map(plain).join(', ')}(으)로 쓰십시오. Fargate는 이름을 정확히 비교합니다.`,
                )
              : text(
                  `Remove them if the program works without; Fargate grants ${ALLOWED_CAPABILITIES.join(', ')}. Else keep it on EC2.`,
                  `없이도 동작하면 제거하십시오. Fargate가 허용하는 것: ${ALLOWED_CAPABILITIES.join(', ')}. 아니면 EC2에 두십시오.`,
                ),
        },
      ];
    }),
});

const plain = (capability: string): string => capability.toUpperCase().replace(/^CAP_/, '');
