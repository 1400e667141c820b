import { deletion } from './apps.ts';
import { cronJob } from './batch.ts';
import { NODE_LABEL, patch, template, templatePatch, type Case, type Step } from './steps.ts';

const workload = (kind: string, spec: Readonly<Record<string, unknown>>): Step => ({
  do: 'create',
  object: {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'web' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: template('1'), ...spec },
  },
});
const onNodes = template('1', { nodeSelector: { [`${NODE_LABEL}-NAMESPACE`]: 'yes' } });
const nodes: readonly Step[] = [1, 2, 3].map(() => ({ do: 'node', on: true }));
const budget = (spec: Readonly<Record<string, unknown>>): Step => ({
  do: 'create',
  object: {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: 'budget' },
    spec: { selector: { matchLabels: { app: 'web' } }, ...spec },
  },
});
const life = (family: string, ...steps: readonly Step[]): Case => ({ family, quietMs: 800, finish: true, steps }); // prettier-ignore
const roll = (kind: string): Step => patch(`apps/v1/${kind}`, 'web', templatePatch('2'));

/** What every run plays, so that no law of `laws/` goes without a moment that it speaks of. */
export const PLAIN_LIVES: readonly Case[] = [
  cronJob({ concurrencyPolicy: 'Replace', ends: false }),
  cronJob({ concurrencyPolicy: 'Forbid', ends: true, late: true }),
  deletion({ kind: 'Deployment', first: 'Orphan', again: true, rolled: true, replicas: 2 }),
  deletion({ kind: 'StatefulSet', first: 'Orphan', again: true, rolled: false, replicas: 2 }),
  deletion({ kind: 'Deployment', first: 'Foreground', again: false, rolled: true, replicas: 2 }),
  life(
    'Deployment',
    budget({ minAvailable: 2 }),
    workload('Deployment', {
      replicas: 4,
      strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
    }),
    { do: 'open all' },
    roll('Deployment'),
    { do: 'open', pods: 4 },
    { do: 'shut', pods: 1 },
    { do: 'evict', pods: 1, pick: 'unready', gap: true },
    { do: 'evict', pods: 3, pick: 'ready', gap: false },
  ),
  life(
    'Deployment',
    workload('Deployment', { replicas: 2, strategy: { type: 'Recreate' } }),
    { do: 'open all' },
    roll('Deployment'),
  ),
  life('StatefulSet', workload('StatefulSet', { replicas: 3, serviceName: 'web' }), { do: 'open all' }, roll('StatefulSet'), { do: 'open', pods: 3 }, patch('apps/v1/StatefulSet', 'web', { spec: { replicas: 1 } })),
  life(
    'DaemonSet',
    ...nodes,
    workload('DaemonSet', { template: onNodes, updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    { do: 'open all' },
    roll('DaemonSet'),
  ),
  life('DaemonSet', ...nodes, workload('DaemonSet', { template: onNodes }), { do: 'open all' }, roll('DaemonSet')),
]; // prettier-ignore
