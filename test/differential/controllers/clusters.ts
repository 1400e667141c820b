import type { KubeObject } from '../../../src/model/index.ts';
import { loadScenario } from '../../../src/cli/scenarios.ts';
import { createApiServer, type ApiServer } from '../../../src/twin/apiserver/index.ts';
import { builtInControllers } from '../../../src/twin/controllers/index.ts';
import { createDataPlane, kubeletVersionOf } from '../../../src/twin/data-plane.ts';
import { VirtualClock, type Scenario, type TwinClock } from '../../../src/twin/index.ts';
import { ControllerManager, seededRandom, type KubeApi } from '../../../src/twin/runtime/index.ts';
import { openRealStage } from '../../control-plane/stage.ts';
import { Views } from './views.ts';

/** A cluster with controllers, a scheduler and the data plane of this project as its kubelets. */
export interface Cluster {
  readonly name: 'twin' | 'real';
  readonly api: KubeApi;
  readonly views: Views;
  readonly now: () => number;
  /** On the twin time jumps. */
  readonly sleep: (ms: number) => Promise<void>;
  /** What went wrong in parts of this project. */
  readonly failures: () => readonly unknown[];
  readonly stop: () => Promise<void>;
}

/** The data plane's waits are shortened by this on both sides; those of controllers are as they are. */
const SPEED = 40;

/** Four large nodes in two zones, and nothing else. */
export async function emptyScenario(): Promise<Scenario> {
  const scenario = await loadScenario();
  const [general] = scenario.aws.nodegroups ?? [];
  if (!general) throw new Error('the tutorial’s cluster has a node group');
  return {
    ...scenario,
    aws: {
      ...scenario.aws,
      addons: [],
      nodegroups: [{ ...general, instanceTypes: ['m5.4xlarge'], desired: 4, min: 4, max: 4 }],
    },
    objects: [],
    volumes: {},
    load: [],
    installAddons: false,
  };
}

export async function realCluster(scenario: Scenario): Promise<Cluster> {
  const stage = await openRealStage({ scenario, speed: SPEED });
  const views = await Views.of(stage.plane.kube, Date.now);
  return {
    name: 'real',
    api: stage.plane.kube,
    views,
    now: Date.now,
    sleep: (ms) => new Promise((wake) => setTimeout(wake, ms)),
    failures: () => stage.plane.failures,
    stop: async () => {
      views.stop();
      await stage.stop();
    },
  };
}

export async function twinCluster(scenario: Scenario): Promise<Cluster> {
  const clock = new VirtualClock();
  const quick = quicker(clock, SPEED);
  const late: { server?: ApiServer } = {};
  const api = (): KubeApi => (late.server as ApiServer).api;
  const plane = createDataPlane({
    scenario, clock: quick, seed: 1, api, endpoint: 'https://twin', certificateAuthority: '', schedules: true,
  }); // prettier-ignore
  late.server = createApiServer({
    clock,
    random: seededRandom(2),
    version: { major: '1', minor: '35', gitVersion: kubeletVersionOf(scenario) },
    admission: [plane.webhook],
    authenticate: () => ({ username: 'kubernetes-admin', groups: ['system:masters'] }),
    nodeProxy: plane.nodeProxy,
  });
  const managers = [clock, quick].map(
    (c) => new ControllerManager({ api: api(), clock: c, random: seededRandom(3) }),
  );
  await late.server.load(plane.initialNodes);
  await managers[0]?.start(builtInControllers());
  await managers[1]?.start(plane.controllers);
  await plane.boot();
  const views = await Views.of(api(), () => clock.now());
  return {
    name: 'twin',
    api: api(),
    views,
    now: () => clock.now(),
    sleep: (ms) => clock.sleep(ms),
    failures: () => managers.flatMap((m) => m.failures),
    stop: async () => {
      views.stop();
      for (const manager of managers) manager.stop();
      plane.aws.stop();
      await Promise.resolve();
    },
  };
}

/** The same time, with shorter waits: what `RealClock` does to the wall's. */
const quicker = (clock: TwinClock, speed: number): TwinClock => ({
  now: () => clock.now(),
  age: (since) => clock.age(since) * speed,
  sleep: (ms, signal) => clock.sleep(ms / speed, signal),
  schedule: (ms, action) => clock.schedule(ms / speed, action),
  hold: (work) => clock.hold(work),
});

export const refOf = (gvk: string, namespace: string, name: string) => {
  const at = gvk.lastIndexOf('/');
  return { apiVersion: gvk.slice(0, at), kind: gvk.slice(at + 1), namespace, name };
};
export type AnyObject = KubeObject & Readonly<Record<string, unknown>>;
