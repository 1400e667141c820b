import { SOURCES, text, workloadRule, type Draft } from '../define.ts';
import { extendedResources } from '../requests.ts';
import type { Subject } from '../subject.ts';
import { isAccelerator } from './gpu-request.ts';

/** Device plugins run on nodes; a Fargate node has cpu, memory and ephemeral-storage. */
export const extendedResource = workloadRule({
  id: 'extended-resource',
  title: text('Devices and huge pages are not there', '장치와 huge page가 없습니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) => [
    ...claimed(s),
    ...hugePages(s),
    ...extendedResources(s)
      .filter((r) => !isAccelerator(r.resource))
      .map(({ container, field, resource, amount }) => ({
        container,
        field,
        value: amount,
        message: text(
          `Container ${container} of ${s.name} asks for ${amount} ${resource}, which no Fargate node offers.`,
          `${s.name}: 컨테이너 ${container}이(가) ${resource} ${amount}을(를) 요청하지만 이를 제공하는 Fargate 노드가 없습니다.`,
        ),
        remedy: resource.startsWith('hugepages-')
          ? text(
              'Remove the request if the program runs with ordinary pages; else keep it on EC2.',
              '일반 페이지로 동작하면 요청을 제거하십시오. 아니면 EC2에 두십시오.',
            )
          : text('Keep it on EC2.', 'EC2에 두십시오.'),
        mendable: resource.startsWith('hugepages-'),
      })),
  ],
});

/** Dynamic resource allocation: drivers on nodes offer the devices that claims ask for. */
const claimed = (s: Subject): readonly Draft[] =>
  (s.spec.resourceClaims ?? []).map(({ name }, i) => ({
    field: `${s.specField}.resourceClaims[${i}]`,
    value: name,
    message: text(
      `${s.name} claims a device (${name}) by dynamic resource allocation; no driver on a Fargate node offers one.`,
      `${s.name}: 동적 리소스 할당으로 장치(${name})를 요청하지만 Fargate 노드에는 이를 제공할 드라이버가 없습니다.`,
    ),
    remedy: text('Keep it on EC2.', 'EC2에 두십시오.'),
    mendable: false,
  }));

const hugePages = (s: Subject): readonly Draft[] =>
  (s.spec.volumes ?? []).flatMap((volume, i) =>
    volume.emptyDir?.medium?.startsWith('HugePages') === true
      ? [
          {
            field: `${s.specField}.volumes[${i}].emptyDir.medium`,
            value: volume.emptyDir.medium,
            message: text(
              `Volume ${volume.name} of ${s.name} lies in huge pages, which no Fargate node offers.`,
              `${s.name}: 볼륨 ${volume.name}이(가) huge page를 사용하지만 Fargate 노드에는 없습니다.`,
            ),
            remedy: text(
              'Use medium: Memory or none if the program runs with ordinary pages; else keep it on EC2.',
              '일반 페이지로 동작하면 medium을 Memory로 하거나 비우십시오. 아니면 EC2에 두십시오.',
            ),
          },
        ]
      : [],
  );
