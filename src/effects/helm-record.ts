import { gunzipSync, gzipSync } from 'node:zlib';
import { parseAllDocuments } from 'yaml';
import { BugError, EXIT, UserError } from '../errors/index.ts';
import { text, type KubeObject } from '../model/index.ts';
import type { Kubernetes } from '../ports/index.ts';

/**
 * Helm v3 keeps each revision of a release in a Secret `sh.helm.release.v1.NAME.vN`, labels
 * owner=helm, name, version, status; `data.release` is base64(base64(gzip(JSON))). What is read
 * here stays in memory: the record holds the release's values.
 * @source https://helm.sh/docs/topics/advanced/#storage-backends (read 2026-11-23)
 */
export interface HelmRecord {
  readonly secret: KubeObject;
  readonly revision: number;
  readonly info: HelmInfo;
  /** The JSON text of the whole record. */
  readonly json: string;
}
export interface HelmInfo {
  readonly status: string;
  readonly deleted?: string;
  readonly description?: string;
  readonly [other: string]: unknown;
}

/** The newest record of a release. Rejects when there is none. */
export async function newestRecord(
  kube: Kubernetes,
  namespace: string,
  release: string,
): Promise<HelmRecord> {
  const all = await kube.list({
    apiVersion: 'v1',
    kind: 'Secret',
    namespace,
    labelSelector: `owner=helm,name=${release}`,
  });
  const [secret] = [...all].sort((a, b) => revisionOf(b) - revisionOf(a));
  if (!secret)
    throw UserError({
      code: 'HELM_RELEASE_GONE',
      message: text(
        `There is no record of Helm release ${release} in namespace ${namespace}.`,
        `네임스페이스 ${namespace}에 Helm 릴리스 ${release}의 기록이 없습니다.`,
      ),
      remedy: text(
        `helm list -n ${namespace} -a shows what is there; make a new snapshot and plan again.`,
        `무엇이 있는지는 helm list -n ${namespace} -a로 봅니다. 스냅샷을 새로 만들고 다시 계획하십시오.`,
      ),
      exitCode: EXIT.stale,
    });
  const json = unpack(secret);
  const { info } = JSON.parse(json) as { info?: HelmInfo };
  if (!info) throw BugError(`the record of Helm release ${release} has no info`);
  return { secret, revision: revisionOf(secret), info, json };
}

/** The Secret with another `info`; every other byte of the record stays. */
export function withInfo(record: HelmRecord, info: HelmInfo): KubeObject {
  const [from, to] = spanOfInfo(record.json);
  const json = `${record.json.slice(0, from)}${JSON.stringify(info)}${record.json.slice(to)}`;
  const { metadata } = record.secret;
  return {
    ...record.secret,
    metadata: { ...metadata, labels: { ...metadata.labels, status: info.status } },
    data: { release: Buffer.from(gzipSync(json).toString('base64')).toString('base64') },
  };
}

/** The objects that the release installed, as the chart rendered them. */
export function manifestOf(record: HelmRecord): readonly KubeObject[] {
  const { manifest } = JSON.parse(record.json) as { manifest?: string };
  return parseAllDocuments(manifest ?? '')
    .map((d) => d.toJS() as unknown)
    .filter((o): o is KubeObject => o !== null && typeof o === 'object' && 'kind' in o);
}

const revisionOf = (s: KubeObject): number => Number(s.metadata.labels?.['version'] ?? 0);

function unpack(secret: KubeObject): string {
  const data = (secret['data'] as { release?: string } | undefined)?.release ?? '';
  const packed = Buffer.from(Buffer.from(data, 'base64').toString('utf8'), 'base64');
  // Very old records are not compressed; gzip's magic number tells.
  return (packed[0] === 0x1f ? gunzipSync(packed) : packed).toString('utf8');
}

/** Where the value of the top-level key `info` begins and ends in JSON text. */
function spanOfInfo(json: string): readonly [number, number] {
  let depth = 0;
  let key = '';
  let from = -1;
  for (let i = 0; i < json.length; i += 1) {
    const c = json[i];
    if (c === '"') {
      const start = i + 1;
      for (i = start; json[i] !== '"'; i += 1) if (json[i] === '\\') i += 1;
      if (depth === 1) key = json.slice(start, i);
    } else if (c === '{' || c === '[') {
      if (depth === 1 && key === 'info') from = i;
      depth += 1;
    } else if (c === '}' || c === ']') {
      depth -= 1;
      if (depth === 1 && from >= 0) return [from, i + 1];
    } else if (c === ',' && depth === 1) key = '';
  }
  throw BugError('a Helm record has no info');
}
