import { DEFAULT_EPHEMERAL_GIB, MAX_EPHEMERAL_GIB, parseQuantity } from '../../model/index.ts';
import { sizeOfSubject } from '../requests.ts';
import { SOURCES, text, workloadRule } from '../define.ts';
import type { Subject } from '../subject.ts';

export const ephemeralStorageTooLarge = workloadRule({
  id: 'ephemeral-storage-too-large',
  title: text('More scratch disk than a Fargate pod has', '임시 디스크 요청이 한도를 넘습니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.podConfiguration,
  check: (s, context) => {
    const sized = sizeOfSubject(s, context);
    if (sized.kind === 'bad-quantity') return [];
    const asked = sized.needed.ephemeralGiB;
    const field = `${s.specField}.containers`;
    if (asked > MAX_EPHEMERAL_GIB)
      return [
        {
          field,
          value: `${asked} GiB`,
          message: text(
            `A pod of ${s.name} asks for ${asked} GiB of ephemeral storage; a Fargate pod has at most ${MAX_EPHEMERAL_GIB} GiB.`,
            `${s.name}: 임시 스토리지 ${asked} GiB를 요청하지만 Fargate 파드는 최대 ${MAX_EPHEMERAL_GIB} GiB입니다.`,
          ),
          remedy: text('Put the files on EFS or S3, or keep it on EC2.', '파일을 EFS나 S3에 두거나 EC2에 두십시오.'),
        },
      ];
    const scratch = scratchGiB(s);
    const disk = Math.max(asked, DEFAULT_EPHEMERAL_GIB);
    if (scratch > disk)
      return [
        {
          severity: 'change' as const,
          field: `${s.specField}.volumes`,
          value: `${scratch} GiB`,
          message: text(
            `The emptyDir volumes of ${s.name} may hold ${scratch} GiB by their sizeLimit, and its Fargate pod would have a disk of ${disk} GiB for them, its images and its logs.`,
            `${s.name}: emptyDir 볼륨의 sizeLimit 합이 ${scratch} GiB인데, Fargate 파드의 디스크는 이미지와 로그를 포함해 ${disk} GiB입니다.`,
          ),
          remedy: text(
            'Request ephemeral-storage for what they really hold, at most 175 GiB a pod.',
            '실제로 담는 만큼 ephemeral-storage를 요청하십시오. 파드당 최대 175 GiB입니다.',
          ),
        },
      ];
    if (asked <= DEFAULT_EPHEMERAL_GIB) return [];
    return [
      {
        severity: 'advice' as const,
        field,
        value: `${asked} GiB`,
        message: text(
          `A pod of ${s.name} asks for ${asked} GiB of ephemeral storage; what is above ${DEFAULT_EPHEMERAL_GIB} GiB is billed for each GiB and hour.`,
          `${s.name}: 임시 스토리지 ${asked} GiB를 요청합니다. ${DEFAULT_EPHEMERAL_GIB} GiB를 넘는 부분은 GiB-시간으로 과금됩니다.`,
        ),
        remedy: text('Lower the request if the pod does with less.', '더 적어도 되면 요청을 줄이십시오.'),
      },
    ];
  },
}); // prettier-ignore

/** What the emptyDirs on disk may grow to; those in memory are no disk, and those without a limit say nothing. */
function scratchGiB(s: Subject): number {
  const bytes = (s.spec.volumes ?? [])
    .filter((v) => v.emptyDir?.medium !== 'Memory')
    .reduce((sum, v) => sum + (parseQuantity(v.emptyDir?.sizeLimit ?? 0) ?? 0), 0);
  return Math.ceil(bytes / 2 ** 30);
}
