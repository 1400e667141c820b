import { parseMemory } from '../../model/index.ts';
import { running } from '../subject.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

/** Fargate sizes the VM by requests; a limit above them is room that is not there. */
export const requestsNotLimits = workloadRule({
  id: 'requests-not-limits',
  title: text('Memory limit above the request', '메모리 제한이 요청보다 큽니다'),
  severity: 'advice',
  considerations: [],
  when: 'silently-different',
  source: SOURCES.podConfiguration,
  check: (s) =>
    running(s).flatMap(({ container, field }) => {
      const request = container.resources?.requests?.['memory'];
      const limit = container.resources?.limits?.['memory'];
      if (request === undefined || limit === undefined) return [];
      if ((parseMemory(limit) ?? 0) <= (parseMemory(request) ?? Infinity)) return [];
      return [
        {
          container: container.name,
          field: `${field}.resources.limits.memory`,
          value: limit,
          message: text(
            `Container ${container.name} of ${s.name} requests ${request} of memory and may use ${limit}; Fargate sizes the pod by the request, and there is no neighbor's memory to borrow.`,
            `${s.name}: 컨테이너 ${container.name}의 메모리 요청은 ${request}, 제한은 ${limit}입니다. Fargate는 요청으로 크기를 정하므로 빌려 쓸 메모리가 없습니다.`,
          ),
          remedy: text('Request what it needs at its peak: set the request to the limit.', '최대 사용량을 요청하십시오: 요청을 제한과 같게 하십시오.'),
        },
      ];
    }),
}); // prettier-ignore
