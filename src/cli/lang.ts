import type { Lang, Text } from '../model/index.ts';

export type { Lang, Text };
export const say = (text: Text, lang: Lang): string => text[lang];

const isText = (value: object): value is Text =>
  Object.keys(value).length === 2 &&
  typeof (value as { en?: unknown }).en === 'string' &&
  typeof (value as { ko?: unknown }).ko === 'string';

/** The same value with each Text in it said in one language: what `-o json` prints. */
export function spoken(value: unknown, lang: Lang): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((v: unknown) => spoken(v, lang));
  if (isText(value)) return value[lang];
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, spoken(v, lang)]));
}
