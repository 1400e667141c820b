import { text, workloadRule } from '../define.ts';

export const imagePullNever = workloadRule({
  id: 'image-pull-never',
  title: text('An image that must be on the node already', '노드에 이미 있어야 하는 이미지'),
  severity: 'blocker',
  considerations: [1],
  when: 'container-fails',
  source: 'https://kubernetes.io/docs/concepts/containers/images/',
  check: (s) =>
    s.containers
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
}); // prettier-ignore
