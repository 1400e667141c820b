import { gunzipSync, gzipSync } from 'node:zlib';
import type { KubeObject } from '../../model/index.ts';

export interface HelmRelease {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly status: string;
  readonly chart: { readonly name: string; readonly version: string; readonly appVersion: string };
  readonly values: unknown;
  readonly manifest: string;
  /** RFC 3339. */
  readonly deployedAt: string;
}

/**
 * A Helm v3 release record as Helm itself stores it: JSON, gzip, base64, in a Secret (base64 again).
 * @source https://helm.sh/docs/topics/advanced/#storage-backends (read 2026-11-23)
 */
export function releaseSecret(release: HelmRelease): KubeObject {
  const record = {
    name: release.name,
    info: {
      first_deployed: release.deployedAt,
      last_deployed: release.deployedAt,
      deleted: '',
      description: 'Install complete',
      status: release.status,
    },
    chart: {
      metadata: { ...release.chart, apiVersion: 'v2', type: 'application' },
      lock: null,
      templates: [],
      values: {},
      schema: null,
      files: [],
    },
    config: release.values,
    manifest: release.manifest,
    version: release.revision,
    namespace: release.namespace,
  };
  const packed = gzipSync(JSON.stringify(record)).toString('base64');
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: `sh.helm.release.v1.${release.name}.v${release.revision}`,
      namespace: release.namespace,
      labels: {
        name: release.name,
        owner: 'helm',
        status: release.status,
        version: String(release.revision),
      },
    },
    type: 'helm.sh/release.v1',
    data: { release: Buffer.from(packed).toString('base64') },
  };
}

/** The record inside a release Secret. */
export function readReleaseSecret(secret: KubeObject): Record<string, unknown> {
  const data = (secret['data'] as { release?: string } | undefined)?.release ?? '';
  const packed = Buffer.from(data, 'base64').toString('utf8');
  return JSON.parse(gunzipSync(Buffer.from(packed, 'base64')).toString('utf8')) as Record<
    string,
    unknown
  >;
}

/** Helm marks what it applies: who owns it, and that Helm manages it. */
export const markedByHelm = (
  object: KubeObject,
  release: { readonly name: string; readonly namespace: string },
): KubeObject => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' },
    annotations: {
      ...object.metadata.annotations,
      'meta.helm.sh/release-name': release.name,
      'meta.helm.sh/release-namespace': release.namespace,
    },
  },
});
