import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { everyHelp } from '../../scripts/docs/commands.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** Every Markdown page that people read, generated ones included. */
const markdown = [
  ...readdirSync(root).filter((f) => f.endsWith('.md')),
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((f) => f.endsWith('.md'))
    .map((f) => join('docs', f)),
].sort();

describe('dependencies.md', () => {
  const rows = new Map(
    [...read('docs/dependencies.md').matchAll(/^\| `([^`]+)` \| (.+) \|$/gm)].map((m) => [
      m[1] ?? '',
      (m[2] ?? '').split(' | '),
    ]),
  );
  const { devDependencies, dependencies } = JSON.parse(read('package.json')) as {
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly dependencies?: Readonly<Record<string, string>>;
  };

  it('has a row for each dependency, and no other', () => {
    expect([...rows.keys()].sort()).toEqual(Object.keys(devDependencies).sort());
    expect(dependencies).toBeUndefined();
  });

  it('names the licence that the package itself names, and says what it is for and how it is kept', () => {
    for (const [name, [use = '', why = '', licence = '', kept = '']] of rows) {
      const own = JSON.parse(read(join('node_modules', name, 'package.json'))) as {
        readonly license: string;
      };
      expect([name, licence]).toEqual([name, own.license]);
      for (const cell of [use, why, kept]) expect(cell.length, name).toBeGreaterThan(0);
    }
  });
});

describe('pages', () => {
  it('lead only to files that exist', () => {
    const lost = markdown.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)]
        .map((m) => normalize(join(dirname(page), m[1] ?? '')))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(lost).toEqual([]);
  });

  it('come in both languages where people operate', () => {
    const pages = readdirSync(join(root, 'docs/operations')).filter((f) => f.endsWith('.md'));
    const english = pages.filter((f) => !f.endsWith('.ko.md'));
    expect(english.length).toBeGreaterThan(5);
    expect(pages.filter((f) => f.endsWith('.ko.md')).sort()).toEqual(
      english.map((f) => f.replace(/\.md$/, '.ko.md')).sort(),
    );
    for (const page of english) {
      const [en, ko] = [page, page.replace(/\.md$/, '.ko.md')].map((f) => read(`docs/operations/${f}`));
      const shape = (text = ''): unknown => ({
        headings: text.match(/^#+ /gm)?.length,
        fences: text.match(/^```/gm)?.length,
        bullets: text.match(/^- /gm)?.length ?? 0,
      });
      expect([page, shape(ko)]).toEqual([page, shape(en)]);
      expect(ko).toMatch(/[가-힣]/);
      expect(en?.replaceAll('[한국어]', '')).not.toMatch(/[가-힣]/);
    }
  });
}); // prettier-ignore

describe('commands in pages', () => {
  /** `plan show` → its long and short flags, as the command's own help lists them. */
  const flags = new Map<string, ReadonlySet<string>>();
  beforeAll(async () => {
    for (const [name, help] of await everyHelp(root))
      flags.set(
        name.replace(/^fargatectl ?/, ''),
        new Set([...help.matchAll(/(?<=^ {2}.{0,6})-{1,2}[a-zA-Z][\w-]*/gm)].map((m) => m[0])),
      );
  }, 60_000);

  it('exist with the flags that they are shown with', () => {
    const everywhere = new Set([...(flags.get('') ?? []), '--help']);
    const wrong = markdown.flatMap((page) =>
      commandLines(read(page)).flatMap((line) => {
        const words = line.split(/\s+/).slice(1);
        const [first = '', second = ''] = words;
        if (first === '' || first.startsWith('-')) return [];
        const two = `${first} ${second}`;
        const name = flags.has(two) ? two : first;
        const known = flags.get(name);
        if (known === undefined) return [`${page}: there is no command ${first} (${line})`];
        return words
          .map((w) => w.replace(/=.*$/, ''))
          .filter((w) => /^-{1,2}[a-z]/.test(w) && !known.has(w) && !everywhere.has(w))
          .map((w) => `${page}: ${name} has no ${w} (${line})`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it('would be missed if they were wrong', () => {
    expect(commandLines('`fargatectl frob -x` and\n```\n$ fargatectl plan --hm  # why\n```')).toEqual(
      ['fargatectl frob -x', 'fargatectl plan --hm'],
    );
    expect(flags.get('plan')?.has('--retire')).toBe(true);
    expect(flags.get('assess')?.has('-o')).toBe(true);
    expect(flags.has('lab start')).toBe(true);
  });
}); // prettier-ignore

/** Lines that call fargatectl: in backquotes, and in code blocks (after a prompt or at the beginning). */
function commandLines(text: string): readonly string[] {
  const inline = [...text.matchAll(/`(fargatectl [^`\n]+)`/g)].map((m) => m[1] ?? '');
  const blocks = [...text.matchAll(/^```\w*\n(.*?)^```/gms)].flatMap((m) =>
    [...(m[1] ?? '').matchAll(/^(?:\$ )?(fargatectl [a-z][^\n#|<>&;]*)/gm)].map((c) => c[1] ?? ''),
  );
  return [...inline, ...blocks].map((line) => line.trim().replace(/[)"]+$/, ''));
}
