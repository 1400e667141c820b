import { counted } from '../../model/index.ts';
import { selectorText, type ListedProfile } from '../../profiles/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** Profiles as kubectl lists things; faults and who runs where below. */
export function profileListText(
  profiles: readonly ListedProfile[],
  io: Io,
  { wide }: { readonly wide: boolean },
): string {
  const c = paint(io.color);
  const t = (en: string, ko: string) => (io.lang === 'ko' ? ko : en);
  if (profiles.length === 0)
    return `${t('The cluster has no Fargate profile.', '클러스터에 Fargate 프로필이 없습니다.')}\n`;
  const lines = [
    table(
      [
        { head: t('NAME', '이름') },
        { head: t('STATUS', '상태') },
        { head: t('PODS', '파드'), align: 'right' },
        { head: t('TO COME', '받을 파드'), align: 'right' },
        { head: t('SELECTORS', '셀렉터') },
        ...(wide ? [{ head: t('SUBNETS', '서브넷') }, { head: t('ROLE', '역할') }, { head: t('MADE BY', '만든 쪽') }] : []), // prettier-ignore
      ],
      profiles.map((p) => [
        p.name,
        p.status === 'ACTIVE' ? c.green(p.status) : c.yellow(p.status),
        p.pods === null ? '?' : `${p.pods.running.length}`,
        p.wouldTake === null ? '?' : `${p.wouldTake.reduce((sum, w) => sum + w.podsElsewhere, 0)}`,
        p.selectors.map(selectorText).join(', '),
        ...(wide
          ? [
              p.subnetIds.join(', '),
              p.podExecutionRoleArn.split('/').at(-1) ?? '',
              p.ours ? 'fargatectl' : t('others', '다른 도구'),
            ]
          : []),
      ]),
      io,
    ),
  ];
  for (const p of profiles) {
    for (const h of p.healthIssues)
      lines.push(`${c.red('✗')} ${p.name}: ${clean(h.code)}: ${clean(h.message)}\n`);
    if (!wide) continue;
    const takes = (p.wouldTake ?? []).map((w) => w.workload.split('/').slice(-3).join('/'));
    if ((p.pods?.running.length ?? 0) > 0)
      lines.push(`${p.name}: ${t('runs', '실행 중')} ${p.pods?.running.map(clean).join(', ') ?? ''}\n`); // prettier-ignore
    if ((p.pods?.ended ?? 0) > 0)
      lines.push(`${p.name}: ${t(`${counted(p.pods?.ended ?? 0, 'ended pod')} of Jobs`, `끝난 Job 파드 ${p.pods?.ended ?? 0}개`)}\n`); // prettier-ignore
    if (takes.length > 0)
      lines.push(`${p.name}: ${t('takes the next pods of', '다음 파드를 받는 워크로드')} ${takes.map(clean).join(', ')}\n`); // prettier-ignore
  }
  lines.push(
    c.dim(
      t(
        'TO COME: pods that run elsewhere now and would be taken when they are next made.\n',
        '받을 파드: 지금은 다른 곳에서 실행 중이고 다음에 만들어질 때 이 프로필이 받을 파드입니다.\n',
      ),
    ),
  );
  return lines.join('');
}
