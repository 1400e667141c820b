import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { ProposalInput } from '../../profiles/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { unknownFormat } from './assess.ts';
import type { SelectorsFlag } from './plan.ts';

export interface ProfilesPlanFlags extends SourceFlags {
  readonly output?: string;
  readonly selectors: SelectorsFlag;
  readonly wildcards?: boolean;
  readonly keep?: readonly string[];
}

const MODES: Readonly<Record<ProfilesPlanFlags['selectors'], ProposalInput['mode']>> = {
  'opt-in': 'opt-in-label',
  'own-labels': 'own-labels',
  namespaces: 'as-tutorial',
};

/** `fargatectl profiles plan`: the fewest profiles that take what goes and nothing else, with the proof. */
export async function run(io: Io, flags: ProfilesPlanFlags): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!['table', 'json', 'yaml'].includes(format)) throw unknownFormat(format, 'table, json, yaml');
  const [{ readSource }, { analyze }, { profilesReport }] = await Promise.all([
    import('../world.ts'),
    import('../analysis.ts'),
    import('../profiles-report.ts'),
  ]);
  const analysis = await analyze(await readSource(flags, io), io.lang);
  const report = await profilesReport(analysis, {
    mode: MODES[flags.selectors],
    wildcards: flags.wildcards === true,
    keep: flags.keep ?? [],
  });
  if (format === 'table') io.out((await import('../render/profiles.ts')).profilesText(report, io));
  else if (format === 'json') io.out(`${JSON.stringify(report, null, 2)}\n`);
  else io.out((await import('../render/yaml.ts')).stringify(report));
  // A proposal that takes what it should not, or needs more than EKS gives, is no plan.
  return report.proof.missed.length + report.proof.swept.length > 0 || report.overQuota
    ? EXIT.findings
    : EXIT.done;
}
