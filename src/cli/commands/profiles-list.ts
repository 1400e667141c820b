import { EXIT, UserError, type ExitCode } from '../../errors/index.ts';
import { text } from '../../model/index.ts';
import type { SourceFlags } from '../flags.ts';
import type { Io } from '../io.ts';
import { unknownFormat } from './assess.ts';

/** `fargatectl profiles list`: the cluster's profiles, with the pods that they have and would have. */
export async function run(io: Io, flags: SourceFlags & { readonly output?: string }): Promise<ExitCode> {
  const format = flags.output ?? 'table';
  if (!['table', 'wide', 'json', 'yaml'].includes(format))
    throw unknownFormat(format, 'table, wide, json, yaml');
  const [{ readSource }, { workloadsOf }, { listProfiles }] = await Promise.all([
    import('../world.ts'),
    import('../../assess/index.ts'),
    import('../../profiles/index.ts'),
  ]);
  const snapshot = await readSource(flags, io);
  const { fargateProfiles } = snapshot.aws;
  if (fargateProfiles.state !== 'read') throw unreadProfiles(fargateProfiles.reason);
  const profiles = listProfiles(fargateProfiles.value, snapshot, workloadsOf(snapshot));
  const report = { apiVersion: 'fargatectl/v1', kind: 'ProfileList', cluster: snapshot.cluster.name, profiles }; // prettier-ignore
  if (format === 'json') io.out(`${JSON.stringify(report, null, 2)}\n`);
  else if (format === 'yaml') io.out((await import('../render/yaml.ts')).stringify(report));
  else {
    const { profileListText } = await import('../render/profile-list.ts');
    io.out(profileListText(profiles, io, { wide: format === 'wide' }));
  }
  return profiles.some((p) => p.pods === null) ? EXIT.incomplete : EXIT.done;
} // prettier-ignore

const unreadProfiles = (reason: { readonly en: string; readonly ko: string }) =>
  UserError({
    code: 'EVIDENCE_INCOMPLETE',
    message: text(
      `The profiles could not be read: ${reason.en}.`,
      `프로필을 읽지 못했습니다: ${reason.ko}.`,
    ),
    remedy: text(
      'Ask the live cluster (leave --from out), and allow eks:ListFargateProfiles and eks:DescribeFargateProfile.',
      '실제 클러스터에 묻고(--from 생략) eks:ListFargateProfiles와 eks:DescribeFargateProfile 권한을 허용하십시오.',
    ),
    exitCode: EXIT.incomplete,
  });
