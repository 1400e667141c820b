import { describe, expect, it } from 'vitest';
import type { KubeObject, ObjectRef } from '../../src/model/index.ts';
import { MemoryJournal, openStage, type Stage } from './stage.ts';

const GROUP = 'brokers.example.com';

const DEFINITION: KubeObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `brokers.${GROUP}` },
  spec: {
    group: GROUP,
    scope: 'Namespaced',
    names: { kind: 'Broker', plural: 'brokers', singular: 'broker', listKind: 'BrokerList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}; // prettier-ignore

const BROKER: ObjectRef = { apiVersion: `${GROUP}/v1`, kind: 'Broker', namespace: 'shop', name: 'events' }; // prettier-ignore
const DEPLOYMENT: ObjectRef = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'events' }; // prettier-ignore

const PODS = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', labelSelector: 'app=events' };

/** What the operator makes of a Broker: its labels for pods, and nothing that is not in it. */
function madeOf(broker: KubeObject): KubeObject {
  const { podLabels = {} } = broker['spec'] as { podLabels?: Record<string, string> };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: {
      name: 'events',
      namespace: 'shop',
      ownerReferences: [{ apiVersion: broker.apiVersion, kind: 'Broker', name: 'events', uid: broker.metadata.uid ?? '', controller: true }],
    },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: 'events' } },
      template: {
        metadata: { labels: { app: 'events', ...podLabels } },
        spec: {
          containers: [
            {
              name: 'main',
              image: 'public.ecr.aws/docker/library/busybox:1.37',
              resources: { requests: { cpu: '100m', memory: '128Mi' } },
            },
          ],
        },
      },
    },
  };
} // prettier-ignore

/** A cluster with a Broker, and its operator, which writes the Deployment anew twice a minute. */
async function stageWithOperator(): Promise<{
  stage: Stage;
  operator: { stop: () => void; putBack: () => number };
}> {
  const stage = await openStage();
  const { kube } = stage.world;
  await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
  await kube.create(DEFINITION);
  await stage.clock.sleep(10_000);
  const broker = await kube.create({ apiVersion: BROKER.apiVersion, kind: BROKER.kind, metadata: { name: 'events', namespace: 'shop' }, spec: {} }); // prettier-ignore
  await kube.create(madeOf(broker));
  let stopped = false;
  let putBack = 0;
  void (async () => {
    while (!stopped) {
      await stage.clock.sleep(30_000);
      if (stopped) return;
      const [wanted, now] = await Promise.all([kube.get(BROKER), kube.get(DEPLOYMENT)]);
      if (!wanted || !now) continue;
      const spec = madeOf(wanted)['spec'] as { replicas: number; template: { metadata: object } };
      const is = now['spec'] as { replicas: number; template: { metadata: object } };
      const differs =
        spec.replicas !== is.replicas ||
        JSON.stringify(spec.template.metadata) !== JSON.stringify(is.template.metadata);
      if (!differs) continue;
      putBack += 1;
      const template = { ...is.template, metadata: spec.template.metadata };
      await kube
        .update({ ...now, spec: { ...is, replicas: spec.replicas, template } })
        .catch(() => undefined);
    }
  })();
  await stage.clock.sleep(3 * 60_000);
  return { stage, operator: { stop: () => (stopped = true), putBack: () => putBack } };
}

const setLabel = (stage: Stage) =>
  stage.world.kube.patch(BROKER, {
    type: 'merge',
    body: { spec: { podLabels: { 'fargatectl.io/compute': 'fargate' } } },
  });

/** As `fargatectl profiles create` does, with the role and subnets of a profile that the plan made. */
async function makeProfile(stage: Stage): Promise<void> {
  const { eks } = stage.world.aws;
  const cluster = 'Migration-EKS';
  const [made] = await eks.listFargateProfiles(cluster);
  if (!made) throw new Error('the plan has made no profile');
  const { podExecutionRoleArn, subnetIds } = made;
  await eks.createFargateProfile({
    cluster,
    name: 'events',
    podExecutionRoleArn,
    subnetIds,
    selectors: [{ namespace: 'shop', labels: { 'fargatectl.io/compute': 'fargate' } }],
    tags: {},
    token: 'events',
  });
  await stage.clock.sleep(3 * 60_000);
}

async function whereItIs(stage: Stage): Promise<readonly string[]> {
  const pods = await stage.world.kube.list(PODS);
  return pods
    .filter((p) => p.metadata.deletionTimestamp === undefined)
    .map((p) => (((p['spec'] as { nodeName?: string }).nodeName ?? '').startsWith('fargate-') ? 'Fargate' : 'EC2')); // prettier-ignore
}

describe('what an operator makes from a custom resource', () => {
  it('stays, with the resource and the field to change; the move does not touch it', async () => {
    const { stage, operator } = await stageWithOperator();
    try {
      const plan = await stage.planFor(await stage.look());
      const stay = plan.stays.find((s) => s.ref.name === 'events');
      expect(stay?.reason.en).toContain('made by an operator from Broker events');
      expect(stay?.reason.en).toContain('spec.template.metadata.labels: fargatectl.io/compute=fargate');
      expect(stay?.reason.en).toContain(`kubectl edit broker.${GROUP} events -n shop`);
      expect(stay?.reason.ko).toContain('Broker events');
      expect(plan.steps.filter((s) => s.effects.some((e) => e.includes('events')))).toEqual([]);
    } finally {
      operator.stop();
      stage.stop();
    }
  }, 120_000); // prettier-ignore

  it('is not retired by a plan either: the operator would scale it up again', async () => {
    const { stage, operator } = await stageWithOperator();
    try {
      const plan = await stage.planFor(await stage.look(), { retire: ['shop/events'] });
      expect(plan.stays.find((s) => s.ref.name === 'events')?.reason.en).toContain('scale it up again');
      expect(plan.steps.filter((s) => s.effects.some((e) => e.includes('events')))).toEqual([]);
    } finally {
      operator.stop();
      stage.stop();
    }
  }, 120_000); // prettier-ignore

  it('goes by its operator once a profile is there, and the next plan finds it on Fargate', async () => {
    const { stage, operator } = await stageWithOperator();
    try {
      const plan = await stage.planFor(await stage.look());
      const there = await stage.session({ plan, store: new MemoryJournal() });
      expect(there.error?.message).toBeUndefined();
      expect(there.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
      expect(await whereItIs(stage)).toEqual(['EC2', 'EC2']);
      // The two things that the plan told to do, in its order.
      await makeProfile(stage);
      const onlyItsResource = (await stage.planFor(await stage.look())).stays.find((s) => s.ref.name === 'events');
      expect(onlyItsResource?.reason.en).not.toContain('profiles create');
      await setLabel(stage);
      await stage.clock.sleep(5 * 60_000);
      expect(await whereItIs(stage)).toEqual(['Fargate', 'Fargate']);
      const next = await stage.planFor(await stage.look());
      expect(next.there?.map((r) => r.name)).toContain('events');
      expect(next.stays.map((s) => s.ref.name)).not.toContain('events');
    } finally {
      operator.stop();
      stage.stop();
    }
  }, 120_000);

  it('hinders no plan where its resource came first, and goes as its pods are made again', async () => {
    const { stage, operator } = await stageWithOperator();
    try {
      await setLabel(stage);
      await stage.clock.sleep(3 * 60_000);
      expect(await whereItIs(stage)).toEqual(['EC2', 'EC2']);
      const plan = await stage.planFor(await stage.look());
      const reason = plan.stays.find((s) => s.ref.name === 'events')?.reason.en ?? '';
      expect(reason).toContain('fargatectl profiles create events --selector shop:fargatectl.io/compute=fargate --apply');
      expect(reason).toContain('kubectl delete pod -n shop POD');
      const there = await stage.session({ plan, store: new MemoryJournal() });
      expect(there.error?.message).toBeUndefined();
      await makeProfile(stage);
      const { kube } = stage.world;
      for (const pod of await kube.list(PODS)) {
        await kube.delete({ apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: pod.metadata.name });
        await stage.clock.sleep(3 * 60_000);
      }
      expect(await whereItIs(stage)).toEqual(['Fargate', 'Fargate']);
    } finally {
      operator.stop();
      stage.stop();
    }
  }, 120_000);
}); // prettier-ignore
