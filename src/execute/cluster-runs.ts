import { gunzipSync, gzipSync } from 'node:zlib';
import { isConflict, isNotFound } from '../errors/index.ts';
import {
  JOURNAL_LABEL,
  JOURNAL_NAMESPACE,
  MANAGED_BY,
  MANAGED_BY_VALUE,
  type KubeObject,
} from '../model/index.ts';
import type { Clock, Kubernetes } from '../ports/index.ts';
import { ClusterJournal } from './cluster-journal.ts';
import { PART_LABEL, partName } from './cluster-names.ts';

/** Base64 of one ConfigMap; they hold 1 MiB each. */
const PLAN_PIECE = 700_000;

/** Keeps a new run's plan in the cluster and begins its journal. Neither holds Secret or environment values. */
export async function beginClusterRun(
  kube: Kubernetes,
  clock: Clock,
  run: string,
  plan: string,
): Promise<ClusterJournal> {
  await ensureNamespace(kube);
  const packed = gzipSync(plan).toString('base64');
  for (let i = 0; i * PLAN_PIECE < packed.length; i += 1)
    await kube.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: partName(run, 'plan', i),
        namespace: JOURNAL_NAMESPACE,
        labels: { [MANAGED_BY]: MANAGED_BY_VALUE, [JOURNAL_LABEL]: run, [PART_LABEL]: 'plan' },
      },
      data: { 'plan.json.gz.base64': packed.slice(i * PLAN_PIECE, (i + 1) * PLAN_PIECE) },
    });
  return ClusterJournal.create(kube, clock, run);
}

/** One that is there is used as it is: an administrator may have made it for us. */
async function ensureNamespace(kube: Kubernetes): Promise<void> {
  const ref = { apiVersion: 'v1', kind: 'Namespace', name: JOURNAL_NAMESPACE };
  if (await kube.get(ref)) return;
  try {
    await kube.create({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: JOURNAL_NAMESPACE,
        labels: { [MANAGED_BY]: MANAGED_BY_VALUE, [JOURNAL_LABEL]: 'runs' },
      },
    });
  } catch (error) {
    if (!isConflict(error)) throw error;
  }
}

export interface ClusterRun {
  readonly id: string;
  /** The plan's JSON. */
  readonly plan: string;
  readonly journal: ClusterJournal;
}

/** Ids of the runs in the cluster, oldest first. */
export async function clusterRunIds(kube: Kubernetes): Promise<readonly string[]> {
  const parts = await partsOf(kube, `${JOURNAL_LABEL},${PART_LABEL}=journal`);
  return [...new Set(parts.map((p) => p.metadata.labels?.[JOURNAL_LABEL] ?? ''))].sort();
}

/** A run as it stands in the cluster. The id is one of `clusterRunIds`. */
export async function openClusterRun(
  kube: Kubernetes,
  clock: Clock,
  id: string,
): Promise<ClusterRun> {
  const parts = await partsOf(kube, `${JOURNAL_LABEL}=${id}`);
  const of = (part: string): readonly KubeObject[] =>
    parts.filter((p) => p.metadata.labels?.[PART_LABEL] === part);
  const packed = of('plan')
    .map((p) => Object.values((p['data'] ?? {}) as Record<string, string>).join(''))
    .join('');
  return {
    id,
    plan: packed === '' ? '' : gunzipSync(Buffer.from(packed, 'base64')).toString('utf8'),
    journal: ClusterJournal.of(kube, clock, id, of('journal')),
  };
}

async function partsOf(kube: Kubernetes, labelSelector: string): Promise<readonly KubeObject[]> {
  try {
    const parts = await kube.list({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: JOURNAL_NAMESPACE,
      labelSelector,
    });
    return [...parts].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}
