import type { Owned } from '../../verify/index.ts';
import { clean } from '../errors.ts';
import type { Io } from '../io.ts';
import { say, type Text } from '../lang.ts';
import { paint } from './paint.ts';

/** What runs of ours made and what is still there, with why it stays. */
export function ownedText(owned: readonly Owned[], io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  if (owned.length === 0)
    return `${c.green('✓')} ${ko ? 'fargatectl이 만든 것이 하나도 남아 있지 않습니다.' : 'Nothing that fargatectl made is left.'}\n`;
  const lines = owned.map((o) => {
    const what = clean(say(o.what, io.lang));
    return o.inUse === null
      ? `  ${c.red('−')} ${what}`
      : `  ${c.yellow('=')} ${what}: ${ko ? '사용 중' : 'in use'}, ${clean(say(o.inUse, io.lang))}`;
  });
  return `${c.bold(ko ? 'fargatectl이 만든 것' : 'Made by fargatectl')}\n${lines.join('\n')}\n`;
}

/** What was there before us and goes on costing money. */
export function billedText(billed: readonly Text[], io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  return `${c.bold(ko ? '계속 비용이 드는 것 (우리가 만들지 않음)' : 'Still billed (not ours)')}\n${billed.map((b) => `  ${clean(say(b, io.lang))}\n`).join('')}`;
}
