import { counted } from '../../model/index.ts';
import { selectorText } from '../../profiles/index.ts';
import type { ProfilesReport } from '../profiles-report.ts';
import type { Io } from '../io.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** Profiles with their selectors, pods × profiles as the proof, and what is known of fewer. */
export function profilesText(report: ProfilesReport, io: Io): string {
  const c = paint(io.color);
  const t = (en: string, ko: string) => (io.lang === 'ko' ? ko : en);
  const lines: string[] = [];
  report.profiles.forEach((profile, i) => {
    lines.push(`${c.bold(`${i + 1}. ${profile.name}`)}`);
    for (const s of profile.selectors) lines.push(`     ${selectorText(s)}`);
  });
  lines.push('', minimality(report, t), '');
  lines.push(matrix(report, t, io));
  const { overlaps, missed, swept } = report.proof;
  if (missed.length === 0 && swept.length === 0)
    lines.push(
      c.green('✓ ') +
        t(
          `Each of the ${counted(report.proof.matches.length, 'workload that goes', 'workloads that go')} is taken by one profile, and nothing that stays is.`,
          `이동하는 워크로드 ${report.proof.matches.length}개는 각각 프로필 하나가 받고, 남는 워크로드는 어느 것도 받지 않습니다.`,
        ),
    );
  for (const w of missed)
    lines.push(`${c.red('✗ ')}${t(`No profile takes ${w}.`, `${w}: 받는 프로필이 없습니다.`)}`);
  for (const w of swept)
    lines.push(
      `${c.red('✗ ')}${t(
        `${w} stays on EC2 and would be taken at its next restart; its pods would hang Pending. Give its pod template the annotation eks.amazonaws.com/compute-type: ec2, or choose --selectors own-labels.`,
        `${w}: EC2에 남는데 다음 재시작 때 프로필이 받아 파드가 Pending에 머뭅니다. 파드 템플릿에 eks.amazonaws.com/compute-type: ec2 주석을 넣거나 --selectors own-labels를 쓰십시오.`,
      )}`,
    );
  for (const o of overlaps)
    lines.push(
      `${c.yellow('! ')}${t(
        `${o.workload} matches ${o.profiles.join(' and ')}; EKS takes the first by name. Do not rely on it: the pod label eks.amazonaws.com/fargate-profile decides.`,
        `${o.workload}: ${o.profiles.join(', ')}에 모두 맞습니다. EKS는 이름순으로 첫 번째를 고릅니다. 이에 기대지 말고 파드 레이블 eks.amazonaws.com/fargate-profile로 정하십시오.`,
      )}`,
    );
  if (report.labelled.length > 0)
    lines.push(
      t(
        `The label fargatectl.io/compute: fargate goes onto the pod template of ${counted(report.labelled.length, 'workload')}; the migration plan does it with the move.`,
        `파드 템플릿 ${report.labelled.length}개에 fargatectl.io/compute: fargate 레이블이 붙습니다. 마이그레이션 계획이 이동과 함께 붙입니다.`,
      ),
    );
  if (report.overQuota)
    lines.push(
      `${c.red('✗ ')}${t(
        `${report.profiles.length} profiles with those that are there are more than the quota of ${report.quota ?? 10} for a cluster (EKS L-33415657). Choose --selectors opt-in, or raise the quota.`,
        `이미 있는 것과 합하면 프로필 ${report.profiles.length}개가 클러스터 할당량 ${report.quota ?? 10}개(EKS L-33415657)를 넘습니다. --selectors opt-in을 쓰거나 할당량을 올리십시오.`,
      )}`,
    );
  if (report.existing === null)
    lines.push(
      c.dim(
        t(
          'Profiles that the cluster has already were not looked at: the input is files.',
          '클러스터에 이미 있는 프로필은 보지 못했습니다. 입력이 파일입니다.',
        ),
      ),
    );
  return `${lines.join('\n')}\n`;
}

type Say = (en: string, ko: string) => string;

function minimality({ selectors, profiles }: ProfilesReport, t: Say): string {
  if (selectors === null)
    return t(
      'Whole namespaces, as in the tutorial. Fewer were not looked for.',
      '튜토리얼처럼 네임스페이스 전체를 받습니다. 더 적은 구성은 찾지 않았습니다.',
    );
  const count = t(
    `${counted(selectors.count, 'selector')} in ${counted(profiles.length, 'profile')}`,
    `셀렉터 ${selectors.count}개, 프로필 ${profiles.length}개`,
  );
  const among =
    selectors.language === 'exact'
      ? t('among selectors without wildcards', '와일드카드 없는 셀렉터 중에서')
      : t('among selectors with at most one * a field', '필드마다 *를 하나까지 쓰는 셀렉터 중에서');
  return selectors.count === selectors.atLeast
    ? t(`${count}: proven fewest ${among}.`, `${count}: ${among} 가장 적음이 증명되었습니다.`)
    : t(
        `${count}; fewer than ${selectors.atLeast} there cannot be ${among}. The search ended before it could prove more.`,
        `${count}. ${among} ${selectors.atLeast}개보다 적을 수는 없습니다. 그 이상은 증명하기 전에 탐색을 마쳤습니다.`,
      );
}

function matrix(report: ProfilesReport, t: Say, io: Io): string {
  const names = report.profiles.map((p) => p.name);
  const homes = new Map(report.proof.matches.map((m) => [m.workload, m]));
  return table(
    [
      { head: t('WORKLOAD', '워크로드') },
      ...names.map((_, i) => ({ head: `${i + 1}` })),
      { head: t('BY', '근거') },
    ],
    [...homes.values()]
      .sort((a, b) => (a.workload < b.workload ? -1 : 1))
      .map((m) => [
        m.workload.split('/').slice(-3).join('/'),
        ...names.map((n) => (n === m.profile ? '●' : '·')),
        selectorText(m.selector),
      ]),
    io,
  );
}
