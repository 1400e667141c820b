import { admitted, asks, sizeOfSubject } from '../requests.ts';
import { running, type Subject } from '../subject.ts';
import { SOURCES, text, workloadRule, type Draft } from '../define.ts';

/** On a node a pod without requests takes what is free; on Fargate it gets the smallest size there is. */
export const missingRequests = workloadRule({
  id: 'missing-requests',
  title: text('A container that asks for nothing', '요청이 없는 컨테이너'),
  severity: 'change',
  considerations: [],
  when: 'silently-different',
  source: SOURCES.podConfiguration,
  check: (s, context) => {
    const sized = sizeOfSubject(s, context);
    if (sized.kind !== 'fits') return [];
    if (sized.podLevel) return [wholePod(s)];
    if (!sized.missingRequests) return [];
    const { vcpu, memoryGB } = sized.size;
    const spec = admitted(s, context);
    const after = new Map([...(spec.initContainers ?? []), ...spec.containers].map((c) => [c.name, c]));
    return running(s).flatMap(({ container, field }) => {
      const missing = ['cpu', 'memory'].filter((r) => asks(after.get(container.name) ?? container, r) === undefined);
      if (missing.length === 0) return [];
      return [
        {
          container: container.name,
          field: `${field}.resources.requests`,
          value: null,
          message: text(
            `Container ${container.name} of ${s.name} requests no ${missing.join(' and no ')}, so it counts as nothing: the pod gets ${vcpu} vCPU and ${memoryGB} GB (256 MiB of it Fargate's) and no more.`,
            `${s.name}: 컨테이너 ${container.name}에 ${missing.join(', ')} 요청이 없어 0으로 계산됩니다. 파드는 ${vcpu} vCPU, ${memoryGB} GB(256 MiB는 Fargate용)만 받습니다.`,
          ),
          remedy: text(
            'Measure what it uses and request that; kubectl top pod --containers shows it.',
            '실제 사용량을 재서 요청하십시오. kubectl top pod --containers로 볼 수 있습니다.',
          ),
        },
      ];
    });
  },
}); // prettier-ignore

/** Kubernetes 1.34 lets a pod ask as a whole; AWS says of Fargate's sizes only that containers count. */
const wholePod = (s: Subject): Draft => ({
  field: `${s.specField}.resources`,
  value: { ...s.spec.resources?.requests },
  message: text(
    `${s.name} asks for resources as a pod, not by container; AWS says only that Fargate adds up containers, so the size that you get is not certain.`,
    `${s.name}: 컨테이너가 아니라 파드 단위로 리소스를 요청합니다. AWS 문서에는 컨테이너 요청의 합만 나오므로 실제 크기를 확신할 수 없습니다.`,
  ),
  remedy: text(
    'Write requests for each container; check the CapacityProvisioned annotation of the first pod.',
    '컨테이너마다 requests를 쓰고, 첫 파드의 CapacityProvisioned 주석을 확인하십시오.',
  ),
});
