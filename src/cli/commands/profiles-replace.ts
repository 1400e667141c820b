import type { ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';
import type { ChangeFlags } from '../profiles/change.ts';
import { commaList, parseSelector } from '../profiles/drafts.ts';

interface Flags extends ChangeFlags {
  readonly successor?: string;
  readonly selector?: readonly string[];
  readonly subnets?: string;
  readonly podExecutionRole?: string;
  readonly keepOff?: boolean;
  readonly allowInterruption?: readonly string[];
}

/** `fargatectl profiles replace NAME`: a successor, its pods over to it, the old one away. What is not said stays as it was. */
export async function run(io: Io, flags: Flags, args: readonly string[]): Promise<ExitCode> {
  const [name = ''] = args;
  const [
    { carryOut, interruptionWords, look, madeWords, profileWorld, spelled },
    { draftOf, ownRoleName },
    { existingProfile, planReplacement, roleNameOf },
  ] = await Promise.all([
    import('../profiles/change.ts'),
    import('../profiles/fill-in.ts'),
    import('../../plan/index.ts'),
  ]);
  const looked = await look(flags, io);
  const old = existingProfile(looked.snapshot, name);
  const { fargateProfiles } = looked.snapshot.aws;
  const taken = fargateProfiles.state === 'read' ? fargateProfiles.value.map((p) => p.name) : [];
  const draft = draftOf(
    {
      name: flags.successor ?? nextName(name, taken),
      selectors: flags.selector === undefined ? old.selectors : flags.selector.map(parseSelector),
      subnetIds: flags.subnets === undefined ? old.subnetIds : commaList(flags.subnets),
      role: flags.podExecutionRole ?? old.podExecutionRoleArn,
    },
    looked.snapshot,
  );
  const change = planReplacement(await profileWorld(looked, [roleNameOf(draft)]), old, draft, {
    keepOff: flags.keepOff === true,
    ownRole: ownRoleName(looked.snapshot),
    allowInterruption: flags.allowInterruption ?? [],
  });
  const command = spelled(['replace', name, ...(flags.successor === undefined ? [] : ['--successor', flags.successor]), ...madeWords(flags), ...interruptionWords(flags.allowInterruption)]); // prettier-ignore
  return carryOut(io, flags, { looked, change, command });
}

/** `web` → `web-2` → `web-3`: the first that is free and sorts after it, which the way back needs. */
export function nextName(name: string, taken: readonly string[]): string {
  const counted = /^(.*)-(\d+)$/.exec(name);
  const base = counted?.[1] ?? name;
  const first = Number(counted?.[2] ?? 1) + 1;
  const names = Array.from({ length: 100 }, (_, i) => `${base.slice(0, 60)}-${first + i}`);
  return names.find((n) => n > name && !taken.includes(n)) ?? `${name.slice(0, 61)}-2`;
}
