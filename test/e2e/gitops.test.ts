import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { KubeObject, ObjectRef } from '../../src/model/index.ts';
import { MemoryJournal, openStage, type Stage } from './stage.ts';

const FLUX = 'kustomize.toolkit.fluxcd.io';
const ARGO = 'argoproj.io';

const definition = (group: string, version: string, kind: string, plural: string): KubeObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
    versions: [
      {
        name: version,
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        },
      },
    ],
  },
});

const kustomization = (name: string, labels: Record<string, string> = {}): KubeObject => ({
  apiVersion: `${FLUX}/v1`,
  kind: 'Kustomization',
  metadata: { name, namespace: 'flux-system', labels },
  spec: { path: `./${name}`, interval: '1m', prune: true },
});

const byFlux = (name: string): Record<string, string> => ({
  [`${FLUX}/name`]: name,
  [`${FLUX}/namespace`]: 'flux-system',
});

/** A Deployment as a repository has it; with a host port it needs more than a label to go. */
const manifest = (name: string, labels: Record<string, string>, hostPort?: number): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop', labels },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'public.ecr.aws/docker/library/busybox:1.37',
            ports: [{ containerPort: 8080, ...(hostPort === undefined ? {} : { hostPort }) }],
            resources: { requests: { cpu: '100m', memory: '128Mi' } },
          },
        ],
      },
    },
  },
});

const refOf = ({ apiVersion, kind, metadata }: KubeObject): ObjectRef => ({
  apiVersion,
  kind,
  namespace: metadata.namespace ?? '',
  name: metadata.name,
});

/** Once a minute what the sync's manifests say is said again, unless it or nobody is there. */
function keepInSync(
  stage: Stage,
  sync: KubeObject,
  manifests: readonly KubeObject[],
): { readonly stop: () => void; readonly rounds: () => number } {
  let stopped = false;
  let rounds = 0;
  void (async () => {
    while (!stopped) {
      await stage.clock.sleep(60_000);
      if (stopped) return;
      const now = await stage.world.kube.get(refOf(sync)).catch(() => undefined);
      const spec = now?.['spec'] as { suspend?: boolean; syncPolicy?: { automated?: object } };
      if (!now || (sync.kind === 'Application' ? !spec.syncPolicy?.automated : spec.suspend)) continue; // prettier-ignore
      rounds += 1;
      for (const wanted of manifests)
        await stage.world.kube
          .patch(refOf(wanted), { type: 'merge', body: wanted })
          .catch(() => undefined);
    }
  })();
  return { stop: () => (stopped = true), rounds: () => rounds };
}

async function stageWith(...objects: readonly KubeObject[]): Promise<Stage> {
  const stage = await openStage();
  const { kube } = stage.world;
  for (const name of ['shop', 'flux-system', 'argocd'])
    await kube.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  await kube.create(definition(FLUX, 'v1', 'Kustomization', 'kustomizations'));
  await kube.create(definition(ARGO, 'v1alpha1', 'Application', 'applications'));
  await stage.clock.sleep(10_000);
  for (const object of objects) await kube.create(object);
  await stage.clock.sleep(3 * 60_000);
  return stage;
}

async function whereIs(stage: Stage, app: string): Promise<readonly string[]> {
  const pods = await stage.world.kube.list({
    apiVersion: 'v1',
    kind: 'Pod',
    namespace: 'shop',
    labelSelector: `app=${app}`,
  });
  return pods.map(
    (p) =>
    ((p['spec'] as { nodeName?: string }).nodeName ?? '').startsWith('fargate-') ? 'Fargate' : 'EC2', // prettier-ignore
  );
}

describe('what a repository keeps in sync', () => {
  it('goes without a pause where the move only adds a label, and the sync leaves it there', async () => {
    const sync = kustomization('apps');
    const web = manifest('storefront', byFlux('apps'));
    const stage = await stageWith(sync, web);
    const flux = keepInSync(stage, sync, [web]);
    try {
      const plan = await stage.planFor(await stage.look());
      expect(plan.steps.some((s) => s.id.endsWith('/pause'))).toBe(false);
      expect(plan.toCommit?.map((c) => [c.ref.name, c.source])).toEqual([['storefront', 'Flux Kustomization flux-system/apps']]); // prettier-ignore
      const { error, summary } = await stage.session({ plan, store: new MemoryJournal() });
      expect(error).toBeUndefined();
      await stage.clock.sleep(5 * 60_000);
      expect(flux.rounds()).toBeGreaterThan(5);
      expect(await whereIs(stage, 'storefront')).toEqual(['Fargate']);
      expect(summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    } finally {
      flux.stop();
      stage.stop();
    }
  });

  it('stays where the sync would put the change back, with the change to commit', async () => {
    const stage = await stageWith(kustomization('apps'), manifest('edge', byFlux('apps'), 8080));
    try {
      const plan = await stage.planFor(await stage.look());
      const stay = plan.stays.find((s) => s.ref.name === 'edge');
      expect(stay?.reason.en).toContain('Flux Kustomization flux-system/apps would put');
      expect(stay?.reason.en).toContain('hostPort');
      expect(plan.toCommit?.find((c) => c.ref.name === 'edge')?.patch).toEqual({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'edge', namespace: 'shop' },
        spec: {
          template: {
            metadata: { labels: { 'fargatectl.io/compute': 'fargate' } },
            spec: {
              containers: [{ name: 'main', ports: [{ containerPort: 8080, hostPort: null }] }],
            },
          },
        },
      });
    } finally {
      stage.stop();
    }
  });
});

describe('a change that has been committed', () => {
  it('arrives by the sync, and the next plan moves the workload, whose pods came before the profile', async () => {
    const sync = kustomization('apps');
    const edge = manifest('edge', byFlux('apps'), 8080);
    const stage = await stageWith(sync, edge);
    const committed: KubeObject[] = [];
    const flux = keepInSync(stage, sync, committed);
    try {
      const { toCommit } = await stage.planFor(await stage.look());
      // The patch as Kustomize applies it: the label, and no host port.
      expect(toCommit).toHaveLength(1);
      const plain = manifest('edge', byFlux('apps'));
      const { template } = plain['spec'] as { template: { metadata: { labels: object } } };
      Object.assign(template.metadata.labels, { 'fargatectl.io/compute': 'fargate' });
      committed.push(plain);
      await stage.clock.sleep(3 * 60_000);
      expect(await whereIs(stage, 'edge')).toEqual(['EC2']);
      const plan = await stage.planFor(await stage.look());
      const { error } = await stage.session({ plan, store: new MemoryJournal() });
      expect(error).toBeUndefined();
      await stage.clock.sleep(3 * 60_000);
      expect(await whereIs(stage, 'edge')).toEqual(['Fargate']);
      expect(flux.rounds()).toBeGreaterThan(5);
    } finally {
      flux.stop();
      stage.stop();
    }
  });
});

describe('--pause-sync', () => {
  it('rests what would put the change back until it is committed, and the way back lets it work again', async () => {
    const root = kustomization('flux-system', byFlux('flux-system'));
    const sync = kustomization('apps', byFlux('flux-system'));
    const edge = manifest('edge', byFlux('apps'), 8080);
    const stage = await stageWith(root, sync, edge);
    const flux = [keepInSync(stage, root, [sync]), keepInSync(stage, sync, [edge])];
    try {
      const first = await stage.look();
      const plan = await stage.planFor(first, { pauseSync: true });
      const note = plan.warnings.find((w) => w.en.includes('flux resume kustomization apps'));
      expect(note?.en).toContain('stays paused at the end');
      const store = new MemoryJournal();
      const there = await stage.session({ plan, store });
      expect(there.error).toBeUndefined();
      await stage.clock.sleep(5 * 60_000);
      expect(await whereIs(stage, 'edge')).toEqual(['Fargate']);
      const back = await stage.session({ plan, store, direction: { way: 'back' } });
      expect(back.error).toBeUndefined();
      expect(await whereIs(stage, 'edge')).toEqual(['EC2']);
      expect(compareSnapshots(first, await stage.look())).toEqual([]);
    } finally {
      for (const f of flux) f.stop();
      stage.stop();
    }
  });

  it('lets Argo CD work again before node groups go, where the move only added something', async () => {
    const sync: KubeObject = {
      apiVersion: `${ARGO}/v1alpha1`,
      kind: 'Application',
      metadata: { name: 'shop', namespace: 'argocd' },
      spec: { syncPolicy: { automated: { prune: true, selfHeal: true } } },
    };
    const web = manifest('storefront', {});
    const tracked = {
      ...web,
      metadata: { ...web.metadata, annotations: { 'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/storefront' } }, // prettier-ignore
    };
    const stage = await stageWith(sync, tracked);
    const argo = keepInSync(stage, sync, [tracked]);
    try {
      const plan = await stage.planFor(await stage.look(), { pauseSync: true });
      const order = plan.steps.map((s) => s.id);
      const at = (part: string): number => order.findIndex((id) => id.includes(part));
      expect(at('application/argocd/shop/pause')).toBeGreaterThan(-1);
      expect(at('application/argocd/shop/resume')).toBeLessThan(at('empty-nodegroup'));
      const { error } = await stage.session({ plan, store: new MemoryJournal() });
      expect(error).toBeUndefined();
      const now = await stage.world.kube.get(refOf(sync));
      expect(now?.['spec']).toEqual(sync['spec']);
      await stage.clock.sleep(3 * 60_000);
      expect(await whereIs(stage, 'storefront')).toEqual(['Fargate']);
    } finally {
      argo.stop();
      stage.stop();
    }
  });

  it('leaves what an ApplicationSet makes, since it would put the pause back', async () => {
    const made: KubeObject = {
      apiVersion: `${ARGO}/v1alpha1`,
      kind: 'Application',
      metadata: {
        name: 'shop',
        namespace: 'argocd',
        ownerReferences: [
          {
            apiVersion: `${ARGO}/v1alpha1`,
            kind: 'ApplicationSet',
            name: 'all-shops',
            uid: '11111111-2222-3333-4444-555555555555',
            controller: true,
          },
        ],
      },
      spec: { syncPolicy: { automated: { selfHeal: true } } },
    };
    const stage = await stageWith(
      made,
      manifest('edge', { 'argocd.argoproj.io/instance': 'shop' }, 8080),
    );
    try {
      const plan = await stage.planFor(await stage.look(), { pauseSync: true });
      expect(plan.stays.find((s) => s.ref.name === 'edge')?.reason.en).toContain(
        'made by ApplicationSet all-shops',
      );
    } finally {
      stage.stop();
    }
  });
});
