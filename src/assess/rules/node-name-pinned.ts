import { pointer, text, workloadRule } from '../define.ts';
import { templatePatch } from '../subject.ts';

export const nodeNamePinned = workloadRule({
  id: 'node-name-pinned',
  title: text('A node named in the template', '템플릿에 지정된 노드'),
  severity: 'blocker',
  considerations: [4],
  when: 'silently-different',
  source: 'https://repost.aws/knowledge-center/eks-resolve-pending-fargate-pods',
  check: (s) => {
    const name = s.spec.nodeName;
    // A pod that runs has a node name because it was scheduled; only a template's is somebody's wish.
    if (name === undefined || name === '' || s.workload.object.kind === 'Pod') return [];
    const field = `${s.specField}.nodeName`;
    return [
      {
        field,
        value: name,
        message: text(
          `${s.name} names node ${name} itself, so no scheduler, and no Fargate profile, sees its pods.`,
          `${s.name}: 노드 ${name}을(를) 직접 지정하므로 스케줄러도 Fargate 프로필도 파드를 보지 못합니다.`,
        ),
        remedy: text('Remove nodeName.', 'nodeName을 제거하십시오.'),
        fix: templatePatch(s, { op: 'remove', path: pointer(field) }),
      },
    ];
  },
});
