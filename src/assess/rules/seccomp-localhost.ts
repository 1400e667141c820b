import { text, workloadRule } from '../define.ts';
import type { SecurityContext } from '../../model/index.ts';

export const seccompLocalhost = workloadRule({
  id: 'seccomp-localhost',
  title: text('A seccomp profile from the host’s disk', '호스트 디스크의 seccomp 프로필'),
  severity: 'blocker',
  considerations: [1],
  when: 'container-fails',
  source: 'https://kubernetes.io/docs/tutorials/security/seccomp/',
  check: (s) => {
    const places: readonly (readonly [string, SecurityContext | undefined, string | undefined])[] = [
      [s.specField, s.spec.securityContext, undefined],
      ...s.containers.map((c) => [c.field, c.container.securityContext, c.container.name] as const),
    ];
    return places.flatMap(([at, security, container]) =>
      security?.seccompProfile?.type === 'Localhost'
        ? [
            {
              ...(container !== undefined && { container }),
              field: `${at}.securityContext.seccompProfile`,
              value: security.seccompProfile.localhostProfile ?? 'Localhost',
              message: text(
                `${s.name} loads the seccomp profile ${security.seccompProfile.localhostProfile ?? ''} from its node; a Fargate node has none.`,
                `${s.name}: 노드에서 seccomp 프로필 ${security.seccompProfile.localhostProfile ?? ''}을(를) 읽지만 Fargate 노드에는 없습니다.`,
              ),
              remedy: text(
                'Set type to RuntimeDefault if that protects enough; else keep it on EC2.',
                'RuntimeDefault로 충분하면 type을 바꾸십시오. 아니면 EC2에 두십시오.',
              ),
            },
          ]
        : [],
    );
  },
}); // prettier-ignore
