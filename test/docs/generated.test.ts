import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { everyHelp, subcommandsOf } from '../../scripts/docs/commands.ts';
import { compare } from '../../scripts/docs/compare.ts';
import { codesIn } from '../../scripts/docs/error-codes.ts';
import { errorTexts } from '../../scripts/docs/error-texts.ts';
import { closedUp, terminalPicture } from '../../scripts/docs/terminal-picture.ts';
import { effectsNamedIn, rulePagesIn, stepPagesIn } from '../../scripts/docs/topics.ts';
import { rules } from '../../src/assess/index.ts';
import { stepTexts } from '../../src/explain/index.ts';
import { stepRegistry } from '../../src/steps/index.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, 'docs', path), 'utf8');

describe('pages from the code', () => {
  it('has one for each rule and each step in both languages, as it would be written now', () => {
    const pages = [
      ...rulePagesIn('en'),
      ...rulePagesIn('ko'),
      ...stepPagesIn('en'),
      ...stepPagesIn('ko'),
    ];
    expect(pages).toHaveLength(2 * (rules.length + 1) + 2 * (stepRegistry.size + 1));
    for (const [path, text] of pages) expect(read(path), path).toBe(text);
  });

  it('tells of every step of the registry, with the phase that it has, and of nothing else', () => {
    const told = Object.fromEntries(Object.entries(stepTexts).map(([id, t]) => [id, t.phase]));
    const known = Object.fromEntries([...stepRegistry].map(([id, s]) => [id, s.phase]));
    expect(told).toEqual(known);
  });

  it('says of a step that it writes nothing only where its source names no effect', () => {
    for (const [id, told] of Object.entries(stepTexts))
      expect([id, told.writes.en === 'Nothing.']).toEqual([
        id,
        effectsNamedIn(id).length === 0 && id !== 'put-away',
      ]);
  });

  it('explains every error code of the source, and no other', () => {
    expect(Object.keys(errorTexts).sort()).toEqual(codesIn(join(root, 'src')).map((s) => s.code));
    for (const { code } of codesIn(join(root, 'src')))
      expect(read('errors.md')).toContain(`\`${code}\``);
  });

  it('finds a code in a source that it does not know, with its exit code', () => {
    const dir = mkdtempSync(join(tmpdir(), 'codes-'));
    const file = join(dir, 'new.ts');
    writeFileSync(
      file,
      "throw UserError({\n  code: 'BRAND_NEW',\n  exitCode: EXIT.stale,\n});\nif (e.code === 'NOT_MADE_HERE') x();\nthrow CloudError({ code: 'OTHER_NEW' });\n",
    );
    expect(codesIn(dir)).toEqual([
      { code: 'BRAND_NEW', exits: [6] },
      { code: 'OTHER_NEW', exits: [1] },
    ]);
  });

  it('documents the help that each command really prints', async () => {
    const page = read('commands.md');
    const all = await everyHelp(root);
    expect(all.length).toBeGreaterThan(15);
    for (const [name, help] of all) expect(page).toContain(`## ${name}\n\n\`\`\`\n${help}\n\`\`\``);
    expect(page.match(/^## /gm)).toHaveLength(all.length);
  }, 60_000);

  it('reads the commands out of a help text, the last line and wrapped lines included', () => {
    const help =
      'Usage: x\n\nCommands:\n  one [a]   does\n            more\n  two-b     this\n  help [c]  help\n\nExit codes: 0';
    expect(subcommandsOf(help)).toEqual(['one', 'two-b']);
    expect(subcommandsOf('Usage: y\n\nOptions:\n  -h  help')).toEqual([]);
  });

  it('tells stale, missing and left-over pages from fresh ones', () => {
    const dir = mkdtempSync(join(tmpdir(), 'docs-'));
    mkdirSync(join(dir, 'rules'));
    writeFileSync(join(dir, 'rules/fresh.md'), 'as it is');
    writeFileSync(join(dir, 'rules/stale.md'), 'as it was');
    writeFileSync(join(dir, 'rules/gone.md'), 'of a rule that is no more');
    const pages = new Map([
      ['rules/fresh.md', 'as it is'],
      ['rules/stale.md', 'as it is'],
      ['rules/missing.md', 'as it is'],
    ]);
    expect(compare(pages, dir, ['rules', 'steps'])).toEqual({
      stale: ['rules/stale.md', 'rules/missing.md'],
      leftOver: ['rules/gone.md'],
    });
  });
});

describe('the picture of a terminal', () => {
  it('puts each run at its column, two columns for each Hangul letter', () => {
    const svg = terminalPicture(['\u001b[32m✓\u001b[39m  이름  b<c'], 'a "title"');
    expect(svg).toContain('fill="#56d364"');
    // Two cells of mark and gap less one: ✓ at 0, the name at 3, the last at 3 + 4 + 2.
    const x = [...svg.matchAll(/<text x="([\d.]+)"/g)].map((m) => Number(m[1]));
    expect(x).toEqual([16, 16 + 3 * 8.4, 16 + 9 * 8.4].map((n) => Number(n.toFixed(1))));
    expect(svg).toContain('b&lt;c');
    expect(svg).toContain('a &quot;title&quot;');
  });

  it('closes a table up where every row is blank, and keeps the colors', () => {
    expect(closedUp(['a      bb   c', '\u001b[31mx\u001b[39m      y    z'])).toEqual([
      'a  bb  c',
      '\u001b[31mx\u001b[39m  y   z',
    ]);
  });
});
