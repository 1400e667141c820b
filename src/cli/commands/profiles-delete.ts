import type { ExitCode } from '../../errors/index.ts';
import type { Snapshot } from '../../model/index.ts';
import type { Destination } from '../../plan/index.ts';
import type { Io } from '../io.ts';
import type { ChangeFlags } from '../profiles/change.ts';

interface Flags extends ChangeFlags {
  readonly moveTo?: string;
  readonly allowInterruption?: readonly string[];
}

/** `fargatectl profiles delete NAME`: refuses while pods carry it, unless they are moved first. */
export async function run(io: Io, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  const [name = ''] = args;
  const [
    { carryOut, interruptionWords, look, profileWorld, spelled },
    { existingProfile, planDeletion },
  ] = await Promise.all([import('../profiles/change.ts'), import('../../plan/index.ts')]);
  const looked = await look(flags, io);
  const old = existingProfile(looked.snapshot, name);
  const destination = (snapshot: Snapshot, to: string): Destination =>
    to === 'ec2' ? to : { profile: to, selectors: existingProfile(snapshot, to).selectors };
  const change = planDeletion(await profileWorld(looked, []), old, {
    to: flags.moveTo === undefined ? null : destination(looked.snapshot, flags.moveTo),
    allowInterruption: flags.allowInterruption ?? [],
  });
  const command = spelled(['delete', name, ...(flags.moveTo === undefined ? [] : ['--move-to', flags.moveTo]), ...interruptionWords(flags.allowInterruption)]); // prettier-ignore
  return carryOut(io, flags, { looked, change, command });
}
