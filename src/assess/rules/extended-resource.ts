import { SOURCES, text, workloadRule } from '../define.ts';
import { extendedResources } from '../requests.ts';
import { isAccelerator } from './gpu-request.ts';

/** Device plugins run on nodes; a Fargate node has cpu, memory and ephemeral-storage. */
export const extendedResource = workloadRule({
  id: 'extended-resource',
  title: text('Devices and huge pages are not there', '장치와 huge page가 없습니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) =>
    extendedResources(s)
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
});
