import { createHash } from 'node:crypto';
import { nslookupText } from './dns.ts';
import { clean } from './files.ts';
import { absolute, type Result, type ShellWorld } from './shell-world.ts';
import { tar } from './tar.ts';

type Run = (
  world: ShellWorld,
  args: readonly string[],
  stdin: string,
  runArgv: (world: ShellWorld, argv: readonly string[], stdin?: string) => Promise<Result>,
) => Result | Promise<Result>;
export type Commands = Readonly<Record<string, Run | undefined>>;

const ok = (stdout = ''): Result => ({ stdout, stderr: '', exitCode: 0 });
const failed = (stderr: string, exitCode = 1): Result => ({ stdout: '', stderr, exitCode });
const flagless = (args: readonly string[]): readonly string[] =>
  args.filter((a) => !a.startsWith('-'));
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const fromNul = (text: string): readonly string[] => text.split('\0').filter((s) => s !== '');

/** The programs that the images of the twin have. Each does what it says, on the pod's own files and names. */
export const COMMANDS: Commands = {
  true: () => ok(),
  false: () => failed(''),
  ':': () => ok(),
  exit: (_w, [code]) => ({ stdout: '', stderr: '', exitCode: Number(code ?? 0) }),
  set: () => ok(),
  sleep: () => ok(),
  sync: () => ok(),
  trap: () => ok(),
  echo: (_w, args) => ok(args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`),
  hostname: (w) => ok(`${w.pod.metadata.name}\n`),
  whoami: (w) =>
    ok(
      w.pod.spec.securityContext?.runAsUser === undefined
        ? 'root\n'
        : `${w.pod.spec.securityContext.runAsUser}\n`,
    ),
  uname: (_w, args) =>
    ok(
      args.includes('-a')
        ? 'Linux localhost 6.12.53-69.119.amzn2023.x86_64 #1 SMP x86_64 GNU/Linux\n'
        : 'Linux\n',
    ),
  pwd: (w) => ok(`${w.cwd}\n`),
  date: (w) => ok(`${new Date(w.now()).toUTCString()}\n`),
  cd(w, [to = '/']) {
    const path = absolute(w, to);
    if (!w.files.isFolder(path)) return failed(`sh: 1: cd: can't cd to ${to}\n`, 2);
    w.cwd = `/${clean(path)}`;
    return ok();
  },
  env(w) {
    const spec = w.pod.spec.containers.find((c) => c.name === w.container);
    const set = (spec?.env ?? [])
      .filter((e) => e.value !== undefined)
      .map((e) => `${e.name}=${e.value ?? ''}`);
    const given = [
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      `HOSTNAME=${w.pod.metadata.name}`,
      ...set,
      'KUBERNETES_SERVICE_HOST=172.20.0.1',
      'KUBERNETES_SERVICE_PORT=443',
      'HOME=/root',
    ];
    return ok(`${given.join('\n')}\n`);
  },
  cat(w, args, stdin) {
    if (args.length === 0) return ok(stdin);
    return each(
      args,
      (path) => w.files.read(absolute(w, path)),
      (path) => `cat: ${path}: No such file or directory\n`,
    );
  },
  ls(w, args) {
    const path = absolute(w, flagless(args)[0] ?? '.');
    if (w.files.read(path) !== undefined) return ok(`${flagless(args)[0] ?? ''}\n`);
    if (!w.files.isFolder(path))
      return failed(
        `ls: cannot access '${flagless(args)[0] ?? ''}': No such file or directory\n`,
        2,
      );
    const names = w.files.names(path);
    return ok(names.map((n) => `${n}\n`).join(''));
  },
  tee(w, args, stdin) {
    for (const path of flagless(args)) w.files.write(absolute(w, path), stdin);
    return ok(stdin);
  },
  tail: (_w, args, stdin) => {
    const n = Number(/-n\s*(\d+)|^-(\d+)/.exec(args.join(' '))?.[1] ?? 10);
    // `tail -c+1`, with which kubectl cp resumes, is the whole.
    if (args.some((a) => a.startsWith('-c'))) return ok(stdin);
    const lines = stdin.split('\n').filter((l, i, all) => l !== '' || i < all.length - 1);
    return ok(
      lines
        .slice(-n)
        .map((l) => `${l}\n`)
        .join(''),
    );
  },
  tar: (w, args, stdin) => tar(w, args, stdin),
  printf: (_w, args) => ok((args[0] ?? '').replaceAll('\\n', '\n')),
  id: () => ok('uid=0(root) gid=0(root) groups=0(root)\n'),
  tty: () => failed('not a tty\n'),
  touch(w, args) {
    for (const path of flagless(args))
      w.files.write(absolute(w, path), w.files.read(absolute(w, path)) ?? '');
    return ok();
  },
  rm(w, args) {
    for (const path of flagless(args)) {
      const full = absolute(w, path);
      for (const below of w.files.below(full)) w.files.remove(`${full}/${below}`);
      w.files.remove(full);
    }
    return ok();
  },
  mkdir: () => ok(),
  cp: copy,
  df(w) {
    const rows = w.files.mountsList().map((m) => `${m.source}  ${m.at}\n`);
    return ok(`Filesystem  Mounted on\noverlay  /\n${rows.join('')}`);
  },
  mount: (w) =>
    ok(
      w.files
        .mountsList()
        .map(
          (m) =>
            `${m.source} on ${m.at} type ${m.source.startsWith('fs-') ? 'nfs4' : 'ext4'} (rw,relatime)\n`,
        )
        .join(''),
    ),
  test: (w, args) => ({ stdout: '', stderr: '', exitCode: test(w, args) ? 0 : 1 }),
  '[': (w, args) => ({ stdout: '', stderr: '', exitCode: test(w, args.slice(0, -1)) ? 0 : 1 }),
  find(w, args) {
    const [root = '.'] = args;
    const end = args.includes('-print0') ? '\0' : '\n';
    return ok(
      w.files
        .below(absolute(w, root))
        .map((f) => `${root}/${f}${end}`)
        .join(''),
    );
  },
  sort(_w, args, stdin) {
    const nul = args.includes('-z');
    const parts = nul ? fromNul(stdin) : stdin.split('\n').filter((l) => l !== '');
    return ok(
      [...parts]
        .sort()
        .map((p) => `${p}${nul ? '\0' : '\n'}`)
        .join(''),
    );
  },
  wc: (_w, args, stdin) =>
    ok(`${args.includes('-l') ? stdin.split('\n').length - 1 : stdin.length}\n`),
  head: (_w, args, stdin) =>
    ok(
      `${stdin
        .split('\n')
        .slice(0, Number(/\d+/.exec(args.join(' '))?.[0] ?? 10))
        .join('\n')}\n`,
    ),
  grep(_w, args, stdin) {
    const found = stdin.split('\n').filter((l) => l.includes(flagless(args)[0] ?? ''));
    return found.length > 0 ? ok(`${found.join('\n')}\n`) : failed('');
  },
  async xargs(w, args, stdin, runArgv) {
    const rest = args.filter((a) => a !== '-0' && a !== '-r');
    const items = args.includes('-0') ? fromNul(stdin) : stdin.split(/\s+/).filter((s) => s !== '');
    return items.length === 0 && args.includes('-r') ? ok() : runArgv(w, [...rest, ...items]);
  },
  sha256sum(w, args, stdin) {
    if (args.length === 0) return ok(`${sha256(stdin)}  -\n`);
    return each(
      args,
      (path) => {
        const text = w.files.read(absolute(w, path));
        return text === undefined ? undefined : `${sha256(text)}  ${path}\n`;
      },
      (path) => `sha256sum: ${path}: No such file or directory\n`,
    );
  },
  async nslookup(w, args) {
    const asked = flagless(args)[0] ?? '';
    const { stdout, exitCode } = nslookupText(await w.resolver.lookup(w.pod, asked), asked);
    return { stdout, stderr: '', exitCode };
  },
  async getent(w, args) {
    const name = args[1] ?? '';
    const answer = await w.resolver.lookup(w.pod, name);
    if (answer.kind !== 'found') return failed('', 2);
    return ok(answer.addresses.map((a) => `${a.padEnd(16)}${name}\n`).join(''));
  },
  wget: fetchUrl,
  curl: fetchUrl,
  nginx: (_w, args) => (args.includes('-v') ? failed('nginx version: nginx/1.29.3\n', 0) : ok()),
};

function each(
  args: readonly string[],
  read: (path: string) => string | undefined,
  missing: (path: string) => string,
): Result {
  let stdout = '';
  let stderr = '';
  for (const path of flagless(args)) {
    const text = read(path);
    if (text === undefined) stderr += missing(path);
    else stdout += text;
  }
  return { stdout, stderr, exitCode: stderr === '' ? 0 : 1 };
}

/** `cp -au /from/. /to/`: files of a folder, the newer wins (here: the source). */
function copy(w: ShellWorld, args: readonly string[]): Result {
  const paths = flagless(args);
  const [from = '', to = ''] = paths;
  const source = absolute(w, from);
  const single = w.files.read(source);
  if (single !== undefined) {
    w.files.write(
      absolute(w, to.endsWith('/') ? `${to}${from.split('/').at(-1) ?? ''}` : to),
      single,
    );
    return ok();
  }
  if (!w.files.isFolder(source))
    return failed(`cp: cannot stat '${from}': No such file or directory\n`);
  for (const file of w.files.below(source))
    w.files.write(`${absolute(w, to)}/${file}`, w.files.read(`${source}/${file}`) ?? '');
  return ok();
}

function test(w: ShellWorld, args: readonly string[]): boolean {
  const [a = '', b = '', c = ''] = args;
  if (a === '-f') return w.files.read(absolute(w, b)) !== undefined;
  if (a === '-d') return w.files.isFolder(absolute(w, b));
  if (a === '-e')
    return w.files.read(absolute(w, b)) !== undefined || w.files.isFolder(absolute(w, b));
  if (a === '-z') return b === '';
  if (a === '-n') return b !== '';
  if (b === '=' || b === '==') return a === c;
  if (b === '!=') return a !== c;
  return a !== '';
}

async function fetchUrl(w: ShellWorld, args: readonly string[]): Promise<Result> {
  const target = args.find((a) => /^https?:\/\//.test(a)) ?? flagless(args).at(-1) ?? '';
  const url = new URL(target.includes('://') ? target : `http://${target}`);
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
  switch (await w.reach(url.hostname, port)) {
    case 'answers':
      return ok(args.some((a) => a.includes('http_code')) ? '200' : `hello from ${url.hostname}\n`);
    case 'refused':
      return failed(
        `curl: (7) Failed to connect to ${url.hostname} port ${port}: Connection refused\n`,
        7,
      );
    case 'no such host':
      return failed(`curl: (6) Could not resolve host: ${url.hostname}\n`, 6);
  }
}
