import { pointer, text, workloadRule } from '../define.ts';
import { templatePatch } from '../subject.ts';

/** Runtimes whose only use is isolation, which Fargate gives every pod by a VM of its own. */
const ISOLATING = /gvisor|runsc|kata|firecracker|runc/i;

export const runtimeClass = workloadRule({
  id: 'runtime-class',
  title: text('Fargate has one runtime', 'Fargate에는 하나의 런타임만 있습니다'),
  severity: 'blocker',
  considerations: [1, 13],
  when: 'pod-pending',
  source: 'https://kubernetes.io/docs/concepts/containers/runtime-class/',
  check: (s) => {
    const name = s.spec.runtimeClassName;
    if (name === undefined || name === '') return [];
    const field = `${s.specField}.runtimeClassName`;
    const isolating = ISOLATING.test(name);
    return [
      {
        field,
        value: name,
        message: text(
          `${s.name} asks for RuntimeClass ${name}, and no Fargate node has its handler.`,
          `${s.name}: RuntimeClass ${name}을(를) 요청하지만 Fargate 노드에는 해당 핸들러가 없습니다.`,
        ),
        remedy: isolating
          ? text(
              'Remove it: each Fargate pod is isolated by a virtual machine of its own.',
              '제거하십시오. Fargate 파드는 각각 자체 가상 머신으로 격리됩니다.',
            )
          : text(
              'Remove it if the program runs under containerd’s default runtime; else keep it on EC2.',
              'containerd 기본 런타임에서 동작하면 제거하십시오. 아니면 EC2에 두십시오.',
            ),
        fix: isolating ? templatePatch(s, { op: 'remove', path: pointer(field) }) : null,
      },
    ];
  },
});
