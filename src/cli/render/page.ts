import { contents, pageFor, pages, READ_ON, type Page } from '../../explain/index.ts';
import { displayWidth, wrap } from './wrap.ts';
import type { Io } from '../io.ts';
import { paint } from './paint.ts';

/** A page of `explain`, or the table of contents. `considerations` and `rules` list one chapter. */
export function explainText(topic: string | undefined, io: Io): string {
  if (topic === undefined) return contentsText(contents, io);
  const chapter = { considerations: 2, rules: 3 }[topic];
  if (chapter !== undefined) return contentsText(contents.slice(chapter, chapter + 1), io);
  return pageText(pageFor(topic), io);
}

function contentsText(chapters: typeof contents, io: Io): string {
  const c = paint(io.color);
  const width = Math.max(...chapters.flatMap((ch) => ch.pages.map((p) => p.id.length)));
  const out = chapters.flatMap((ch) => [
    c.bold(ch.title[io.lang]),
    ...ch.pages.map((p) => `  ${c.cyan(p.id.padEnd(width))}  ${p.title[io.lang]}`),
    '',
  ]);
  out.push(
    io.lang === 'ko'
      ? '한 주제를 읽으려면: fargatectl explain fargate'
      : 'Read one: fargatectl explain fargate',
  );
  return `${out.join('\n')}\n`;
}

function pageText(page: Page, io: Io): string {
  const c = paint(io.color);
  const ko = io.lang === 'ko';
  const width = Math.min(io.columns, 92);
  const out = [c.bold(page.title[io.lang]), ''];
  for (const line of page.body[io.lang].split('\n')) {
    const item = /^- /.test(line);
    out.push(...wrap(line, width, item ? '  ' : ''));
  }
  out.push('');
  const see = page.see.flatMap((id) => pages.filter((p) => p.id === id));
  if (see.length > 0) {
    const wide = Math.max(...see.map((p) => displayWidth(p.id)));
    out.push(c.bold(ko ? '더 읽기' : 'See also'));
    for (const p of see) out.push(`  ${c.cyan(p.id.padEnd(wide))}  ${p.title[io.lang]}`);
    out.push('');
  }
  out.push(
    c.dim(`${ko ? '출처' : 'Source'} (${ko ? `${READ_ON} 확인` : `read ${READ_ON}`}):`),
    ...page.sources.map((s) => c.dim(`  ${s}`)),
  );
  return `${out.join('\n')}\n`;
}
