import type { Lang, Text } from '../model/index.ts';

export type { Lang, Text };
export const say = (text: Text, lang: Lang): string => text[lang];
