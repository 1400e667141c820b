import { SOURCES, text, workloadRule } from '../define.ts';
import { isArchitecture, unmetDemands } from '../node-demands.ts';

/** Images are not read, so an image without linux/amd64 that nothing in the pod points to is not seen here. */
export const armArchitecture = workloadRule({
  id: 'arm-architecture',
  title: text('x86 only', 'x86 아키텍처만 지원합니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) =>
    unmetDemands(s)
      .filter(isArchitecture)
      .map((d) => ({
        field: d.field,
        value: d.shown,
        message: text(
          `${s.name} wants nodes with ${d.shown}, and Fargate on EKS is amd64 only.`,
          `${s.name}: ${d.shown}인 노드를 요구하지만 EKS의 Fargate는 amd64뿐입니다.`,
        ),
        remedy: text(
          'Build its images for linux/amd64 too and remove the demand; else keep it on EC2.',
          '이미지를 linux/amd64로도 빌드하고 이 조건을 제거하십시오. 아니면 EC2에 두십시오.',
        ),
      })),
});
