import { operatorResourceOf, syncOwnerName, syncOwnerOf } from '../../model/index.ts';
import { text, workloadRule } from '../define.ts';

/** Who applied the object applies it again: a change made here is undone there. */
export const gitopsManaged = workloadRule({
  id: 'gitops-managed',
  title: text('A repository’s controller puts changes back', '저장소의 컨트롤러가 변경을 되돌립니다'),
  severity: 'change',
  considerations: [],
  when: 'silently-different',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/',
  check: (s) => {
    const source = syncOwnerOf(s.workload.object);
    // What stands in both worlds is put back by the operator, which is nearer.
    if (!source || operatorResourceOf(s.workload.object)) return [];
    const by = syncOwnerName(source);
    return [
      {
        field: 'metadata',
        value: by,
        message: text(
          `${s.name} is kept by ${by}, which puts back what is changed in the cluster.`,
          `${s.name}: ${by}이(가) 관리하며 클러스터에서 바꾼 것을 되돌립니다.`,
        ),
        remedy: text(
          'Commit the change at its source (fargatectl plan --write-changes DIR), or let the plan pause it: fargatectl plan --pause-sync.',
          '변경을 원본에 커밋하거나(fargatectl plan --write-changes DIR), 계획이 동기화를 멈추게 하십시오: fargatectl plan --pause-sync',
        ),
      },
    ];
  },
}); // prettier-ignore
