import { text, workloadRule } from '../define.ts';

export const barePod = workloadRule({
  id: 'bare-pod',
  title: text('A pod that nothing makes again', '컨트롤러가 없는 파드'),
  severity: 'change',
  considerations: [17],
  when: 'silently-different',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/fargate-pod-patching.html',
  check: (s) =>
    s.workload.ref.kind === 'Pod' && s.workload.replicas !== 0
      ? [
          {
            field: 'metadata.ownerReferences',
            value: null,
            message: text(
              `${s.name} has no controller: it cannot be moved, only made anew, and when EKS patches Fargate it is gone for good.`,
              `${s.name}: 컨트롤러가 없습니다. 이동할 수 없고 새로 만들어야 하며, EKS가 Fargate를 패치하면 영영 사라집니다.`,
            ),
            remedy: text('Make it a Deployment or a Job.', 'Deployment나 Job으로 만드십시오.'),
          },
        ]
      : [],
});
