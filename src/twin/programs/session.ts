import type { ExecExit, ExecSession } from '../apiserver/index.ts';
import { OutputQueue } from './output-queue.ts';
import { runScript, type ShellWorld } from './shell.ts';

const PROMPT = '# ';
const CTRL_C = 3;
const CTRL_D = 4;
const BACKSPACE = new Set([8, 127]);

/** `kubectl exec -it POD -- sh`: a line at a time, with the echo and the prompt of a terminal when there is one. */
export function shellSession(world: ShellWorld, tty: boolean): ExecSession {
  const output = new OutputQueue();
  let line = '';
  let busy: Promise<void> = Promise.resolve();
  let lastCode = 0;
  let over = false;
  let settle: (exit: ExecExit) => void = () => undefined;
  const exit = new Promise<ExecExit>((resolve) => (settle = resolve));
  const print = (text: string): void => {
    if (text !== '')
      output.push({
        stream: 'stdout',
        data: Buffer.from(tty ? text.replaceAll('\n', '\r\n') : text),
      });
  };
  const end = (code: number): void => {
    if (over) return;
    over = true;
    output.close();
    settle({ kind: 'exited', code });
  };
  const runLine = async (text: string): Promise<void> => {
    if (over) return;
    const leaving = /^\s*exit(?:\s+(\d+))?\s*$/.exec(text);
    if (leaving) {
      end(leaving[1] === undefined ? lastCode : Number(leaving[1]));
      return;
    }
    const result = await runScript(world, text);
    lastCode = result.exitCode;
    if (tty) print(result.stdout + result.stderr);
    else {
      print(result.stdout);
      if (result.stderr !== '') output.push({ stream: 'stderr', data: Buffer.from(result.stderr) });
    }
    if (tty) print(PROMPT);
  };
  const take = (byte: number): void => {
    const ch = String.fromCharCode(byte);
    if (tty && byte === CTRL_D && line === '') busy = busy.then(() => end(lastCode));
    else if (tty && byte === CTRL_C) {
      line = '';
      print(`^C\n${PROMPT}`);
    } else if (tty && BACKSPACE.has(byte)) {
      if (line !== '') print('\b \b');
      line = line.slice(0, -1);
    } else if (ch === '\n' || ch === '\r') {
      const text = line;
      line = '';
      if (tty) print('\n');
      busy = busy.then(() => runLine(text));
    } else {
      line += ch;
      if (tty) print(ch);
    }
  };
  if (tty) print(PROMPT);
  return {
    output: output.all(),
    exit,
    write: (data) => {
      for (const byte of data) take(byte);
    },
    closeStdin: () => {
      busy = busy.then(() => (line === '' ? undefined : runLine(line))).then(() => end(lastCode));
    },
    resize: () => undefined,
    kill: () => end(137),
  };
}
