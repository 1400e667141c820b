import { componentName } from '../agents.ts';
import { SOURCES, text, workloadRule } from '../define.ts';
import { isDaemonSet } from '../subject.ts';

/** Fargate places one pod on a node of its own; nothing runs "on every node". */
export const daemonset = workloadRule({
  id: 'daemonset',
  title: text('DaemonSets do not run on Fargate', 'DaemonSet은 Fargate에서 실행되지 않습니다'),
  severity: 'blocker',
  considerations: [5],
  when: 'pod-pending',
  source: SOURCES.fargate,
  daemonSets: true,
  check: (s) => {
    if (!isDaemonSet(s)) return [];
    const agent = componentName(s.spec);
    return [
      {
        field: 'kind',
        value: 'DaemonSet',
        message: text(
          `${s.name} runs ${agent.does.en} on every node, and Fargate runs no DaemonSet.`,
          `${s.name}: 모든 노드에서 ${agent.does.ko}을(를) 실행하지만 Fargate는 DaemonSet을 실행하지 않습니다.`,
        ),
        remedy: agent.instead,
        mendable: false,
      },
    ];
  },
});
