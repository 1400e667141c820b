import { sizeOfSubject } from '../requests.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

export const sizeBoundary = workloadRule({
  id: 'size-boundary',
  title: text('At the edge of a size', '크기 경계에 있습니다'),
  severity: 'advice',
  considerations: [],
  when: 'money',
  source: SOURCES.podConfiguration,
  check: (s, context) => {
    const sized = sizeOfSubject(s, context);
    // Whoever asks for nothing has a larger question to answer first.
    if (sized.kind !== 'fits' || !sized.boundary || sized.missingRequests) return [];
    const size = `${sized.size.vcpu} vCPU, ${sized.size.memoryGB} GB`;
    return [
      {
        field: `${s.specField}.containers`,
        value: `${sized.needed.memoryMiB} MiB`,
        message: text(
          `${s.name} needs ${sized.needed.memoryMiB} MiB with Fargate's own 256, within 5 % of the edge of a size; AWS does not say whether it counts in MB or MiB.`,
          `${s.name}: Fargate의 256을 포함해 ${sized.needed.memoryMiB} MiB가 필요하며 크기 경계의 5 % 안에 있습니다. AWS는 MB와 MiB 중 무엇인지 밝히지 않습니다.`,
        ),
        remedy: text(
          `Expect ${size}, and read the first pod's CapacityProvisioned annotation; fargatectl size shows the cheapest edit.`,
          `${size}를 예상하되 첫 파드의 CapacityProvisioned 주석을 확인하십시오. fargatectl size가 가장 싼 수정을 보여 줍니다.`,
        ),
      },
    ];
  },
}); // prettier-ignore
