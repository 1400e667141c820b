import {
  childOf,
  copyJson,
  ensure,
  fill,
  isDraft,
  listOf,
  sameJson,
  type Draft,
} from '../draft.ts';
import type { Kernel } from '../kernel.ts';
import { podSpecDefaults, templateDefaults } from './pod-defaults.ts';

/*
 * Defaults of the kinds that make pods.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/apps/v1/defaults.go (read 2026-11-23)
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/batch/v1/defaults.go (read 2026-11-23)
 */

export function deploymentDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  const strategy = ensure(spec, 'strategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate')
    fill(ensure(strategy, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' });
  templateDefaults(spec);
}

export function replicaSetDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { replicas: 1 });
  templateDefaults(spec);
}

export function replicationControllerDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { replicas: 1 });
  templateDefaults(spec);
  const labels = childOf(childOf(childOf(spec, 'template'), 'metadata'), 'labels');
  if (!labels) return;
  if (Object.keys(childOf(spec, 'selector') ?? {}).length === 0) spec['selector'] = { ...labels };
  fill(ensure(draft, 'metadata'), { labels: { ...labels } });
}

export function statefulSetDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { replicas: 1, revisionHistoryLimit: 10, podManagementPolicy: 'OrderedReady' });
  const strategy = ensure(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate')
    fill(ensure(strategy, 'rollingUpdate'), { partition: 0 });
  fill(ensure(spec, 'persistentVolumeClaimRetentionPolicy'), {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  });
  for (const claim of listOf(spec, 'volumeClaimTemplates')) {
    fill(claim, { apiVersion: 'v1', kind: 'PersistentVolumeClaim' });
    fill(ensure(claim, 'spec'), { volumeMode: 'Filesystem' });
    fill(ensure(claim, 'status'), { phase: 'Pending' });
  }
  templateDefaults(spec);
}

export function daemonSetDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { revisionHistoryLimit: 10 });
  const strategy = ensure(spec, 'updateStrategy');
  fill(strategy, { type: 'RollingUpdate' });
  if (strategy['type'] === 'RollingUpdate')
    fill(ensure(strategy, 'rollingUpdate'), { maxUnavailable: 1, maxSurge: 0 });
  templateDefaults(spec);
}

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

/**
 * A DaemonSet notes how often its template has changed, and its pods carry the number.
 * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/registry/apps/daemonset/strategy.go (read 2026-11-25)
 */
export function countTemplates(draft: Draft, old: Draft | undefined): void {
  const notes = ensure(ensure(draft, 'metadata'), 'annotations');
  const before = childOf(childOf(old, 'metadata'), 'annotations')?.[TEMPLATE_GENERATION];
  const given = old ? Number(before ?? 0) : Number(notes[TEMPLATE_GENERATION] ?? 0);
  const isNew =
    old !== undefined &&
    !sameJson(
      childOf(childOf(draft, 'spec'), 'template'),
      childOf(childOf(old, 'spec'), 'template'),
    );
  notes[TEMPLATE_GENERATION] = String(Math.max(1, given + (isNew ? 1 : 0)));
}

export function jobDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  const neither = spec['completions'] === undefined && spec['parallelism'] === undefined;
  fill(spec, {
    ...(neither ? { completions: 1 } : {}),
    parallelism: 1,
    completionMode: 'NonIndexed',
    backoffLimit: 6,
    suspend: false,
    manualSelector: false,
    podReplacementPolicy: spec['podFailurePolicy'] ? 'Failed' : 'TerminatingOrFailed',
  });
  if (spec['backoffLimitPerIndex'] !== undefined && spec['backoffLimit'] === 6)
    spec['backoffLimit'] = 2 ** 31 - 1;
  templateDefaults(spec);
  const metadata = ensure(draft, 'metadata');
  const labels = childOf(childOf(childOf(spec, 'template'), 'metadata'), 'labels');
  // The same map, not a copy: what the server adds to one is in the other, too.
  if (labels && metadata['labels'] === undefined) metadata['labels'] = labels;
  for (const rule of listOf(childOf(spec, 'podFailurePolicy'), 'rules'))
    for (const pattern of listOf(rule, 'onPodConditions')) fill(pattern, { status: 'True' });
}

/** The server makes a Job's selector itself, from its uid. */
export function prepareJob(draft: Draft, _kernel: Kernel): void {
  const spec = ensure(draft, 'spec');
  if (spec['manualSelector'] === true) return;
  const { uid, name } = ensure(draft, 'metadata');
  const labels = ensure(ensure(ensure(spec, 'template'), 'metadata'), 'labels');
  Object.assign(labels, {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  });
  const selector = ensure(spec, 'selector');
  ensure(selector, 'matchLabels')['batch.kubernetes.io/controller-uid'] = uid;
}

export function cronJobDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  });
  const template = ensure(spec, 'jobTemplate');
  if (!isDraft(template['metadata'])) template['metadata'] = {};
  templateDefaults(ensure(template, 'spec'));
}

export function podTemplateDefaults(draft: Draft): void {
  const spec = childOf(childOf(draft, 'template'), 'spec');
  if (spec) podSpecDefaults(spec);
}

/** What an update may not take away from a Job: its generated selector and labels. */
export function keepJobSelector(draft: Draft, old: Draft): void {
  const spec = ensure(draft, 'spec');
  const before = childOf(old, 'spec');
  if (spec['selector'] === undefined && before?.['selector'] !== undefined)
    spec['selector'] = copyJson(before['selector']);
  const labels = childOf(childOf(childOf(before, 'template'), 'metadata'), 'labels') ?? {};
  const mine = ensure(ensure(ensure(spec, 'template'), 'metadata'), 'labels');
  for (const key of GENERATED)
    if (mine[key] === undefined && labels[key] !== undefined) mine[key] = labels[key];
}

const GENERATED = [
  'batch.kubernetes.io/controller-uid',
  'batch.kubernetes.io/job-name',
  'controller-uid',
  'job-name',
];
