import { badLimitOf, sizeOfSubject, type BadQuantity } from '../requests.ts';
import { SOURCES, text, workloadRule, type Draft } from '../define.ts';
import type { Subject } from '../subject.ts';

export const podTooLarge = workloadRule({
  id: 'pod-too-large',
  title: text('Larger than 16 vCPU and 120 GB', '16 vCPU, 120 GB보다 큽니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.podConfiguration,
  check: (s, context) => {
    const sized = sizeOfSubject(s, context);
    const bad = sized.kind === 'bad-quantity' ? sized : badLimitOf(s);
    if (bad) return [noQuantity(s, bad)];
    if (sized.kind !== 'too-large' || sized.what !== 'compute') return [];
    const { milliCpu, memoryMiB } = sized.needed;
    const seen = `${milliCpu / 1000} vCPU, ${Math.ceil(memoryMiB / 102.4) / 10} GiB`;
    return [
      {
        field: `${s.specField}.containers`,
        value: seen,
        message: text(
          `A pod of ${s.name} needs ${seen} (256 MiB of it for Fargate itself); the largest Fargate pod has 16 vCPU and 120 GB.`,
          `${s.name}: 파드에 ${seen}가 필요합니다(Fargate용 256 MiB 포함). 가장 큰 Fargate 파드는 16 vCPU, 120 GB입니다.`,
        ),
        remedy: text(
          'Split it into more and smaller pods, lower its requests to what it uses, or keep it on EC2.',
          '더 작은 여러 파드로 나누거나, 실제 사용량에 맞춰 요청을 줄이거나, EC2에 두십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore

const noQuantity = (s: Subject, { container, field, value }: BadQuantity): Draft => ({
  ...(container !== null && { container }),
  field: `${s.containers.find((c) => c.container.name === container)?.field ?? s.specField}.${field}`,
  value,
  message: text(
    `${container === null ? 'A pod' : `Container ${container}`} of ${s.name} asks for "${value}" in ${field}, which is no quantity.`,
    `${s.name}: ${container === null ? '파드' : `컨테이너 ${container}`}의 ${field} 값 "${value}"은(는) 수량이 아닙니다.`,
  ),
  remedy: text(
    'Write it as Kubernetes does: 500m, 1.5, 256Mi, 2Gi.',
    'Kubernetes 형식으로 쓰십시오: 500m, 1.5, 256Mi, 2Gi.',
  ),
});
