import { gunzipSync, gzipSync } from 'node:zlib';
import { UserError } from '../errors/index.ts';
import type { KubeObject } from '../model/index.ts';
import type { EffectDefinition, EffectPorts } from './effect.ts';

interface Info {
  status: string;
  deleted?: string;
  description?: string;
  [other: string]: unknown;
}
interface Before {
  readonly revision: number;
  readonly status: string;
  readonly deleted: string | null;
  readonly description: string | null;
}

/** The newest record of a release. Its values pass through memory only. */
async function newest(
  { kube }: EffectPorts,
  namespace: string,
  release: string,
): Promise<KubeObject> {
  const all = await kube.list({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    labelSelector: `owner=helm,name=${release}`,
  });
  const secret = [...all].sort((a, b) => revisionOf(b) - revisionOf(a))[0];
  if (secret) return secret;
  throw UserError({
    code: 'HELM_RELEASE_GONE',
    message: `There is no record of Helm release ${release} in namespace ${namespace}.`,
    remedy: `helm list -n ${namespace} -a shows what is there; make a new snapshot and plan again.`,
    exitCode: 6,
  });
}
const revisionOf = (s: KubeObject): number => Number(s.metadata.labels?.['version'] ?? 0);

function unpack(secret: KubeObject): { info: Info; [other: string]: unknown } {
  const data = (secret['data'] as { release?: string } | undefined)?.release ?? '';
  const packed = Buffer.from(Buffer.from(data, 'base64').toString('utf8'), 'base64');
  return JSON.parse((packed[0] === 0x1f ? gunzipSync(packed) : packed).toString('utf8')) as {
    info: Info;
  };
}
const pack = (record: unknown): string =>
  Buffer.from(gzipSync(JSON.stringify(record)).toString('base64')).toString('base64');

/**
 * Marks a Helm v3 release record as uninstalled (as `helm uninstall --keep-history` does) or as
 * deployed again. Only status, time and description are journaled; values never leave memory.
 * @source https://helm.sh/docs/topics/advanced/#storage-backends (read 2026-11-23)
 */
export const helmReleaseStatus: EffectDefinition<'helm-release-status'> = {
  kind: 'helm-release-status',
  describe: ({ namespace, release, status }) =>
    `PUT secrets/${namespace}/sh.helm.release.v1.${release} status ${status}`,
  async observe(ports, { namespace, release }): Promise<Before> {
    const secret = await newest(ports, namespace, release);
    const { info } = unpack(secret);
    return {
      revision: revisionOf(secret),
      status: info.status,
      deleted: info.deleted ?? null,
      description: info.description ?? null,
    };
  },
  async settle(ports, { namespace, release, status }, before) {
    const secret = await newest(ports, namespace, release);
    const now = unpack(secret).info.status;
    if (now === status) return { state: 'done', result: null };
    const was = before as Before;
    return now === was.status && revisionOf(secret) === was.revision
      ? { state: 'not-done' }
      : {
          state: 'changed',
          what: `Helm release ${release} is at revision ${revisionOf(secret)} with status ${now}`,
        };
  },
  async perform(ports, { namespace, release, status }, { before, signal }) {
    const secret = await newest(ports, namespace, release);
    const record = unpack(secret);
    const was = before as Before;
    record.info = {
      ...record.info,
      status,
      ...(status === 'uninstalled'
        ? { description: 'Uninstallation complete' }
        : {
            description:
              record.info.description === 'Uninstallation complete'
                ? 'Install complete'
                : (was.description ?? ''),
          }),
    };
    await ports.kube.update(
      {
        ...secret,
        metadata: { ...secret.metadata, labels: { ...secret.metadata.labels, status } },
        data: { release: pack(record) },
      },
      { signal },
    );
    return null;
  },
  inverse: ({ namespace, release }, before) => {
    const was = (before as Before).status;
    return was === 'deployed' || was === 'uninstalled'
      ? {
          kind: 'effects',
          effects: [{ kind: 'helm-release-status', namespace, release, status: was }],
        }
      : { kind: 'irreversible', why: `Helm release ${release} had status ${was}` };
  },
};
