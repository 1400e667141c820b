import type { Text } from './define.ts';

/** Reasons that the inventory gives in English, in the other language. */
const KOREAN: readonly (readonly [string, string])[] = [
  ['AWS was not asked: the input is files', '입력이 파일이므로 AWS에 묻지 않았습니다'],
  [
    'the input is files and holds none, which proves nothing about the cluster',
    '입력이 파일이고 이 종류가 없습니다. 클러스터에 없다는 증거는 아닙니다',
  ],
];

/** A reason of the snapshot in the reader's language; what AWS or Kubernetes said stays as it was said. */
export const reasonText = (reason: string, lang: keyof Text): string =>
  lang === 'en' ? reason : KOREAN.reduce((text, [en, ko]) => text.replace(en, ko), reason);
