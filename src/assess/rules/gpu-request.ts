import { SOURCES, text, workloadRule } from '../define.ts';
import { extendedResources } from '../requests.ts';

const ACCELERATOR = /gpu|neuron|habana|nvidia\.com\//i;
export const isAccelerator = (resource: string): boolean => ACCELERATOR.test(resource);

export const gpuRequest = workloadRule({
  id: 'gpu-request',
  title: text('No GPUs', 'GPU를 사용할 수 없습니다'),
  severity: 'blocker',
  considerations: [9],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) =>
    extendedResources(s)
      .filter((r) => isAccelerator(r.resource))
      .map(({ container, field, resource, amount }) => ({
        container,
        field,
        value: amount,
        message: text(
          `Container ${container} of ${s.name} asks for ${amount} ${resource}; Fargate has no GPU and no other accelerator.`,
          `${s.name}: 컨테이너 ${container}이(가) ${resource} ${amount}개를 요청하지만 Fargate에는 GPU 등 가속기가 없습니다.`,
        ),
        remedy: text('Keep it on EC2 or on EKS Auto Mode.', 'EC2 또는 EKS Auto Mode에 두십시오.'),
        mendable: false,
      })),
});
