import { UserError } from '../../errors/index.ts';
import type { Clock, Kubernetes } from '../../ports/index.ts';
import { kubernetesAdapter } from './index.ts';
import { labSpeed } from './lab-speed.ts';
import { networkChannels, networkTransport, type Credentials } from './network.ts';
import { text, verbatim } from '../../model/index.ts';

export interface KubeconfigOptions {
  /** One path, or several as `KUBECONFIG` names them. */
  readonly path?: string;
  readonly context?: string;
  readonly clock: Clock;
}

export interface FromKubeconfig {
  readonly kube: Kubernetes;
  readonly server: string;
  /** What the context calls its cluster; `aws eks update-kubeconfig` writes the ARN here. */
  readonly clusterName: string;
  readonly user: string;
  /** How many times faster waits pass there; 1 but for a practice cluster. */
  readonly speed: number;
}

/** The cluster of a kubeconfig's context: files, tokens, certificates and exec plugins as client-go reads them. */
export async function fromKubeconfig(o: KubeconfigOptions): Promise<FromKubeconfig> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const where = o.path ?? process.env['KUBECONFIG'] ?? '~/.kube/config';
  try {
    if (o.path === undefined) config.loadFromDefault();
    else for (const file of o.path.split(':')) mergeFile(config, file);
  } catch (cause) {
    // The client falls over what is empty, or YAML of another shape.
    const why =
      cause instanceof TypeError
        ? text('it holds no clusters, users and contexts', 'clusters, users, contexts가 없습니다')
        : verbatim((cause as Error).message);
    throw UserError({
      code: 'KUBECONFIG_UNREADABLE',
      message: text(
        `The kubeconfig ${where} cannot be used: ${why.en}.`,
        `kubeconfig ${where} 사용 불가: ${why.ko}.`,
      ),
      remedy: text(
        'Name one with --kubeconfig, or write one: aws eks update-kubeconfig --name CLUSTER.',
        '--kubeconfig로 지정하거나 새로 만드십시오: aws eks update-kubeconfig --name CLUSTER',
      ),
      cause,
    });
  }
  if (o.context !== undefined) {
    const names = config.getContexts().map((c) => c.name);
    if (!config.getContextObject(o.context))
      throw UserError({
        code: 'CONTEXT_UNKNOWN',
        message: text(
          `The kubeconfig ${where} has no context "${o.context}"; it has ${names.join(', ') || 'none'}.`,
          `kubeconfig ${where}에 컨텍스트 "${o.context}"이(가) 없습니다. 있는 것: ${names.join(', ') || '없음'}.`,
        ),
        remedy: text('Name one of them with --context.', '--context로 그중 하나를 지정하십시오.'),
      });
    config.setCurrentContext(o.context);
  }
  const cluster = config.getCurrentCluster();
  if (!cluster || config.getCurrentContext() === 'loaded-context')
    throw UserError({
      code: 'KUBECONFIG_NO_CONTEXT',
      message: text(
        `The kubeconfig ${where} has no current context${cluster ? ' of its own' : ''}.`,
        `kubeconfig ${where}에 현재 컨텍스트가 없습니다.`,
      ),
      remedy: text(
        'Write one (aws eks update-kubeconfig --name CLUSTER), choose one (--context), or read files (--from FILE).',
        '새로 만들거나(aws eks update-kubeconfig --name CLUSTER), 하나를 고르거나(--context), 파일을 읽으십시오(--from FILE).',
      ),
    });
  const credentials = await credentialsOf(config);
  return {
    kube: kubernetesAdapter({
      origin: cluster.server.replace(/\/$/, ''),
      transport: networkTransport(credentials),
      channels: networkChannels(credentials),
      clock: o.clock,
    }),
    server: cluster.server,
    clusterName: cluster.name,
    user: config.getCurrentUser()?.name ?? '',
    speed: labSpeed({
      paths: o.path ?? process.env['KUBECONFIG'],
      clusterName: cluster.name,
      server: cluster.server,
    }),
  };
}

type KubeConfigType = InstanceType<typeof import('@kubernetes/client-node').KubeConfig>;

function mergeFile(config: KubeConfigType, file: string): void {
  config.loadFromFile(file);
}

async function credentialsOf(config: KubeConfigType): Promise<Credentials> {
  const once = async (): Promise<{
    tls: Record<string, unknown>;
    headers: Record<string, string>;
  }> => {
    const options: Record<string, unknown> & { headers?: Record<string, string> } = {};
    try {
      await config.applyToHTTPSOptions(options as never);
    } catch (cause) {
      throw UserError({
        code: 'CREDENTIALS_FAILED',
        message: text(
          `The kubeconfig's user could not be authenticated: ${(cause as Error).message}.`,
          `kubeconfig의 사용자를 인증하지 못했습니다: ${(cause as Error).message}.`,
        ),
        remedy: text(
          'Run the exec command of the kubeconfig by hand (aws eks get-token --cluster-name CLUSTER), and check AWS_PROFILE.',
          'kubeconfig의 exec 명령을 직접 실행해 보고(aws eks get-token --cluster-name CLUSTER) AWS_PROFILE을 확인하십시오.',
        ),
        exitCode: 1,
        cause,
      });
    }
    const headers = Object.fromEntries(
      Object.entries(options.headers ?? {}).map(([k, v]) => [k.toLowerCase(), v]),
    );
    return { tls: options, headers };
  };
  const { tls } = await once();
  const pick = (name: string): Record<string, unknown> =>
    tls[name] === undefined ? {} : { [name]: tls[name] };
  return {
    ...pick('ca'),
    ...pick('cert'),
    ...pick('key'),
    ...pick('servername'),
    ...pick('rejectUnauthorized'),
    headers: async () => (await once()).headers,
  } as Credentials;
}
