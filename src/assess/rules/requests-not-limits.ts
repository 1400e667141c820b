import { parseMemory, RESERVED_MIB } from '../../model/index.ts';
import { admitted, sizeOfSubject } from '../requests.ts';
import { running, type Subject } from '../subject.ts';
import { SOURCES, text, workloadRule, type Draft } from '../define.ts';

/**
 * Fargate sizes the VM by requests. Limits beyond what the VM has are room that is not there; some
 * containers with such limits were seen failing to start (amazon-cloudwatch-agent 580).
 */
export const requestsNotLimits = workloadRule({
  id: 'requests-not-limits',
  title: text('Memory limits that the pod’s size does not hold', '파드 크기를 넘는 메모리 제한'),
  severity: 'advice',
  considerations: [],
  when: 'silently-different',
  source: SOURCES.podConfiguration,
  check: (s, context) => {
    const sized = sizeOfSubject(s, context);
    if (sized.kind !== 'fits') return [];
    const shared = inMemory(s, sized.size.memoryGB);
    if (sized.missingRequests) return shared;
    const spec = admitted(s, context);
    const after = new Map([...(spec.initContainers ?? []), ...spec.containers].map((c) => [c.name, c]));
    const limits = running(s).map((c) => parseMemory(after.get(c.container.name)?.resources?.limits?.['memory'] ?? 0) ?? 0);
    const wanted = limits.reduce((a: number, b) => a + b, 0);
    const room = sized.size.memoryGB * 1024 - RESERVED_MIB;
    if (wanted <= room) return shared;
    return [
      ...shared,
      {
        // A limit above the whole VM was seen to keep containers from starting.
        severity: limits.some((l) => l > sized.size.memoryGB * 1024) ? ('change' as const) : ('advice' as const),
        field: `${s.specField}.containers`,
        value: `${wanted} MiB`,
        message: text(
          `The containers of ${s.name} may use ${wanted} MiB by their limits; Fargate sizes the pod by its requests, ${sized.size.memoryGB} GB with ${room} MiB for them, and there is no neighbor's memory to borrow.`,
          `${s.name}: 컨테이너의 메모리 제한 합이 ${wanted} MiB입니다. Fargate는 요청으로 ${sized.size.memoryGB} GB를 주며 그중 ${room} MiB만 쓸 수 있고, 빌려 쓸 메모리가 없습니다.`,
        ),
        remedy: text(
          'Request what it needs at its peak: set the memory requests to the limits.',
          '최대 사용량을 요청하십시오: 메모리 요청을 제한과 같게 하십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore

/** Files of a volume in memory are the pod's memory; what the pod's size does not hold ends it. */
function inMemory(s: Subject, memoryGB: number): readonly Draft[] {
  const room = memoryGB * 1024 - RESERVED_MIB;
  return (s.spec.volumes ?? []).flatMap((volume, i) => {
    const limit = parseMemory(volume.emptyDir?.sizeLimit ?? 0) ?? 0;
    if (volume.emptyDir?.medium !== 'Memory' || limit <= room) return [];
    return [
      {
        severity: 'change' as const,
        field: `${s.specField}.volumes[${i}].emptyDir.sizeLimit`,
        value: volume.emptyDir.sizeLimit ?? null,
        message: text(
          `Volume ${volume.name} of ${s.name} may hold ${limit} MiB in memory; the Fargate pod has ${room} MiB for it and its containers.`,
          `${s.name}: 볼륨 ${volume.name}이(가) 메모리에 ${limit} MiB까지 담을 수 있지만 Fargate 파드에는 컨테이너를 포함해 ${room} MiB뿐입니다.`,
        ),
        remedy: text(
          'Request memory for what it really holds as well, or lower its sizeLimit.',
          '실제로 담는 만큼 메모리도 요청하거나 sizeLimit을 낮추십시오.',
        ),
      },
    ];
  });
} // prettier-ignore
