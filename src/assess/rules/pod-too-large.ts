import { sizeOfSubject } from '../requests.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

export const podTooLarge = workloadRule({
  id: 'pod-too-large',
  title: text('Larger than 16 vCPU and 120 GB', '16 vCPU, 120 GB보다 큽니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.podConfiguration,
  check: (s, context) => {
    const sized = sizeOfSubject(s, context);
    if (sized.kind === 'bad-quantity')
      return [
        {
          ...(sized.container !== null && { container: sized.container }),
          field: `${s.containers.find((c) => c.container.name === sized.container)?.field ?? s.specField}.${sized.field}`,
          value: sized.value,
          message: text(
            `${sized.container === null ? 'A pod' : `Container ${sized.container}`} of ${s.name} asks for "${sized.value}" in ${sized.field}, which is no quantity.`,
            `${s.name}: ${sized.container === null ? '파드' : `컨테이너 ${sized.container}`}의 ${sized.field} 값 "${sized.value}"은(는) 수량이 아닙니다.`,
          ),
          remedy: text('Write it as Kubernetes does: 500m, 1.5, 256Mi, 2Gi.', 'Kubernetes 형식으로 쓰십시오: 500m, 1.5, 256Mi, 2Gi.'),
        },
      ];
    if (sized.kind === 'fits' || sized.what !== 'compute') return [];
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
