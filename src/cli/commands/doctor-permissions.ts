import { EXIT, type ExitCode } from '../../errors/index.ts';
import type { Io } from '../io.ts';
import { clusterRole, iamPolicy } from '../doctor/permissions.ts';

interface Flags {
  readonly cluster?: string;
  readonly region?: string;
  readonly account?: string;
  readonly partition: string;
  readonly readOnly?: boolean;
  readonly only?: 'iam' | 'rbac';
}

/** `fargatectl doctor permissions`: the least that fargatectl needs, as an IAM policy and a ClusterRole. Asks nobody. */
export async function run(io: Io, flags: Flags): Promise<ExitCode> {
  const readOnly = flags.readOnly === true;
  const policy = iamPolicy(
    {
      partition: flags.partition,
      region: flags.region ?? '*',
      accountId: flags.account ?? '*',
      cluster: flags.cluster ?? '*',
    },
    readOnly,
  );
  const json = `${JSON.stringify(policy, null, 2)}\n`;
  const { stringify } = await import('../render/yaml.ts');
  const yaml = stringify(clusterRole(readOnly));
  if (flags.only === 'iam') io.out(json);
  else if (flags.only === 'rbac') io.out(yaml);
  else
    io.out(
      `${io.lang === 'ko' ? '# IAM 정책' : '# IAM policy'}\n${json}\n${io.lang === 'ko' ? '# Kubernetes RBAC; 신원의 그룹에 바인딩하십시오' : '# Kubernetes RBAC; bind it to a group of the identity'}\n${yaml}`,
    );
  return EXIT.done;
}
