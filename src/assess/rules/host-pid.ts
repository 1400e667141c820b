import { SOURCES, text, workloadRule } from '../define.ts';

export const hostPid = workloadRule({
  id: 'host-pid',
  title: text('The host’s processes are not there', 'hostPID는 지원되지 않습니다'),
  severity: 'blocker',
  considerations: [7],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    s.spec.hostPID === true
      ? [
          {
            field: `${s.specField}.hostPID`,
            value: true,
            message: text(
              `${s.name} wants to see its node's processes (hostPID: true), and Fargate refuses that.`,
              `${s.name}: 노드의 프로세스를 보려고 합니다(hostPID: true). Fargate는 이를 거부합니다.`,
            ),
            remedy: text(
              'Remove hostPID if the program works without it, with shareProcessNamespace for processes of the same pod; else keep it on EC2.',
              '없이도 동작하면 hostPID를 제거하고, 같은 파드의 프로세스는 shareProcessNamespace를 사용하십시오. 아니면 EC2에 두십시오.',
            ),
          },
        ]
      : [],
});
