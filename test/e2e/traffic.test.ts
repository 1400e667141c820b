import { describe, expect, it } from 'vitest';
import { loadScenario } from '../../src/cli/scenarios.ts';
import type { KubeObject, ObjectRef, RequestCount } from '../../src/model/index.ts';
import { createTwin, VirtualClock, type Twin } from '../../src/twin/index.ts';

const NAMES = { web: 'Deployment', nginx: 'Deployment' } as const;
const ref = (name: keyof typeof NAMES): ObjectRef => ({ apiVersion: 'apps/v1', kind: NAMES[name], namespace: 'app', name }); // prettier-ignore

interface Template {
  readonly spec: Record<string, unknown> & { readonly containers: readonly Record<string, unknown>[] }; // prettier-ignore
}

/** Restarts a workload after its template was changed, asks it all the while, and tells what was seen. */
async function restarted(
  name: keyof typeof NAMES,
  o: {
    readonly template?: (t: Template) => Template;
    readonly spec?: Readonly<Record<string, unknown>>;
    readonly act?: (twin: Twin) => Promise<void>;
  },
): Promise<readonly RequestCount[]> {
  const scenario = await loadScenario();
  const objects = scenario.objects.map((object): KubeObject => {
    if (object.kind !== 'Deployment' || object.metadata.name !== name) return object;
    const spec = object['spec'] as { template: Template };
    return { ...object, spec: { ...spec, ...o.spec, template: o.template?.(spec.template) ?? spec.template } } as KubeObject; // prettier-ignore
  });
  const clock = new VirtualClock();
  const twin = await createTwin({ scenario: { ...scenario, objects }, clock });
  try {
    const traffic = twin.watchTraffic([ref(name)]);
    await clock.sleep(20_000);
    expect(traffic.report().filter((r) => r.failed > 0)).toEqual([]);
    await (o.act ?? restart(name))(twin);
    await clock.sleep(300_000);
    return traffic.report();
  } finally {
    twin.stop();
  }
}

const restart =
  (name: keyof typeof NAMES) =>
  async (twin: Twin): Promise<void> => {
    const annotations = { 'kubectl.kubernetes.io/restartedAt': 'now' };
    await twin.kube.mergePatch(ref(name), { spec: { template: { metadata: { annotations } } } });
  };

const through = (seen: readonly RequestCount[], what: string): RequestCount => {
  const found = seen.find((r) => r.through === what);
  if (!found) throw new TypeError(`nobody asked through ${what}`);
  return found;
};
const sleepFirst = (seconds: number) => (t: Template): Template => ({ ...t, spec: { ...t.spec, containers: t.spec.containers.map((c) => ({ ...c, lifecycle: { preStop: { sleep: { seconds } } } })) } }); // prettier-ignore
const noGrace = (t: Template): Template => ({ ...t, spec: { ...t.spec, terminationGracePeriodSeconds: 0 } }); // prettier-ignore
const noProbe = (t: Template): Template => ({ ...t, spec: { ...t.spec, containers: t.spec.containers.map(({ readinessProbe: _, ...c }) => c) } }); // prettier-ignore

describe('a client that asks every 100 ms', () => {
  it('asks ten times a second, through each way in', async () => {
    const seen = await restarted('nginx', { act: () => Promise.resolve() });
    expect(seen.map((r) => [r.through, r.asked])).toEqual([
      ['service app/nginx', 3200],
      ['ingress app/nginx', 3200],
    ]);
  });

  it('loses nothing where pods wait before they end', async () => {
    const seen = through(await restarted('web', { template: sleepFirst(5) }), 'service app/web');
    expect(seen).toMatchObject({ failed: 0, atRisk: 0, longestGapSeconds: 0, firstFailedAt: null });
  });

  it('tells apart what a pod answered after its SIGTERM', async () => {
    const seen = through(await restarted('web', {}), 'service app/web');
    expect(seen.failed).toBe(0);
    expect(seen.atRisk).toBeGreaterThan(0);
  });

  it('loses requests where pods end at once, since kube-proxy hears of it later', async () => {
    const seen = through(await restarted('web', { template: noGrace }), 'service app/web');
    expect(seen.failed).toBeGreaterThan(0);
    // One pod of several at a time, for about a second each.
    expect(seen.failed).toBeLessThan(30);
    expect(seen.longestGapSeconds).toBeLessThan(1);
    expect(seen.firstFailedAt).not.toBeNull();
  });

  it('loses requests where pods count as ready before they listen', async () => {
    const seen = through(await restarted('web', { template: noProbe }), 'service app/web');
    expect(seen.failed).toBeGreaterThan(0);
  });

  it('finds all of it gone when the only way is closed', async () => {
    const recreate = { strategy: { type: 'Recreate' } };
    const seen = through(await restarted('web', { spec: recreate }), 'service app/web');
    expect(seen.longestGapSeconds).toBeGreaterThan(2);
    expect(seen.failed).toBeGreaterThanOrEqual(seen.longestGapSeconds * 10);
  });

  it('counts a name that nobody answers as a failed request', async () => {
    const seen = await restarted('web', {
      act: async (twin) => {
        const coredns = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'coredns' }; // prettier-ignore
        await twin.kube.mergePatch(coredns, { spec: { replicas: 0 } });
      },
    });
    expect(through(seen, 'service app/web').longestGapSeconds).toBeGreaterThan(200);
  });

  it('asks a load balancer without the cluster’s names', async () => {
    const seen = await restarted('nginx', {
      act: async (twin) => {
        const coredns = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kube-system', name: 'coredns' }; // prettier-ignore
        await twin.kube.mergePatch(coredns, { spec: { replicas: 0 } });
      },
    });
    expect(through(seen, 'service app/nginx').failed).toBeGreaterThan(2_000);
    expect(through(seen, 'ingress app/nginx').failed).toBe(0);
  });
});

describe('a load balancer by ip', () => {
  const byIp = (act: (twin: Twin) => Promise<void>) => async (twin: Twin) => {
    const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', namespace: 'app', name: 'nginx' }; // prettier-ignore
    const annotations = { 'alb.ingress.kubernetes.io/target-type': 'ip' };
    await twin.kube.mergePatch(ingress, { metadata: { annotations } });
    await act(twin);
  };

  it('answers 503 when its target type changes, until the new targets were checked', async () => {
    const seen = await restarted('nginx', { act: byIp(() => Promise.resolve()) });
    const { failed, longestGapSeconds } = through(seen, 'ingress app/nginx');
    expect(longestGapSeconds).toBeGreaterThanOrEqual(15);
    expect(failed).toBe(longestGapSeconds * 10);
  });

  const settledThen = (act: (twin: Twin) => Promise<void>) =>
    byIp(async (twin) => {
      await twin.clock.sleep(60_000);
      await act(twin);
    });

  it('has no healthy target when a rollout is quicker than its checks', async () => {
    const quick = await restarted('nginx', { act: settledThen(restart('nginx')) });
    const changed = await restarted('nginx', { act: settledThen(() => Promise.resolve()) });
    expect(through(quick, 'ingress app/nginx').failed).toBeGreaterThan(
      through(changed, 'ingress app/nginx').failed,
    );
  });

  it('keeps its targets when pods are held until it knows them', async () => {
    const held = await restarted('nginx', { spec: { minReadySeconds: 45 }, act: settledThen(restart('nginx')) }); // prettier-ignore
    const changed = await restarted('nginx', { act: settledThen(() => Promise.resolve()) });
    expect(through(held, 'ingress app/nginx').failed).toBe(
      through(changed, 'ingress app/nginx').failed,
    );
  });
});
