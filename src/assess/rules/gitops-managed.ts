import { text, workloadRule } from '../define.ts';

/** Who applied the object applies it again: a change made here is undone there. */
export const gitopsManaged = workloadRule({
  id: 'gitops-managed',
  title: text('Somebody else’s controller puts changes back', '다른 컨트롤러가 변경을 되돌립니다'),
  severity: 'change',
  considerations: [],
  when: 'silently-different',
  source: 'https://argo-cd.readthedocs.io/en/stable/user-guide/resource_tracking/',
  check: (s) => {
    const { labels = {}, annotations = {}, ownerReferences = [] } = s.workload.object.metadata;
    const owner = ownerReferences.find((o) => o.controller === true);
    const by =
      annotations['argocd.argoproj.io/tracking-id'] !== undefined || labels['argocd.argoproj.io/instance'] !== undefined
        ? 'Argo CD'
        : Object.keys(labels).some((k) => k.startsWith('kustomize.toolkit.fluxcd.io/') || k.startsWith('helm.toolkit.fluxcd.io/'))
          ? 'Flux'
          : owner !== undefined && s.workload.ref.name === s.workload.object.metadata.name && s.workload.ref.kind !== 'Pod'
            ? `${owner.kind} ${owner.name}`
            : undefined;
    if (by === undefined) return [];
    return [
      {
        field: 'metadata',
        value: by,
        message: text(
          `${s.name} is kept by ${by}, which puts back what is changed in the cluster.`,
          `${s.name}: ${by}이(가) 관리하며 클러스터에서 바꾼 것을 되돌립니다.`,
        ),
        remedy: text(
          'Make the change at its source, or pause the synchronization while the plan runs.',
          '원본에서 변경하거나 계획을 실행하는 동안 동기화를 멈추십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore
