import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { someOf, text, verbatim } from '../model/index.ts';
import { spoken } from './lang.ts';
import { langIn, usageError } from './usage.ts';

describe('what -o json prints', () => {
  it('says each text in one language, however deep it stands', () => {
    const event = {
      step: 'a',
      for: text('it', '그것'),
      list: [{ why: text('so', '그래서') }],
      n: 1,
    };
    expect(spoken(event, 'ko')).toEqual({
      step: 'a',
      for: '그것',
      list: [{ why: '그래서' }],
      n: 1,
    });
    expect(spoken(event, 'en')).toEqual({ step: 'a', for: 'it', list: [{ why: 'so' }], n: 1 });
  });
  it('leaves alone what holds no text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(spoken(value, 'ko')).toEqual(value);
      }),
    );
  });
});

describe('names in a sentence', () => {
  it('are counted in each language where they are many', () => {
    expect(someOf(['a', 'b'])).toEqual(verbatim('a, b'));
    expect(someOf(['a', text('b', '나'), 'c', 'd'], 2)).toEqual(
      text('a, b and 2 more', 'a, 나 외 2개'),
    );
  });
});

describe('usage errors', () => {
  it.each([
    ["error: unknown option '--form'\n(Did you mean --from?)", /^오류: .*'--form'\n\(혹시 --from/],
    ["error: unknown command 'asess'\n(Did you mean one of assess, size?)", /중 하나입니까\? assess, size\)/],
    ["error: option '--lang <lang>' argument 'xx' is invalid. Allowed choices are en, ko.", /'xx'.*값: en, ko\./],
    ["error: too many arguments for 'plan'. Expected 0 arguments but got 2.", /0개.*2개/],
    ["error: missing required argument 'plan'", /'plan'이\(가\) 없습니다/],
  ])('%j is told in Korean', (english, korean) => {
    expect(usageError(english, 'ko')).toMatch(korean);
    expect(usageError(english, 'en')).toBe(english);
  }); // prettier-ignore

  it('are told in the language of the flag, wherever it stands', () => {
    expect(langIn(['assess', '--form', 'x', '--lang', 'ko'])).toBe('ko');
    expect(langIn(['--lang=en', 'assess'])).toBe('en');
    expect(langIn(['--lang', 'xx'])).toBeUndefined();
    expect(langIn(['assess'])).toBeUndefined();
  });
});
