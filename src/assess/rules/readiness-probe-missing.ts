import { text, workloadRule } from '../define.ts';
import { isService, running } from '../subject.ts';

export const readinessProbeMissing = workloadRule({
  id: 'readiness-probe-missing',
  title: text('No readiness probe behind a Service', 'Service 뒤에 준비성 프로브가 없습니다'),
  severity: 'advice',
  considerations: [],
  when: 'silently-different',
  source: 'https://kubernetes.io/docs/concepts/configuration/liveness-readiness-startup-probes/',
  check: (s, context) => {
    if (!isService(s) || context.servicesOf(s).length === 0) return [];
    if (running(s).some((c) => c.container.readinessProbe !== undefined)) return [];
    return [
      {
        field: `${s.specField}.containers[0].readinessProbe`,
        value: null,
        message: text(
          `${s.name} has no readiness probe; requests reach its new pods, and its old ones are stopped, as soon as the process has started.`,
          `${s.name}: 준비성 프로브가 없습니다. 프로세스가 시작되자마자 새 파드로 요청이 가고 기존 파드는 멈춥니다.`,
        ),
        remedy: text('Add a readinessProbe to the container that serves.', '요청을 처리하는 컨테이너에 readinessProbe를 추가하십시오.'),
      },
    ];
  },
}); // prettier-ignore
