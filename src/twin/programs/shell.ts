import { COMMANDS, type Commands } from './commands.ts';
import { absolute, type Result, type ShellWorld } from './shell-world.ts';

export type { Result, ShellWorld } from './shell-world.ts';

/** Runs an argv as `kubectl exec POD -- argv…` does: no shell unless the argv is one. */
export async function runArgv(
  world: ShellWorld,
  argv: readonly string[],
  stdin = '',
): Promise<Result> {
  const [command = '', ...args] = argv;
  const name = command.split('/').at(-1) ?? '';
  if (['sh', 'bash', 'ash', 'dash'].includes(name)) {
    const script = args[0] === '-c' ? (args[1] ?? '') : stdin;
    return runScript(world, script);
  }
  const run = (COMMANDS as Commands)[name];
  if (!run)
    return {
      stdout: '',
      stderr: `OCI runtime exec failed: exec failed: unable to start container process: exec: "${command}": executable file not found in $PATH: unknown\n`,
      exitCode: 127,
    };
  return run(world, args, stdin, runArgv);
}

/** `;`, newlines, `&&`, `||` and `|` over simple commands with quotes. Enough for scripts of a line or two. */
export async function runScript(world: ShellWorld, script: string): Promise<Result> {
  let last: Result = { stdout: '', stderr: '', exitCode: 0 };
  let stdout = '';
  let stderr = '';
  for (const { join, text } of splitLists(script)) {
    if (join === '&&' && last.exitCode !== 0) continue;
    if (join === '||' && last.exitCode === 0) continue;
    last = await runPipeline(world, text);
    stdout += last.stdout;
    stderr += last.stderr;
  }
  return { stdout, stderr, exitCode: last.exitCode };
}

async function runPipeline(world: ShellWorld, text: string): Promise<Result> {
  let input = '';
  let stderr = '';
  let exitCode = 0;
  for (const part of splitTop(text, ['|']).map((p) => p.text)) {
    const words = splitWords(part, world);
    if (words.length === 0) continue;
    const to = words.indexOf('>');
    const target = to >= 0 ? words[to + 1] : undefined;
    const argv = to >= 0 ? words.slice(0, to) : words;
    const name = argv[0]?.split('/').at(-1) ?? '';
    const known = name in COMMANDS || ['sh', 'bash'].includes(name);
    const result: Result = known
      ? await runArgv(world, argv, input)
      : { stdout: '', stderr: `sh: 1: ${argv[0] ?? ''}: not found\n`, exitCode: 127 };
    if (target !== undefined) world.files.write(absolute(world, target), result.stdout);
    input = target === undefined ? result.stdout : '';
    stderr += result.stderr;
    ({ exitCode } = result);
  }
  return { stdout: input, stderr, exitCode };
}

interface Part {
  readonly join: string;
  readonly text: string;
}

const splitLists = (script: string): readonly Part[] => splitTop(script, ['&&', '||', ';', '\n']);

/** Splits at operators outside of quotes. */
function splitTop(text: string, operators: readonly string[]): readonly Part[] {
  const parts: Part[] = [];
  let quote = '';
  let join = '';
  let current = '';
  for (let i = 0; i < text.length; i += 1) {
    const ch = text[i] ?? '';
    if (quote !== '') {
      if (ch === quote) quote = '';
      current += ch;
      continue;
    }
    if (ch === '"' || ch === "'") quote = ch;
    const operator = operators.find(
      (op) => text.startsWith(op, i) && !(op === '|' && text[i + 1] === '|'),
    );
    if (operator === undefined || quote !== '') {
      current += ch;
      continue;
    }
    if (current.trim() !== '') parts.push({ join, text: current });
    join = operator;
    current = '';
    i += operator.length - 1;
  }
  if (current.trim() !== '') parts.push({ join, text: current });
  return parts;
}

/** Words with quotes taken off and `$HOSTNAME`-like names of the pod put in. */
function splitWords(text: string, world: ShellWorld): readonly string[] {
  const words: string[] = [];
  for (const m of text.matchAll(/(?:[^\s'"]+|'[^']*'|"[^"]*")+/g)) {
    const word = m[0].replace(
      /'([^']*)'|"([^"]*)"|([^'"]+)/g,
      (_all, single?: string, double?: string, bare?: string) =>
        single ?? expand(double ?? bare ?? '', world),
    );
    const redirect = /^(>)(\S+)$/.exec(word);
    if (redirect) words.push('>', redirect[2] ?? '');
    else if (!/^[12]?>&[12]$|^2>\/dev\/null$/.test(word)) words.push(word);
  }
  return words;
}

function expand(text: string, world: ShellWorld): string {
  const env = new Map<string, string>([
    ['HOSTNAME', world.pod.metadata.name],
    ['HOME', '/root'],
    ['PWD', world.cwd],
  ]);
  const spec = world.pod.spec.containers.find((c) => c.name === world.container);
  for (const e of spec?.env ?? []) if (e.value !== undefined) env.set(e.name, e.value);
  return text.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_all, name: string) => env.get(name) ?? '');
}
