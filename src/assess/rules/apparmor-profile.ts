import { text, workloadRule } from '../define.ts';

const ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';

/**
 * Amazon Linux, on which Fargate's nodes have been seen to rest, has no AppArmor, and a kubelet runs
 * no container whose profile it cannot enforce. AWS says nothing of Fargate: so it is no blocker.
 */
export const apparmorProfile = workloadRule({
  id: 'apparmor-profile',
  title: text('An AppArmor profile that nobody may enforce', '적용되지 않을 수 있는 AppArmor 프로필'),
  severity: 'change',
  considerations: [1],
  when: 'container-fails',
  source: 'https://kubernetes.io/docs/tutorials/security/apparmor/',
  check: (s) => {
    const places = [
      { field: s.specField, security: s.spec.securityContext, container: undefined },
      ...s.containers.map((c) => ({ field: c.field, security: c.container.securityContext, container: c.container.name })),
    ];
    const fields = places.flatMap(({ field, security, container }) => {
      const profile = security?.appArmorProfile;
      if (profile?.type === undefined || profile.type === 'Unconfined') return [];
      return [{ field: `${field}.securityContext.appArmorProfile`, value: profile.localhostProfile ?? profile.type, container }];
    });
    const annotations = Object.entries(s.annotations).flatMap(([key, value]) =>
      key.startsWith(ANNOTATION) && value !== 'unconfined' && value !== ''
        ? [{ field: `${s.specField.replace(/spec$/, 'metadata')}.annotations["${key}"]`, value, container: key.slice(ANNOTATION.length) }]
        : [],
    );
    return [...fields, ...annotations].map(({ field, value, container }) => ({
      ...(container !== undefined && { container }),
      field,
      value,
      message: text(
        `${s.name} wants the AppArmor profile ${value}; where the node has no AppArmor its containers are not started, and AWS does not say that Fargate's nodes have it.`,
        `${s.name}: AppArmor 프로필 ${value}을(를) 요구합니다. 노드에 AppArmor가 없으면 컨테이너가 시작되지 않으며, AWS는 Fargate 노드에 있다고 밝히지 않았습니다.`,
      ),
      remedy: text(
        'Remove the profile, or try it with one pod on Fargate first.',
        '프로필을 제거하거나, 먼저 파드 하나를 Fargate에서 시험하십시오.',
      ),
    }));
  },
}); // prettier-ignore
