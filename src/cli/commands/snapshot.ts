import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { ClusterFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { both, counted, type Reading, type Snapshot, type Text } from '../../model/index.ts';
import { clean } from '../errors.ts';
import { say } from '../lang.ts';

/** `fargatectl snapshot -o FILE`: the cluster as it is, redacted. */
export async function run(
  io: Io,
  flags: ClusterFlags & { readonly output?: string; readonly stateDir: string },
): Promise<ExitCode> {
  const [
    { openWorld, takeSnapshot },
    { snapshotDigest, snapshotLines },
    { keepSnapshot },
    { inChunks, writePieces },
  ] = await Promise.all([
    import('../world.ts'),
    import('../../inventory/index.ts'),
    import('../state.ts'),
    import('../../adapters/files.ts'),
  ]);
  const snapshot = await takeSnapshot(await openWorld(flags, io), flags, io);
  const digest = snapshotDigest(snapshot);
  await keepSnapshot(flags.stateDir, digest, snapshot);
  if (flags.output === undefined || flags.output === '-')
    for (const piece of inChunks(snapshotLines(snapshot))) io.out(piece.toString('utf8'));
  else await writePieces(flags.output, snapshotLines(snapshot));
  const unread = unreadParts(snapshot);
  const to = flags.output ?? '';
  io.err(
    io.lang === 'ko'
      ? `객체 ${snapshot.objects.length}개, ${digest.slice(0, 19)}…${to === '' ? '' : ` → ${to}`}\n`
      : `${counted(snapshot.objects.length, 'object')}, ${digest.slice(0, 19)}…${to === '' ? '' : ` → ${to}`}\n`,
  );
  for (const part of unread)
    io.err(`${io.lang === 'ko' ? '읽지 못함' : 'not read'}: ${clean(say(part, io.lang))}\n`);
  return unread.length === 0 ? EXIT.done : EXIT.incomplete;
}

/** Parts that could not be looked at, with the reason of each. */
export const unreadParts = (snapshot: Snapshot): readonly Text[] => [
  ...snapshot.unreadKinds.map((k) => both((l) => `${k.kind}: ${k.reason[l]}`)),
  ...Object.entries<Reading<unknown>>({ ...snapshot.aws }).flatMap(([part, reading]) =>
    reading.state === 'unknown' ? [both((l) => `aws ${part}: ${reading.reason[l]}`)] : [],
  ),
];
