import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';
import { isAlive } from '../is-alive.ts';
import type { LabFile } from './lab-start.ts';
import { text } from '../../model/index.ts';

/** `fargatectl lab stop`. */
export async function run(io: Io, flags: { readonly stateDir: string }): Promise<ExitCode> {
  const file = join(flags.stateDir, 'lab', 'lab.json');
  if (!existsSync(file))
    throw UserError({
      code: 'LAB_NOT_RUNNING',
      message: text(
        `No lab runs from ${flags.stateDir}.`,
        `${flags.stateDir}에서 실행 중인 실습 환경이 없습니다.`,
      ),
      remedy: text('fargatectl lab start starts one.', '시작하기: fargatectl lab start'),
    });
  const { pid } = JSON.parse(readFileSync(file, 'utf8')) as LabFile;
  if (isAlive(pid)) {
    process.kill(pid, 'SIGTERM');
    for (let i = 0; i < 50 && isAlive(pid); i += 1) await new Promise((r) => setTimeout(r, 100));
  }
  rmSync(file, { force: true });
  io.out(io.lang === 'ko' ? '실습 환경을 중지했습니다.\n' : 'The lab is stopped.\n');
  return EXIT.done;
}
