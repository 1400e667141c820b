import { text, workloadRule } from '../define.ts';

export const imagePullNever = workloadRule({
  id: 'image-pull-never',
  title: text('An image that must be on the node already', '노드에 이미 있어야 하는 이미지'),
  severity: 'blocker',
  considerations: [1],
  when: 'container-fails',
  source: 'https://kubernetes.io/docs/concepts/containers/images/',
  check: (s) => [
    ...s.containers.filter((c) => ON_NODE.test(c.container.image ?? '')).map(({ container, field }) => ({
      container: container.name,
      field: `${field}.image`,
      value: container.image ?? '',
      message: text(
        `Container ${container.name} of ${s.name} pulls ${container.image ?? ''} from a registry on its own node; a Fargate node has none.`,
        `${s.name}: 컨테이너 ${container.name}이(가) 노드 자신의 레지스트리에서 ${container.image ?? ''}을(를) 받습니다. Fargate 노드에는 레지스트리가 없습니다.`,
      ),
      remedy: text(
        'Push the image to a registry that the VPC reaches, such as ECR, and name it there.',
        'ECR처럼 VPC에서 접근할 수 있는 레지스트리에 이미지를 올리고 그 이름을 쓰십시오.',
      ),
    })),
    ...s.containers
      .filter((c) => c.container.imagePullPolicy === 'Never')
      .map(({ container, field }) => ({
        container: container.name,
        field: `${field}.imagePullPolicy`,
        value: 'Never',
        message: text(
          `Container ${container.name} of ${s.name} never pulls ${container.image ?? 'its image'}; a Fargate node starts empty.`,
          `${s.name}: 컨테이너 ${container.name}이(가) ${container.image ?? '이미지'}를 받지 않습니다. Fargate 노드는 비어 있는 상태로 시작합니다.`,
        ),
        remedy: text(
          'Push the image to a registry and set imagePullPolicy to IfNotPresent.',
          '이미지를 레지스트리에 올리고 imagePullPolicy를 IfNotPresent로 바꾸십시오.',
        ),
      })),
  ],
}); // prettier-ignore

/** The node's own address as a registry: a local registry, or one that a DaemonSet puts on each node. */
const ON_NODE = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?\//;
