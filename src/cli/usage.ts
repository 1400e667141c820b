import { Help, type Command } from 'commander';
import type { Lang } from './lang.ts';

/** Commander speaks English. What it says, as patterns, and the same in Korean. */
const KOREAN: readonly (readonly [RegExp, string])[] = [
  [/^error: unknown option '(.+?)'/, "오류: 알 수 없는 옵션 '$1'"],
  [/^error: unknown command '(.+?)'/, "오류: 알 수 없는 명령 '$1'"],
  [/^error: option '(.+?)' argument missing/, "오류: 옵션 '$1'에 값이 없습니다"],
  [/^error: missing required argument '(.+?)'/, "오류: 필수 인수 '$1'이(가) 없습니다"],
  [/^error: required option '(.+?)' not specified/, "오류: 필수 옵션 '$1'이(가) 없습니다"],
  [
    /^error: option '(.+?)' argument '(.*?)' is invalid\./,
    "오류: 옵션 '$1'의 값 '$2'이(가) 올바르지 않습니다.",
  ],
  [/Allowed choices are (.+)\./, '선택할 수 있는 값: $1.'],
  [
    /^error: too many arguments for '(.+?)'\. Expected (\d+) arguments? but got (\d+)\./,
    "오류: '$1'의 인수가 너무 많습니다. 필요한 인수 $2개, 받은 인수 $3개.",
  ],
  [
    /^error: too many arguments\. Expected (\d+) arguments? but got (\d+)\./,
    '오류: 인수가 너무 많습니다. 필요한 인수 $1개, 받은 인수 $2개.',
  ],
  [/^error: (.+) cannot be used with (.+)/, '오류: $1와(과) $2은(는) 함께 쓸 수 없습니다'],
  [/\(Did you mean one of (.+)\?\)/, '(혹시 다음 중 하나입니까? $1)'],
  [/\(Did you mean (.+)\?\)/, '(혹시 $1입니까?)'],
  [/^error: /, '오류: '],
];
const TITLES: Readonly<Record<string, string>> = {
  'Usage:': '사용법:',
  'Arguments:': '인수:',
  'Options:': '옵션:',
  'Global Options:': '공통 옵션:',
  'Commands:': '명령:',
};

/** A usage error in the reader's language; what no pattern knows stays as Commander said it. */
export const usageError = (words: string, lang: Lang): string =>
  lang === 'en' ? words : KOREAN.reduce((said, [en, ko]) => said.replace(en, ko), words);

/** Gives a program (and every command made of it later) help and usage errors in a language. */
export function speakUsage(program: Command, lang: Lang): Command {
  program.configureOutput({
    outputError: (words, write) => write(usageError(words, lang)),
  });
  if (lang === 'en') return program;
  return program
    .helpOption('-h, --help', '도움말 표시')
    .helpCommand('help [command]', '명령의 도움말 표시')
    .configureHelp({
      styleTitle: (title) => TITLES[title] ?? title,
      optionDescription: (option) =>
        new Help()
          .optionDescription(option)
          .replace('(default: ', '(기본값: ')
          .replace('choices: ', '선택: ')
          .replace(', default: ', ', 기본값: '),
    });
}

/**
 * The language that the command line asks for, before it is parsed: help and usage errors come
 * while it is.
 */
export function langIn(argv: readonly string[]): Lang | undefined {
  const at = argv.findIndex((a) => a === '--lang' || a.startsWith('--lang='));
  const value = argv[at]?.startsWith('--lang=') ? argv[at].slice(7) : argv[at + 1];
  return at >= 0 && (value === 'en' || value === 'ko') ? value : undefined;
}
