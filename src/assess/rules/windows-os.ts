import { SOURCES, text, workloadRule } from '../define.ts';
import type { Subject } from '../subject.ts';
import { isOs, unmetDemands } from '../node-demands.ts';

/** Base images of Microsoft's and what is built on them by its tags; no Linux program is called like them. */
const WINDOWS_IMAGE =
  /windows[/-]?(servercore|nanoserver)|(^|[/:_.-])(servercore|nanoserver)([/:_.-]|$)|[:-]ltsc20\d\d|dotnet\/framework\//i;

export const windowsOs = workloadRule({
  id: 'windows-os',
  title: text('Linux only', 'Linux만 지원합니다'),
  severity: 'blocker',
  considerations: [],
  when: 'pod-pending',
  source: SOURCES.fargate,
  check: (s) => {
    const demand = unmetDemands(s).find(isOs);
    const byOs = s.spec.os !== undefined && s.spec.os.name !== 'linux';
    const seen = byOs
      ? { field: `${s.specField}.os.name`, value: `os: ${s.spec.os?.name ?? ''}` }
      : demand
        ? { field: demand.field, value: demand.shown }
        : byImageOrSettings(s);
    if (!seen) return [];
    return [
      {
        ...seen,
        message: text(
          `${s.name} runs on Windows (${seen.value}), and Fargate on EKS runs Linux only.`,
          `${s.name}: Windows에서 실행됩니다(${seen.value}). EKS의 Fargate는 Linux만 실행합니다.`,
        ),
        remedy: text('Keep it on EC2.', 'EC2에 두십시오.'),
        mendable: false,
      },
    ];
  },
}); // prettier-ignore

/** Nothing says where to run it, but its image or its settings say on what. */
function byImageOrSettings(s: Subject): { readonly field: string; readonly value: string } | undefined {
  const image = s.containers.find((c) => WINDOWS_IMAGE.test(c.container.image ?? ''));
  if (image) return { field: `${image.field}.image`, value: image.container.image ?? '' };
  const settings = [
    { field: s.specField, security: s.spec.securityContext },
    ...s.containers.map((c) => ({ field: c.field, security: c.container.securityContext })),
  ].find(({ security }) => security?.windowsOptions?.['hostProcess'] === true);
  return settings && { field: `${settings.field}.securityContext.windowsOptions.hostProcess`, value: 'hostProcess' };
} // prettier-ignore
