import { UserError } from '../errors/index.ts';
import type { Io } from './io.ts';
import { say, type Text } from './lang.ts';
import { text } from '../model/index.ts';

/** Nothing is written before somebody has typed the cluster's name, or said `--yes`. */
export async function confirmCluster(
  io: Io,
  flags: { readonly yes?: boolean },
  cluster: string,
  what: Text,
): Promise<void> {
  if (flags.yes === true) return;
  const ko = io.lang === 'ko';
  io.err(`${say(what, io.lang)}\n`);
  const answer = await io.ask(
    ko
      ? `계속하려면 클러스터 이름 ${cluster} 입력: `
      : `Type the cluster's name, ${cluster}, to go on: `,
  );
  if (answer?.trim() === cluster) return;
  throw UserError({
    code: 'NOT_CONFIRMED',
    message:
      answer === undefined
        ? text(
            'Nobody is there to confirm, and --yes was not given. Nothing was changed.',
            '확인할 사람이 없고 --yes도 주지 않았습니다. 아무것도 바꾸지 않았습니다.',
          )
        : text(
            `"${answer.trim()}" is not ${cluster}. Nothing was changed.`,
            `"${answer.trim()}"은(는) ${cluster}이(가) 아닙니다. 아무것도 바꾸지 않았습니다.`,
          ),
    remedy: text('Give --yes where no terminal is.', '터미널이 없는 곳에서는 --yes를 주십시오.'),
  });
}
