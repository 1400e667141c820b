export type Lang = 'en' | 'ko';
/** User-facing text exists in both languages, always. */
export interface Text {
  readonly en: string;
  readonly ko: string;
}
export const say = (text: Text, lang: Lang): string => text[lang];
