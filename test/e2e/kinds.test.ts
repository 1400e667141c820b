import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { KubeObject, ObjectRef, RunEvent } from '../../src/model/index.ts';
import { MemoryJournal, openStage, type Stage } from './stage.ts';

const NAMESPACE = 'kinds';

const template = (app: string): KubeObject['spec'] => ({
  metadata: { labels: { app } },
  spec: {
    containers: [
      {
        name: 'main',
        image: 'public.ecr.aws/docker/library/busybox:1.37',
        resources: { requests: { cpu: '100m', memory: '128Mi' } },
      },
    ],
  },
});

const set = (name: string, spec: Record<string, unknown>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    serviceName: name,
    selector: { matchLabels: { app: name } },
    template: template(name),
    ...spec,
  },
});

const deployment = (name: string, spec: Record<string, unknown>): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: NAMESPACE },
  spec: { selector: { matchLabels: { app: name } }, template: template(name), ...spec },
});

const job = (name: string, seconds: number): KubeObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    backoffLimit: 0,
    template: {
      spec: {
        restartPolicy: 'Never',
        containers: [
          {
            name: 'main',
            image: 'public.ecr.aws/docker/library/busybox:1.37',
            command: ['sleep', String(seconds)],
            resources: { requests: { cpu: '100m', memory: '128Mi' } },
          },
        ],
      },
    },
  },
});

/** The tutorial's cluster with more workloads in it, all of them settled. */
async function stageWith(...objects: readonly KubeObject[]): Promise<Stage> {
  const stage = await openStage();
  const { kube } = stage.world;
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
  for (const object of objects) await kube.create(object);
  await stage.clock.sleep(3 * 60_000);
  return stage;
}

const ref = (kind: string, name: string): ObjectRef => ({
  apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
  kind,
  namespace: NAMESPACE,
  name,
});

const specOf = async (stage: Stage, kind: string, name: string): Promise<Record<string, never>> =>
  (await stage.world.kube.get(ref(kind, name)))?.['spec'] as Record<string, never>;

async function nodesUnder(stage: Stage, app: string): Promise<readonly string[]> {
  const pods = await stage.world.kube.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: NAMESPACE,
    labelSelector: `app=${app}`,
  });
  return pods.map((p) => (p['spec'] as { nodeName?: string }).nodeName ?? '');
}

const onFargate = (nodes: readonly string[]): boolean => nodes.every((n) => n.startsWith('fargate-')); // prettier-ignore

describe('settings that would keep pods from being replaced', () => {
  it('are other ones while a workload moves, and as they were afterwards, both ways', async () => {
    const stage = await stageWith(
      set('parted', { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } }),
      set('lazy', { replicas: 2, updateStrategy: { type: 'OnDelete' } }),
      deployment('hasty', { replicas: 2, progressDeadlineSeconds: 20 }),
    );
    try {
      const first = await stage.look();
      const plan = await stage.planFor(first);
      const store = new MemoryJournal();
      const there = await stage.session({ plan, store });
      expect(there.error).toBeUndefined();
      for (const [app, count] of [
        ['parted', 3],
        ['lazy', 2],
        ['hasty', 2],
      ] as const) {
        const nodes = await nodesUnder(stage, app);
        expect(nodes).toHaveLength(count);
        expect(onFargate(nodes)).toBe(true);
      }
      expect(await specOf(stage, 'StatefulSet', 'parted')).toMatchObject({ updateStrategy: { rollingUpdate: { partition: 2 } } }); // prettier-ignore
      expect(await specOf(stage, 'StatefulSet', 'lazy')).toMatchObject({ updateStrategy: { type: 'OnDelete' } }); // prettier-ignore
      expect(await specOf(stage, 'Deployment', 'hasty')).toMatchObject({ progressDeadlineSeconds: 20 }); // prettier-ignore
      expect(there.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
      const back = await stage.session({ plan, store, direction: { way: 'back' } });
      expect(back.error).toBeUndefined();
      expect(back.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
      expect(compareSnapshots(first, await stage.look())).toEqual([]);
    } finally {
      stage.stop();
    }
  });

  it('a partition that holds a rollout half done is left to whoever began it', async () => {
    const stage = await stageWith(
      set('parted', { replicas: 3, updateStrategy: { rollingUpdate: { partition: 2 } } }),
    );
    try {
      await stage.world.kube.patch(ref('StatefulSet', 'parted'), {
        type: 'merge',
        body: { spec: { template: { metadata: { annotations: { canary: 'yes' } } } } },
      });
      await stage.clock.sleep(3 * 60_000);
      const plan = await stage.planFor(await stage.look());
      expect(plan.stays.find((s) => s.ref.name === 'parted')?.reason.en).toContain('half done');
    } finally {
      stage.stop();
    }
  });
});

describe('somebody else’s hand in the middle of a move', () => {
  it('a size that was set meanwhile stands', async () => {
    const stage = await stageWith(deployment('alone', { replicas: 1 }));
    try {
      const plan = await stage.planFor(await stage.look());
      const events: RunEvent[] = [];
      let scaled: Promise<unknown> | undefined;
      const { error } = await stage.session({
        plan,
        store: new MemoryJournal(),
        onEvent: (e) => {
          events.push(e);
          if (scaled || e.event !== 'waiting' || !e.step.includes('alone')) return;
          if (e.for.en.includes('Fargate'))
            scaled = stage.world.kube.patch(ref('Deployment', 'alone'), {
              type: 'merge',
              body: { spec: { replicas: 4 } },
            });
        },
      });
      await scaled;
      expect(error).toBeUndefined();
      expect(scaled).toBeDefined();
      expect(await specOf(stage, 'Deployment', 'alone')).toMatchObject({ replicas: 4 });
      const object = await stage.world.kube.get(ref('Deployment', 'alone'));
      expect(Object.keys(object?.metadata.labels ?? {})).toEqual([]);
      const nodes = await nodesUnder(stage, 'alone');
      expect(nodes).toHaveLength(4);
      expect(onFargate(nodes)).toBe(true);
    } finally {
      stage.stop();
    }
  });
});

describe('a Job under way', () => {
  it('is left to finish where it began, and its node group goes afterwards', async () => {
    const stage = await stageWith(job('report', 3600));
    try {
      const plan = await stage.planFor(await stage.look(), { retire: ['app/host-tuner'] });
      expect(plan.stays.find((s) => s.ref.name === 'report')?.reason.en).toContain('ends where');
      const { error } = await stage.session({ plan, store: new MemoryJournal() });
      expect(error).toBeUndefined();
      const done = (await stage.world.kube.get(ref('Job', 'report')))?.['status'];
      expect(done).toMatchObject({ succeeded: 1 });
      expect(done).not.toHaveProperty('failed');
    } finally {
      stage.stop();
    }
  });
});

describe('a node group that is still being updated', () => {
  it('is deleted when the update is over, not refused', async () => {
    const stage = await openStage();
    try {
      const plan = await stage.plan({ retire: ['app/host-tuner'], soakSeconds: 0 });
      const events: string[] = [];
      const { error } = await stage.session({
        plan,
        store: new MemoryJournal(),
        onEvent: (e) => {
          if (e.event === 'waiting') events.push(`${e.step}: ${e.seen.en}`);
        },
      });
      expect(error).toBeUndefined();
      expect(events).toContain('delete-nodegroup/burst: UPDATING');
    } finally {
      stage.stop();
    }
  });
});
