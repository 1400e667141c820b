import { FARGATE_SCHEDULER } from '../../model/index.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

export const customScheduler = workloadRule({
  id: 'custom-scheduler',
  title: text('Another scheduler keeps pods off Fargate', '다른 스케줄러를 쓰면 Fargate에 배치되지 않습니다'),
  severity: 'blocker',
  considerations: [4],
  when: 'pod-pending',
  source: SOURCES.validator,
  check: (s) => {
    // Charts leave an empty name behind; the API server makes it the default one.
    const name = s.spec.schedulerName ?? '';
    if (name === '' || name === 'default-scheduler' || name === FARGATE_SCHEDULER) return [];
    return [
      {
        field: `${s.specField}.schedulerName`,
        value: name,
        message: text(
          `${s.name} is scheduled by ${name}; Fargate takes pods of its own scheduler only.`,
          `${s.name}: ${name}이(가) 스케줄링합니다. Fargate는 자체 스케줄러의 파드만 받습니다.`,
        ),
        remedy: text(
          'Remove schedulerName if the workload does without gang scheduling and the like; else keep it on EC2.',
          '갱 스케줄링 등이 필요 없으면 schedulerName을 제거하십시오. 아니면 EC2에 두십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore
