import {
  formatRef,
  operatorResourceOf,
  OPT_IN_LABEL,
  OPT_IN_VALUE,
  syncOwnerName,
  syncOwnerOf,
} from '../../model/index.ts';
import { text, workloadRule, type Draft } from '../define.ts';

/** Who applied the object applies it again: a change made here is undone there. */
export const gitopsManaged = workloadRule({
  id: 'gitops-managed',
  title: text('Somebody else’s controller puts changes back', '다른 컨트롤러가 변경을 되돌립니다'),
  severity: 'change',
  considerations: [],
  when: 'silently-different',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/',
  check: (s) => {
    const source = syncOwnerOf(s.workload.object);
    // Pods of an owner that was not read stand for it under its own name; it keeps itself.
    const isOwn = s.workload.ref.name === s.workload.object.metadata.name && s.workload.ref.kind !== 'Pod';
    const resource = isOwn ? operatorResourceOf(s.workload.object) : undefined;
    // What stands in both worlds is put back by the operator, which is nearer.
    if (resource) return [madeFrom(s.name, formatRef(resource))];
    if (!source) return [];
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

const madeFrom = (name: string, resource: string): Draft => ({
  field: 'metadata.ownerReferences',
  value: resource,
  message: text(
    `${name} is made by an operator from ${resource}; the operator puts back what is changed in it.`,
    `${name}: 오퍼레이터가 ${resource}(으)로 만들며, 여기서 바꾼 것은 오퍼레이터가 되돌립니다.`,
  ),
  remedy: text(
    `Make the change in ${resource}: its pods need the label ${OPT_IN_LABEL}=${OPT_IN_VALUE} and what the other findings say. A plan leaves it alone and says how its operator takes it to Fargate.`,
    `${resource}을(를) 바꾸십시오. 파드에 레이블 ${OPT_IN_LABEL}=${OPT_IN_VALUE}과(와) 다른 항목이 말하는 내용이 있어야 합니다. 계획은 이 워크로드를 건드리지 않고, 오퍼레이터로 옮기는 방법을 알려 줍니다.`,
  ),
});
