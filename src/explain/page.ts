import type { Text } from '../assess/index.ts';

/** One thing to learn, in both languages. Bodies are paragraphs; a line that starts with `- ` is a list item. */
export interface Page {
  /** What is typed: `fargate`, `5`, `ebs-volume`. Unique. */
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly title: Text;
  readonly body: Text;
  /** The same as `body`, part by part, where the page is made of parts. */
  readonly parts?: readonly Part[];
  /** Where it can be read up. */
  readonly sources: readonly string[];
  /** Ids of other pages. */
  readonly see: readonly string[];
}

/** A titled paragraph. */
export interface Part {
  readonly title: Text;
  readonly body: Text;
}

/** Parts as running text, for a terminal. */
export const bodyOf = (parts: readonly Part[]): Text => {
  const inLang = (lang: 'en' | 'ko'): string =>
    parts.map((p) => `${p.title[lang]} — ${p.body[lang]}`).join('\n\n');
  return { en: inLang('en'), ko: inLang('ko') };
};

/** The day on which the sources below were last read against the pages. */
export const READ_ON = '2026-11-23';
