import { absolute, type Result, type ShellWorld } from './shell-world.ts';

const BLOCK = 512;

/**
 * As much of tar as `kubectl cp` uses: `tar cf - PATH…` and `tar xf - [-C FOLDER]` of text files.
 * @source https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 (known, not read again)
 */
export function tar(w: ShellWorld, args: readonly string[], stdin: string): Result {
  const flags = args.find((a) => /^-?[a-z]*f$/.test(a)) ?? args[0] ?? '';
  const at = args.indexOf('-C');
  const folder = at >= 0 ? (args[at + 1] ?? '/') : '.';
  const paths = args.filter(
    (a, i) => a !== flags && a !== '-' && !a.startsWith('-') && !(at >= 0 && i === at + 1),
  );
  if (flags.includes('x')) return extract(w, folder, stdin);
  if (flags.includes('c')) return pack(w, folder, paths);
  return { stdout: '', stderr: 'tar: You must specify one of the -cx options\n', exitCode: 2 };
}

function pack(w: ShellWorld, folder: string, paths: readonly string[]): Result {
  const parts: Buffer[] = [];
  let stderr = '';
  for (const path of paths) {
    const full = absolute(w, path.startsWith('/') ? path : `${folder}/${path}`);
    const name = path.replace(/^\/+/, '');
    const single = w.files.read(full);
    if (single !== undefined) parts.push(...entry(name, single));
    else if (w.files.isFolder(full))
      for (const below of w.files.below(full))
        parts.push(...entry(`${name}/${below}`, w.files.read(`${full}/${below}`) ?? ''));
    else stderr += `tar: ${path}: Cannot stat: No such file or directory\n`;
  }
  parts.push(Buffer.alloc(2 * BLOCK));
  return { stdout: Buffer.concat(parts).toString(), stderr, exitCode: stderr === '' ? 0 : 2 };
}

function entry(name: string, text: string): readonly Buffer[] {
  const data = Buffer.from(text);
  const header = Buffer.alloc(BLOCK);
  header.write(name, 0, 100);
  header.write('0000644\0', 100);
  header.write('0000000\0', 108);
  header.write('0000000\0', 116);
  header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write(`${'0'.repeat(11)}\0`, 136);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  const sum = header.reduce((n, byte) => n + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return [header, data, Buffer.alloc((BLOCK - (data.length % BLOCK)) % BLOCK)];
}

function extract(w: ShellWorld, folder: string, stdin: string): Result {
  const archive = Buffer.from(stdin);
  const text = (from: number, length: number): string =>
    archive.toString('utf8', from, from + length).replace(/\0.*$/s, '');
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0;) {
    const name = text(at, 100);
    const size = Number.parseInt(text(at + 124, 12).trim() || '0', 8);
    const type = String.fromCharCode(archive[at + 156] ?? 48);
    const from = at + BLOCK;
    if (type === '0' || type === '\0')
      w.files.write(absolute(w, `${folder}/${name}`), archive.toString('utf8', from, from + size));
    at = from + Math.ceil(size / BLOCK) * BLOCK;
  }
  return { stdout: '', stderr: '', exitCode: 0 };
}
