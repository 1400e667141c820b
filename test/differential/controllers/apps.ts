import fc from 'fast-check';
import {
  defined,
  evict,
  few,
  kill,
  NODE_LABEL,
  open,
  option,
  patch,
  percent,
  pick,
  shut,
  size,
  tag,
  template,
  templatePatch,
  without,
  type Case,
  type Step,
} from './steps.ts';

const budget = fc
  .record({
    bound: fc.oneof(
      fc.record({ minAvailable: fc.oneof(size, percent) }),
      fc.record({ maxUnavailable: fc.oneof(size, percent) }),
    ),
    policy: fc.constantFrom(undefined, undefined, 'AlwaysAllow', 'IfHealthyBudget'),
  })
  .map(({ bound, policy }): Step => ({
    do: 'create',
    object: {
      apiVersion: 'policy/v1',
      kind: 'PodDisruptionBudget',
      metadata: { name: 'budget' },
      spec: defined({
        ...bound,
        selector: { matchLabels: { app: 'web' } },
        unhealthyPodEvictionPolicy: policy,
      }),
    },
  }));

const service: Step = {
  do: 'create',
  object: {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'web' },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  },
};

const rollingUpdate = fc
  .record({
    maxSurge: option(fc.oneof(fc.integer({ min: 0, max: 3 }), percent), 3),
    maxUnavailable: option(fc.oneof(fc.integer({ min: 0, max: 3 }), percent), 3),
  })
  // Both zero is refused by the API server.
  .filter((r) => !(isZero(r.maxSurge) && isZero(r.maxUnavailable)));
const isZero = (v: number | string | undefined): boolean => v === 0 || v === '0%';

const DEPLOYMENT = 'apps/v1/Deployment';
const deploymentStep = fc.oneof(
  { weight: 6, arbitrary: open },
  { weight: 1, arbitrary: shut },
  { weight: 1, arbitrary: kill },
  { weight: 1, arbitrary: evict },
  { weight: 4, arbitrary: tag.map((t) => patch(DEPLOYMENT, 'web', templatePatch(t))) },
  { weight: 2, arbitrary: size.map((replicas) => patch(DEPLOYMENT, 'web', { spec: { replicas } })) },
  { weight: 1, arbitrary: fc.boolean().map((paused) => patch(DEPLOYMENT, 'web', { spec: { paused } })) },
  { weight: 1, arbitrary: rollingUpdate.map((r) => patch(DEPLOYMENT, 'web', { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: defined(r) } } })) },
  { weight: 1, arbitrary: fc.constantFrom('a', null).map((note) => patch(DEPLOYMENT, 'web', { metadata: { annotations: { note } } })) },
); // prettier-ignore

export const deployments = fc
  .record({
    ready: fc.boolean(),
    replicas: size,
    strategy: fc.oneof(
      { weight: 5, arbitrary: rollingUpdate.map((r) => ({ type: 'RollingUpdate', rollingUpdate: defined(r) }) as unknown) },
      { weight: 1, arbitrary: fc.constant({ type: 'Recreate' } as unknown) },
    ),
    minReadySeconds: fc.constantFrom(undefined, undefined, undefined, 2),
    revisionHistoryLimit: fc.constantFrom(undefined, 0, 1, 2),
    progressDeadlineSeconds: fc.constantFrom(undefined, undefined, undefined, 6),
    budget: option(budget),
    service: fc.boolean(),
    steps: fc.array(deploymentStep, { minLength: 3, maxLength: 9 }),
  })
  .map(({ ready, budget: pdb, service: svc, steps, ...spec }): Case => ({
    family: 'Deployment',
    // Time alone makes a pod available, or a rollout late.
    quietMs: quiet(spec.minReadySeconds),
    finish: true,
    steps: [
      ...(pdb ? [pdb] : []),
      ...(svc ? [service] : []),
      { do: 'create', object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', labels: { team: 'a' } }, spec: { ...defined(spec), selector: { matchLabels: { app: 'web' } }, template: template('1') } } },
      ...begun(ready),
      ...steps,
      ...(spec.progressDeadlineSeconds === undefined ? [] : [{ do: 'wait', seconds: 8 } as const]),
      patch(DEPLOYMENT, 'web', { spec: { paused: null } }),
    ],
  })); // prettier-ignore

/** Half of the lives begin when everything is ready: then a rollout or an eviction has something to take. */
const begun = (isReady: boolean): readonly Step[] => (isReady ? [{ do: 'open all' }] : []);
const quiet = (minReadySeconds: number | undefined): number => 800 + (minReadySeconds ?? 0) * 1000;

const STATEFUL_SET = 'apps/v1/StatefulSet';
/** Its controller makes pods anew between two evictions: who is there for the next is a race. */
const evictSlowly = evict.map((s): Step => ({ ...s, gap: true }) as Step);
const statefulStep = fc.oneof(
  { weight: 6, arbitrary: open },
  { weight: 1, arbitrary: shut },
  { weight: 1, arbitrary: kill },
  { weight: 1, arbitrary: evictSlowly },
  { weight: 3, arbitrary: tag.map((t) => patch(STATEFUL_SET, 'web', templatePatch(t))) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 4 }).map((replicas) => patch(STATEFUL_SET, 'web', { spec: { replicas } })) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 4 }).map((partition) => patch(STATEFUL_SET, 'web', { spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } } })) },
); // prettier-ignore
export const statefulSets = fc
  .record({
    ready: fc.boolean(),
    replicas: fc.integer({ min: 0, max: 4 }),
    podManagementPolicy: fc.constantFrom('OrderedReady', 'Parallel'),
    ordinals: fc.constantFrom(undefined, undefined, { start: 2 }),
    minReadySeconds: fc.constantFrom(undefined, undefined, undefined, 2),
    revisionHistoryLimit: fc.constantFrom(undefined, 0, 1),
    updateStrategy: fc.constantFrom(
      undefined,
      { type: 'OnDelete' },
      { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      { type: 'RollingUpdate', rollingUpdate: { partition: 2 } },
    ),
    budget: option(budget),
    service: fc.boolean(),
    steps: fc.array(statefulStep, { minLength: 3, maxLength: 9 }),
  })
  .map(({ ready, budget: pdb, service: svc, steps, ...spec }): Case => ({
    family: 'StatefulSet',
    quietMs: quiet(spec.minReadySeconds),
    finish: true,
    steps: [
      ...(pdb ? [pdb] : []),
      ...(svc ? [service] : []),
      { do: 'create', object: { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web' }, spec: { ...defined(spec), serviceName: 'web', selector: { matchLabels: { app: 'web' } }, template: template('1') } } },
      ...begun(ready),
      ...steps,
    ],
  })); // prettier-ignore

const DAEMON_SET = 'apps/v1/DaemonSet';
const node = fc.record({ on: fc.boolean(), pick }).map((o): Step => ({ do: 'node', ...without(o) })); // prettier-ignore
const daemonStep = fc.oneof(
  { weight: 6, arbitrary: open },
  { weight: 1, arbitrary: shut },
  { weight: 1, arbitrary: kill },
  { weight: 1, arbitrary: evict },
  { weight: 3, arbitrary: tag.map((t) => patch(DAEMON_SET, 'web', templatePatch(t))) },
  { weight: 2, arbitrary: node },
); // prettier-ignore
export const daemonSets = fc
  .record({
    ready: fc.boolean(),
    minReadySeconds: fc.constantFrom(undefined, undefined, undefined, 2),
    revisionHistoryLimit: fc.constantFrom(undefined, 0, 1),
    updateStrategy: fc.oneof(
      fc.constantFrom(undefined, { type: 'OnDelete' } as unknown),
      fc.constantFrom(1, 2, '50%', '100%').map((maxUnavailable) => ({ type: 'RollingUpdate', rollingUpdate: { maxUnavailable } }) as unknown),
      fc.constantFrom(1, 2, '50%').map((maxSurge) => ({ type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 0 } }) as unknown),
    ),
    budget: option(budget),
    nodes: fc.integer({ min: 0, max: 4 }),
    steps: fc.array(daemonStep, { minLength: 3, maxLength: 8 }),
  })
  .map(({ ready, budget: pdb, nodes, steps, ...spec }): Case => ({
    family: 'DaemonSet',
    quietMs: quiet(spec.minReadySeconds),
    finish: true,
    steps: [
      ...(pdb ? [pdb] : []),
      ...Array.from({ length: nodes }, (): Step => ({ do: 'node', on: true })),
      { do: 'create', object: { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata: { name: 'web' }, spec: { ...defined(spec), selector: { matchLabels: { app: 'web' } }, template: template('1', { nodeSelector: { [`${NODE_LABEL}-NAMESPACE`]: 'yes' } }) } } },
      ...begun(ready),
      ...steps,
    ],
  })); // prettier-ignore

const REPLICA_SET = 'apps/v1/ReplicaSet';
const barePod = (name: string, labels: Readonly<Record<string, string>>): Step => ({
  do: 'create',
  object: { apiVersion: 'v1', kind: 'Pod', metadata: { name, labels }, spec: template('1').spec },
});
const propagation = fc.constantFrom<Deletion['first']>('Foreground', 'Background', 'Orphan');
const replicaSetStep = fc.oneof(
  { weight: 4, arbitrary: open },
  { weight: 1, arbitrary: kill },
  { weight: 2, arbitrary: fc.record({ pods: few, pick, app: fc.constantFrom('web', 'other', null) }).map(({ app, ...o }): Step => ({ do: 'relabel', labels: { app }, ...without(o) })) },
  { weight: 2, arbitrary: size.map((replicas) => patch(REPLICA_SET, 'web', { spec: { replicas } })) },
  { weight: 1, arbitrary: tag.map((t) => patch(REPLICA_SET, 'web', templatePatch(t))) },
  { weight: 1, arbitrary: fc.constantFrom('late-1', 'late-2').map((name) => barePod(name, { app: 'web' })) },
); // prettier-ignore
export const replicaSets = fc
  .record({
    replicas: size,
    before: fc.subarray(['a', 'b', 'c']),
    steps: fc.array(replicaSetStep, { minLength: 2, maxLength: 7 }),
    last: option(propagation),
  })
  .map(({ before, steps, last, replicas }): Case => ({
    family: 'ReplicaSet',
    quietMs: quiet(0),
    finish: last === undefined,
    steps: [
      ...before.map((name) => barePod(name, { app: name === 'c' ? 'other' : 'web' })),
      { do: 'create', object: { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template('1') } } },
      ...steps,
      ...(last === undefined ? [] : [{ do: 'delete', gvk: REPLICA_SET, name: 'web', propagation: last } as Step]),
    ],
  })); // prettier-ignore

interface Deletion {
  readonly first: 'Foreground' | 'Background' | 'Orphan';
  /** Another owner of the same name comes after. */
  readonly again: boolean;
  readonly replicas: number;
  readonly rolled: boolean;
  readonly kind: string;
}
/** Owners go, each way; what a new owner of the same name does with the orphans. */
export const deletion = ({ first, again, replicas, rolled, kind }: Deletion): Case => {
  const gvk = `apps/v1/${kind}`;
  const make = (t: string): Step => ({
      do: 'create',
      object: {
        apiVersion: 'apps/v1', kind, metadata: { name: 'web' },
        spec: { ...(kind === 'DaemonSet' ? {} : { replicas }), ...(kind === 'StatefulSet' ? { serviceName: 'web' } : {}), selector: { matchLabels: { app: 'web' } }, template: template(t, { nodeSelector: kind === 'DaemonSet' ? { [`${NODE_LABEL}-NAMESPACE`]: 'yes' } : undefined }) },
      },
    }); // prettier-ignore
  return {
      family: 'deletion',
      quietMs: 1_500,
      finish: again,
      steps: [
        { do: 'node', on: true },
        make('1'),
        { do: 'open', pods: 3 },
        ...(rolled ? [patch(gvk, 'web', templatePatch('2')), { do: 'open', pods: 2 } as const] : []),
        { do: 'delete', gvk, name: 'web', propagation: first },
        ...(again ? [make(rolled ? '1' : '2')] : []),
      ],
    }; // prettier-ignore
};
export const deletions = fc
  .record({
    first: propagation,
    again: fc.boolean(),
    replicas: fc.integer({ min: 1, max: 3 }),
    rolled: fc.boolean(),
    kind: fc.constantFrom('Deployment', 'StatefulSet', 'DaemonSet'),
  })
  .map(deletion);

/** Without a metrics API, an autoscaler still keeps its bounds. */
export const autoscalers = fc
  .record({
    replicas: fc.integer({ min: 0, max: 6 }),
    minReplicas: fc.constantFrom(undefined, 1, 2, 3),
    more: fc.integer({ min: 0, max: 2 }),
    then: size,
  })
  .map(({ replicas, minReplicas, more, then }): Case => ({
    family: 'HorizontalPodAutoscaler',
    quietMs: quiet(0),
    finish: true,
    steps: [
      { do: 'create', object: { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: template('1', { containers: [{ name: 'main', image: 'app:1', resources: { requests: { cpu: '100m' } } }] }) } } },
      { do: 'create', object: { apiVersion: 'autoscaling/v2', kind: 'HorizontalPodAutoscaler', metadata: { name: 'web' }, spec: { ...defined({ minReplicas }), maxReplicas: (minReplicas ?? 1) + more, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' }, metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 60 } } }] } } },
      { do: 'wait', seconds: 16 },
      patch(DEPLOYMENT, 'web', { spec: { replicas: then } }),
      { do: 'wait', seconds: 16 },
    ],
  })); // prettier-ignore
