import { SOURCES, text, workloadRule } from '../define.ts';
import { isArchitecture, unmetDemands } from '../node-demands.ts';

/** Names by which images say that they are for Arm alone: the publisher's folder, or the tag. */
const ARM_IMAGE =
  /(^|\/)arm(64v8|32v[567])\/|[:_.-](arm64|aarch64|arm64v8|arm32v[567]|armhf|armv7)$/i;
const withoutDigest = (image: string): string => image.replace(/@.*$/, '');

/** Images are not read, so one without linux/amd64 whose name does not say so is not seen here. */
export const armArchitecture = workloadRule({
  id: 'arm-architecture',
  title: text('x86 only', 'x86 아키텍처만 지원합니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) => [
    ...s.containers
      .filter(({ container }) => ARM_IMAGE.test(withoutDigest(container.image ?? '')))
      .map(({ container, field }) => ({
        container: container.name,
        field: `${field}.image`,
        value: container.image ?? '',
        message: text(
          `Container ${container.name} of ${s.name} runs ${container.image ?? ''}, by its name an image for Arm, and Fargate on EKS is amd64 only.`,
          `${s.name}: 컨테이너 ${container.name}의 이미지 ${container.image ?? ''}은(는) 이름으로 보아 Arm용이지만 EKS의 Fargate는 amd64뿐입니다.`,
        ),
        remedy: text(
          'Name an image that has linux/amd64; docker manifest inspect shows what an image has.',
          'linux/amd64가 있는 이미지를 쓰십시오. docker manifest inspect로 확인할 수 있습니다.',
        ),
      })),
    ...unmetDemands(s)
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
  ],
}); // prettier-ignore
