import { SOURCES, text, workloadRule } from '../define.ts';

export const hostIpc = workloadRule({
  id: 'host-ipc',
  title: text('The host’s IPC is not there', 'hostIPC는 지원되지 않습니다'),
  severity: 'blocker',
  considerations: [7],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) =>
    s.spec.hostIPC === true
      ? [
          {
            field: `${s.specField}.hostIPC`,
            value: true,
            message: text(
              `${s.name} shares memory with its node (hostIPC: true), and Fargate refuses that.`,
              `${s.name}: 노드와 메모리를 공유합니다(hostIPC: true). Fargate는 이를 거부합니다.`,
            ),
            remedy: text(
              'Remove hostIPC, and give containers of one pod an emptyDir with medium Memory to share; else keep it on EC2.',
              'hostIPC를 제거하고, 한 파드의 컨테이너끼리는 medium: Memory인 emptyDir을 공유하십시오. 아니면 EC2에 두십시오.',
            ),
          },
        ]
      : [],
});
