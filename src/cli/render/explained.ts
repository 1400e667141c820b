import type { BeforeAfter, Decoded } from '../../explain/index.ts';
import { formatRef, type PassedBy, type WorkloadAssessment } from '../../model/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import type { Lang } from '../lang.ts';
import { verdictName, workloadLines } from './assessment.ts';
import { usd } from './money.ts';
import { paint } from './paint.ts';
import { wrap } from './wrap.ts';

/** What messages mean, each with its evidence and the next command. */
export function decodedText(decoded: readonly Decoded[], io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  return decoded
    .map((d) =>
      [
        `${d.harmless ? c.green('✓') : c.red('✗')} ${c.bold(d.id)}`,
        ...wrap(clean(d.cause[io.lang]), Math.min(io.columns, 100) - 2).map((line) => `  ${line}`),
        c.dim(`  ${ko ? '근거' : 'evidence'}: ${clean(d.evidence)}`),
        `  → ${clean(d.next[io.lang])}`,
        ...(d.harmless ? [] : [c.dim(`  ${retryText(d.retries, io.lang)}`)]),
        ...(d.see === null
          ? []
          : [c.dim(`  ${ko ? '더 읽기' : 'more'}: fargatectl explain ${d.see}`)]),
        '',
      ].join('\n'),
    )
    .join('\n');
}

const retryText = (retries: boolean, lang: Lang): string =>
  retries
    ? {
        en: 'Fargate tries again by itself once the cause is gone.',
        ko: '원인이 사라지면 Fargate가 스스로 다시 시도합니다.',
      }[lang]
    : {
        en: 'Nothing tries this pod again: mend the cause, then delete the pod or restart its workload.',
        ko: '이 파드는 다시 시도되지 않습니다. 원인을 고친 뒤 파드를 삭제하거나 워크로드를 재시작하십시오.',
      }[lang];

const PASSED_BY: Readonly<Record<PassedBy, { readonly en: string; readonly ko: string }>> = {
  'opted-out': {
    en: 'Fargate passes it by: its annotation eks.amazonaws.com/compute-type: ec2 says so.',
    ko: 'Fargate가 지나칩니다: eks.amazonaws.com/compute-type: ec2 주석이 있습니다.',
  },
  daemonset: {
    en: 'Fargate passes it by: pods of DaemonSets are left to EC2 nodes.',
    ko: 'Fargate가 지나칩니다: DaemonSet의 파드는 EC2 노드에 남습니다.',
  },
  'node-name': {
    en: 'Fargate passes it by: the template names a node itself.',
    ko: 'Fargate가 지나칩니다: 템플릿이 노드를 직접 지정합니다.',
  },
  'other-scheduler': {
    en: 'Fargate passes it by: the template names another scheduler.',
    ko: 'Fargate가 지나칩니다: 템플릿이 다른 스케줄러를 지정합니다.',
  },
  'no-profile': {
    en: 'Fargate passes it by: no active profile takes it.',
    ko: 'Fargate가 지나칩니다: 받는 활성 프로필이 없습니다.',
  },
};

const head = (workload: WorkloadAssessment, io: Io): string[] => [
  `${paint(io.color).bold(formatRef(workload.ref))}  ${verdictName(workload.verdict, io.lang)}`,
  '',
];

export interface ExplainedPod {
  readonly workload: WorkloadAssessment;
  /** Absent where the input holds no pod to show: its operator makes it from settings. */
  readonly change?: BeforeAfter;
  readonly usdPerMonthPerPod: number | null;
  readonly region: string | null;
}

/** One workload before and after, what AWS would say of it, and what stands in its way. */
export function explainedPodText({ workload, change, usdPerMonthPerPod, region }: ExplainedPod, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  if (!change) return `${[...head(workload, io), ...workloadLines(workload, () => true, io), ...workload.unknown.map((u) => `  ? ${clean(u.reason)}`)].join('\n').trimEnd()}\n`;
  const { admission } = change;
  const out = head(workload, io);
  if (admission.kind === 'passed-by') out.push(PASSED_BY[admission.because][io.lang], '');
  else {
    const mark = admission.kind === 'placed' ? c.green('✓') : c.red('✗');
    out.push(
      ko ? '지금 Fargate 프로필이 받으면 나올 이벤트:' : 'The event, were a Fargate profile to take it as it is:',
      `  ${mark} ${admission.event.reason}  ${clean(admission.event.message)}`,
      '',
    );
  }
  for (const { what, before, after } of change.differences)
    out.push(
      c.bold(what[io.lang]),
      `  EC2      ${clean(before[io.lang])}`,
      `  Fargate  ${clean(after[io.lang])}`,
    );
  if (change.differences.length > 0)
    out.push(
      c.bold(ko ? '요금' : 'price'),
      ko ? '  EC2      노드 단위' : '  EC2      by the node',
      usdPerMonthPerPod === null
        ? `  Fargate  ${ko ? '알 수 없음: --region으로 리전을 지정하십시오' : 'not known: name the Region with --region'}`
        : `  Fargate  ${usd(usdPerMonthPerPod)} USD/${ko ? '월, 파드당' : 'month a pod'} (${region ?? '?'})`,
      '',
    );
  for (const a of change.assumed) out.push(c.dim(`${ko ? '가정' : 'taken for granted'}: ${clean(a[io.lang])}`));
  if (change.assumed.length > 0) out.push('');
  out.push(...workloadLines(workload, () => true, io));
  return `${out.join('\n').trimEnd()}\n`;
} // prettier-ignore
