import { refOf } from '../../model/index.ts';
import { specOf } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';

interface VpaSpec {
  readonly targetRef: { readonly kind?: string; readonly name?: string };
  readonly updatePolicy: { readonly updateMode?: string };
}

/** A Fargate pod changes its size only by being made anew. */
export const vpaMode = workloadRule({
  id: 'vpa-mode',
  title: text('Vertical autoscaling needs new pods', 'VPA는 Auto 또는 Recreate여야 합니다'),
  severity: 'change',
  considerations: [11],
  when: 'silently-different',
  source: SOURCES.fargate,
  needs: { kinds: ['autoscaling.k8s.io/v1/VerticalPodAutoscaler'] },
  check: (s, context) =>
    context.all('VerticalPodAutoscaler', s.namespace).flatMap((vpa) => {
      const { targetRef, updatePolicy } = specOf<VpaSpec>(vpa);
      if (targetRef?.kind !== s.workload.ref.kind || targetRef.name !== s.workload.ref.name) return [];
      const mode = updatePolicy?.updateMode ?? 'Auto';
      if (mode === 'Auto' || mode === 'Recreate') return [];
      return [
        {
          // Off only recommends, on EC2 as well: nothing gets lost, but nothing resizes either.
          severity: mode === 'Off' ? ('advice' as const) : ('change' as const),
          object: refOf(vpa),
          field: 'spec.updatePolicy.updateMode',
          value: mode,
          message: text(
            `VerticalPodAutoscaler ${s.namespace}/${vpa.metadata.name} is in mode ${mode}; on Fargate it resizes ${s.name} in mode Auto or Recreate only.`,
            `VerticalPodAutoscaler ${s.namespace}/${vpa.metadata.name}의 모드가 ${mode}입니다. Fargate에서는 Auto나 Recreate에서만 ${s.name}의 크기를 바꿉니다.`,
          ),
          remedy: text('Set updateMode to Recreate, or leave it to recommend only.', 'updateMode를 Recreate로 바꾸거나 권고용으로만 두십시오.'),
        },
      ];
    }),
}); // prettier-ignore
