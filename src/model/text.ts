/** The languages of the product. */
export type Lang = 'en' | 'ko';

/** The same words in each language. What an operator reads is one of these until the cli chooses. */
export type Text = Readonly<Record<Lang, string>>;

export const text = (en: string, ko: string): Text => ({ en, ko });

/** What is the same in every language: ids, names, values, and what AWS or Kubernetes said. */
export const verbatim = (words: string): Text => ({ en: words, ko: words });

/** For words made of other words: `both((l) => `${name}: ${reason[l]}`)`. */
export const both = (say: (lang: Lang) => string): Text => ({ en: say('en'), ko: say('ko') });

export const joinTexts = (texts: readonly Text[], separator: string): Text =>
  both((l) => texts.map((t) => t[l]).join(separator));

/** Up to `most` names, and how many more there are. */
export const someOf = (names: readonly (string | Text)[], most = 5): Text => {
  const named = names.slice(0, most).map((n) => (typeof n === 'string' ? verbatim(n) : n));
  const shown = joinTexts(named, ', ');
  const more = names.length - most;
  return more <= 0 ? shown : text(`${shown.en} and ${more} more`, `${shown.ko} 외 ${more}개`);
};

/**
 * `1 pod`, `3 pods`, `0 pods`: in English alone one differs from many. `many` where an s at the end is
 * not the plural.
 */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n} ${n === 1 ? one : many}`;

/** What follows a count in English: `agree(n, 'is', 'are')`. */
export const agree = (n: number, one: string, many: string): string => (n === 1 ? one : many);
