import { pointer, SOURCES, text, workloadRule } from '../define.ts';
import { templatePatch } from '../subject.ts';

/** Refused where it is written as true; left out, which means the same to Kubernetes, it passes. */
export const allowPrivilegeEscalation = workloadRule({
  id: 'allow-privilege-escalation',
  title: text('allowPrivilegeEscalation: true is refused', 'allowPrivilegeEscalation: true는 거부됩니다'),
  severity: 'blocker',
  considerations: [6],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    s.containers
      .filter((c) => c.container.securityContext?.allowPrivilegeEscalation === true)
      .map(({ container, field }) => {
        const at = `${field}.securityContext.allowPrivilegeEscalation`;
        return {
          container: container.name,
          field: at,
          value: true,
          message: text(
            `Container ${container.name} of ${s.name} says allowPrivilegeEscalation: true, which Fargate refuses.`,
            `${s.name}: 컨테이너 ${container.name}에 allowPrivilegeEscalation: true가 있으며 Fargate는 이를 거부합니다.`,
          ),
          remedy: text(
            'Remove the field: the container then runs as it does now, and Fargate takes it. Set it to false if nothing in it uses setuid programs.',
            '필드를 제거하십시오. 컨테이너는 지금처럼 실행되고 Fargate가 받아들입니다. setuid 프로그램을 쓰지 않으면 false로 하십시오.',
          ),
          fix: templatePatch(s, { op: 'remove', path: pointer(at) }),
        };
      }),
}); // prettier-ignore
