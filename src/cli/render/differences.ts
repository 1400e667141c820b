import { counted } from '../../model/index.ts';
import type { Difference } from '../../inventory/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { paint } from './paint.ts';

const SHOWN = 20;

/** What two snapshots of a cluster differ in, field by field; none is said too. */
export function differencesText(differences: readonly Difference[], io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  if (differences.length === 0)
    return `${c.green('✓')} ${ko ? '처음 스냅샷과 비교: 차이 없음' : 'Compared with the first snapshot: no difference'}`;
  const short = (v: unknown): string => clean(JSON.stringify(v) ?? 'null').slice(0, 60);
  return [
    c.red(
      ko
        ? `처음 스냅샷과 다른 곳 ${differences.length}개`
        : `${counted(differences.length, 'difference')} from the first snapshot`,
    ),
    ...differences
      .slice(0, SHOWN)
      .map((d) => `  ${d.object} ${d.field}: ${short(d.before)} → ${short(d.after)}`),
    ...(differences.length > SHOWN ? ['  …'] : []),
  ].join('\n');
}
