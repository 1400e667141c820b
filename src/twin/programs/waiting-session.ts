import type { ExecExit, ExecOutput, ExecSession } from '../apiserver/index.ts';
import { OutputQueue } from './output-queue.ts';
import type { Result } from './shell.ts';

const CTRL_D = 4;

/** A command that reads all of its standard input before it answers: `cat`, `tar -x`, `sh -c 'cat > f'`. */
export function waitingSession(run: (stdin: string) => Promise<Result>): ExecSession {
  const output = new OutputQueue();
  const input: Uint8Array[] = [];
  let over = false;
  let settle: (exit: ExecExit) => void = () => undefined;
  const exit = new Promise<ExecExit>((resolve) => (settle = resolve));
  const end = (how: ExecExit): void => {
    over = true;
    output.close();
    settle(how);
  };
  const finish = async (): Promise<void> => {
    if (over) return;
    over = true;
    try {
      const result = await run(Buffer.concat(input).toString());
      for (const stream of ['stdout', 'stderr'] as const)
        if (result[stream] !== '')
          output.push({ stream, data: Buffer.from(result[stream]) } satisfies ExecOutput);
      end({ kind: 'exited', code: result.exitCode });
    } catch (error) {
      end({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  };
  return {
    output: output.all(),
    exit,
    write(data) {
      if (data.length === 1 && data[0] === CTRL_D) void finish();
      else if (!over) input.push(data);
    },
    closeStdin: () => void finish(),
    resize: () => undefined,
    kill: () => {
      if (!over) end({ kind: 'exited', code: 137 });
    },
  };
}
