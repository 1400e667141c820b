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
  if (SHELLS.includes(name)) {
    return args[0] === '-c' ? runScript(world, args[1] ?? '', stdin) : runScript(world, stdin);
  }
  const run = (COMMANDS as Commands)[name];
  if (!run) return { stdout: '', stderr: `${notFound(command)}\n`, exitCode: 127 };
  return run(world, args, stdin, runArgv);
}

/** What the container runtime says of a program that the image does not have. */
export const notFound = (command: string): string =>
  `OCI runtime exec failed: exec failed: unable to start container process: exec: "${command}": executable file not found in $PATH`;

/** Whether there is a program of this name. */
export const knows = (command: string): boolean => {
  const name = command.split('/').at(-1) ?? '';
  return name in COMMANDS || SHELLS.includes(name);
};

/** Whether a command would wait for its standard input to end before it says anything. */
export const readsStdin = (argv: readonly string[]): boolean =>
  /(^|[\s;|&/])(cat|tar|tee|wc|sort|head|tail|grep|xargs|sha256sum)(?=$|[\s;|&])/.test(
    argv.join(' '),
  ) || SHELLS.includes(argv[0]?.split('/').at(-1) ?? '');

const SHELLS: readonly string[] = ['sh', 'bash', 'ash', 'dash'];

/** `;`, newlines, `&&`, `||` and `|` over simple commands with quotes. Enough for scripts of a line or two. */
export async function runScript(world: ShellWorld, script: string, stdin = ''): Promise<Result> {
  let last: Result = { stdout: '', stderr: '', exitCode: 0 };
  let stdout = '';
  let stderr = '';
  let first = true;
  for (const { join, text } of splitLists(script)) {
    if (join === '&&' && last.exitCode !== 0) continue;
    if (join === '||' && last.exitCode === 0) continue;
    last = await runPipeline(world, text, first ? stdin : '');
    first = false;
    stdout += last.stdout;
    stderr += last.stderr;
  }
  return { stdout, stderr, exitCode: last.exitCode };
}

async function runPipeline(world: ShellWorld, text: string, stdin: string): Promise<Result> {
  let input = stdin;
  let stderr = '';
  let exitCode = 0;
  for (const part of splitTop(text, ['|']).map((p) => p.text)) {
    const words = splitWords(part, world);
    if (words.length === 0) continue;
    const { argv, redirects } = redirected(words);
    const result: Result = knows(argv[0] ?? '')
      ? await runArgv(world, argv, input)
      : { stdout: '', stderr: `sh: 1: ${argv[0] ?? ''}: not found\n`, exitCode: 127 };
    const out = { stdout: result.stdout, stderr: result.stderr };
    for (const r of redirects) redirect(world, out, r);
    input = out.stdout;
    stderr += out.stderr;
    ({ exitCode } = result);
  }
  return { stdout: input, stderr, exitCode };
}

interface Redirect {
  readonly from: 'stdout' | 'stderr';
  readonly append: boolean;
  readonly to: string;
}

/** Takes `>file`, `2>/dev/null`, `>&2` and the like out of a command's words. */
function redirected(words: readonly string[]): {
  readonly argv: readonly string[];
  readonly redirects: readonly Redirect[];
} {
  const argv: string[] = [];
  const redirects: Redirect[] = [];
  for (let i = 0; i < words.length; i += 1) {
    const m = /^\0([12]?)(>>?)(.*)$/.exec(words[i] ?? '');
    if (!m) {
      argv.push(words[i] ?? '');
      continue;
    }
    const to = m[3] === '' ? (words[(i += 1)] ?? '') : (m[3] ?? '');
    redirects.push({ from: m[1] === '2' ? 'stderr' : 'stdout', append: m[2] === '>>', to });
  }
  return { argv, redirects };
}

function redirect(
  world: ShellWorld,
  out: { stdout: string; stderr: string },
  { from, append, to }: Redirect,
): void {
  const text = out[from];
  out[from] = '';
  if (to === '&1') out.stdout += text;
  else if (to === '&2') out.stderr += text;
  else if (to !== '/dev/null') {
    const path = absolute(world, to);
    world.files.write(path, append ? `${world.files.read(path) ?? ''}${text}` : text);
  }
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
    // A NUL marks an operator, which no quoted word can be.
    words.push(/^[12]?>>?/.test(m[0]) ? `\0${word}` : word);
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
