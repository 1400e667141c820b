import { describe, expect, it } from 'vitest';
import { rules } from '../assess/index.ts';

import { PHASES } from '../model/index.ts';
import { pageFor, pages, ruleTexts } from './index.ts';

describe('explain', () => {
  it('gives each topic one name', () => {
    const names = pages.flatMap((p) => [p.id, ...(p.aliases ?? [])]);
    expect(names.filter((n, i) => names.indexOf(n) !== i)).toEqual([]);
  });

  it('leads only to pages that exist', () => {
    const ids = new Set(pages.map((p) => p.id));
    const lost = pages.flatMap((p) =>
      p.see.filter((s) => !ids.has(s)).map((s) => `${p.id} → ${s}`),
    );
    expect(lost).toEqual([]);
  });

  it('says everything in both languages, as Korean and as English', () => {
    for (const p of pages) {
      expect(p.title.ko, p.id).toMatch(/[가-힣]|^[\w .,:()-]+$/);
      expect(p.body.ko, p.id).toMatch(/[가-힣]/);
      expect(p.body.en, p.id).not.toMatch(/[가-힣]/);
      const lists = (s: string): number => s.split('\n').filter((l) => l.startsWith('- ')).length;
      expect(lists(p.body.ko), p.id).toBe(lists(p.body.en));
    }
  });

  it('has a page for each rule and for each of the 23 considerations, each with a source', () => {
    for (const rule of rules) expect(pageFor(rule.id).sources).toContain(rule.source);
    for (let n = 1; n <= 23; n += 1) expect(pageFor(String(n)).sources[0]).toMatch(/^https:\/\//);
  });

  it('tells of every rule what is looked at, why, and the way out, and of nothing else', () => {
    expect(Object.keys(ruleTexts).sort()).toEqual(rules.map((r) => r.id).sort());
    for (const [id, { looks, why, mend, accept }] of Object.entries(ruleTexts))
      for (const text of [looks, why, mend, ...(accept === undefined ? [] : [accept])]) {
        expect(text.en, id).toMatch(/^[A-Za-z–-].{10,}[.)]$/s);
        expect(text.ko, id).toMatch(/[가-힣].*[.)]$/s);
      }
  });

  it('finds a page by its alias, whatever its case', () => {
    expect(pageFor('EFS').id).toBe('storage');
    expect(pageFor('Fargate Profile').id).toBe('profile');
  });

  it('refuses an unknown topic, naming near ones and the way out', () => {
    expect(() => pageFor('volume')).toThrow(/no topic "volume"; near it are .*ebs-volume/);
    expect(() => pageFor('xyzzy')).toThrow(
      expect.objectContaining({ code: 'TOPIC_UNKNOWN', exitCode: 2 }),
    );
  });

  it('tells of every phase of a plan', () => {
    for (const phase of PHASES) expect(pageFor(`phase-${phase}`).id).toBe(`phase-${phase}`);
  });
});
