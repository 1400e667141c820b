import type { Check } from '../../verify/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { say } from '../lang.ts';
import { paint } from './paint.ts';
import { table } from './table.ts';

/** Each check with what was seen; what could not be looked at is said so. */
export function checksText(checks: readonly Check[], io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const marks = {
    ok: c.green('✓'),
    failed: c.red('✗'),
    unknown: c.yellow('?'),
    nothing: c.dim('-'),
  };
  const rows = checks.map((k) => [
    marks[k.state],
    clean(say(k.what, io.lang)),
    clean(say(k.evidence, io.lang)),
  ]);
  const count = (state: Check['state']): number => checks.filter((k) => k.state === state).length;
  const total = ko
    ? `확인 ${count('ok')}, 실패 ${count('failed')}, 알 수 없음 ${count('unknown')}`
    : `${count('ok')} ok, ${count('failed')} failed, ${count('unknown')} unknown`;
  const none = count('nothing');
  const rest = none === 0 ? '' : ko ? `, 볼 것 없음 ${none}` : `, ${none} with nothing to see`;
  return `${table(
    [{ head: '' }, { head: ko ? '확인한 것' : 'CHECK' }, { head: ko ? '본 것' : 'SEEN' }],
    rows,
    io,
  )}${total}${rest}\n`;
}
