import { COMPUTE_TYPE } from '../../model/index.ts';
import { imageName } from '../images.ts';
import { pointer, SOURCES, text, workloadRule } from '../define.ts';
import { templatePatch } from '../subject.ts';

/** The annotation `eks.amazonaws.com/compute-type: ec2` makes Fargate's webhook pass a pod by; EKS' CoreDNS carries it. */
export const corednsComputeType = workloadRule({
  id: 'coredns-compute-type',
  title: text('Held on EC2 by its annotation', '주석으로 EC2에 고정되어 있습니다'),
  severity: 'blocker',
  considerations: [4],
  when: 'silently-different',
  source: SOURCES.started,
  check: (s) => {
    const value = s.annotations[COMPUTE_TYPE];
    if (value === undefined || value === 'fargate') return [];
    const isDns =
      s.namespace === 'kube-system' &&
      s.spec.containers.some((c) => imageName(c.image ?? '').includes('coredns'));
    const metadata = s.specField.replace(/spec$/, 'metadata');
    return [
      {
        field: `${metadata}.annotations["${COMPUTE_TYPE}"]`,
        value,
        message: text(
          `${s.name} carries the annotation ${COMPUTE_TYPE}: ${value}; Fargate passes its pods by.`,
          `${s.name}: ${COMPUTE_TYPE}: ${value} 주석이 있어 Fargate가 파드를 지나칩니다.`,
        ),
        remedy: isDns
          ? text(
              'The plan moves CoreDNS: by the add-on’s computeType where it is an add-on, else by removing the annotation.',
              '계획이 CoreDNS를 이동합니다. 애드온이면 computeType으로, 아니면 주석을 제거합니다.',
            )
          : text(
              'Somebody keeps it on EC2 on purpose; remove the annotation from the pod template if it is to go.',
              '의도적으로 EC2에 두고 있습니다. 이동하려면 파드 템플릿에서 주석을 제거하십시오.',
            ),
        fix: isDns ? templatePatch(s, { op: 'remove', path: pointer(`${metadata}.annotations`, COMPUTE_TYPE) }) : null,
      },
    ];
  },
}); // prettier-ignore
