import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { text } from '../../model/index.ts';
import type { Io } from '../io.ts';
import type { ChangeFlags } from '../profiles/change.ts';
import { badFile, commaList, parseSelector, wantedIn, type Wanted } from '../profiles/drafts.ts';

interface Flags extends ChangeFlags {
  readonly file?: string;
  readonly selector?: readonly string[];
  readonly subnets?: string;
  readonly podExecutionRole?: string;
  readonly keepOff?: boolean;
}

/** `fargatectl profiles create NAME --selector …` or `-f FILE`: checks, and with `--apply` makes them. */
export async function run(io: Io, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  const wanted = flags.file === undefined ? [fromFlags(flags, args)] : await fromFile(io, flags, args, flags.file); // prettier-ignore
  const [
    { carryOut, look, madeWords, profileWorld, spelled },
    { draftOf, ownRoleName },
    { planCreation, roleNameOf },
  ] = await Promise.all([
    import('../profiles/change.ts'),
    import('../profiles/fill-in.ts'),
    import('../../plan/index.ts'),
  ]);
  const looked = await look(flags, io);
  const drafts = wanted.map((w) => draftOf(w, looked.snapshot));
  const change = planCreation(await profileWorld(looked, drafts.map(roleNameOf)), drafts, {
    keepOff: flags.keepOff === true,
    ownRole: ownRoleName(looked.snapshot),
  });
  const command = spelled(['create', ...args, ...madeWords(flags), ...(flags.file === undefined ? [] : ['-f', flags.file])]); // prettier-ignore
  return carryOut(io, flags, { looked, change, command });
}

function fromFlags(flags: Flags, args: readonly string[]): Wanted {
  const [name] = args;
  if (name === undefined || (flags.selector ?? []).length === 0)
    throw UserError({
      code: 'PROFILE_UNSAID',
      message: text(
        'A profile needs a name and a selector, or a file that says both.',
        '프로필에는 이름과 셀렉터, 또는 둘을 담은 파일이 필요합니다.',
      ),
      remedy: text(
        "fargatectl profiles create web --selector 'app:tier=front', or fargatectl profiles create -f profiles.yaml.",
        "fargatectl profiles create web --selector 'app:tier=front' 또는 fargatectl profiles create -f profiles.yaml",
      ),
      exitCode: EXIT.usage,
    });
  return {
    name,
    selectors: (flags.selector ?? []).map(parseSelector),
    subnetIds: flags.subnets === undefined ? null : commaList(flags.subnets),
    role: flags.podExecutionRole ?? null,
  };
}

/** Subnets and role given as flags hold for all profiles of the file that do not name their own. */
async function fromFile(
  io: Io,
  flags: Flags,
  args: readonly string[],
  file: string,
): Promise<readonly Wanted[]> {
  if (args[0] !== undefined || (flags.selector ?? []).length > 0)
    throw badFile(
      file,
      text(
        'with -f, name and selectors come from the file alone',
        '-f를 쓰면 이름과 셀렉터는 파일에서만 읽습니다',
      ),
    );
  const wanted = wantedIn(await readDocument(io, file), file);
  return wanted.map((w) => ({
    ...w,
    subnetIds: w.subnetIds ?? (flags.subnets === undefined ? null : commaList(flags.subnets)),
    role: w.role ?? flags.podExecutionRole ?? null,
  }));
}

async function readDocument(io: Io, file: string): Promise<unknown> {
  const [{ readText }, { parse }] = await Promise.all([
    import('../../adapters/files.ts'),
    import('../render/yaml.ts'),
  ]);
  let content = '';
  if (file === '-')
    for await (const chunk of io.stdin()) content += Buffer.from(chunk).toString('utf8'); // prettier-ignore
  else content = await readText(file);
  try {
    return parse(content) as unknown;
  } catch (cause) {
    throw badFile(file, text((cause as Error).message, (cause as Error).message), cause);
  }
}
