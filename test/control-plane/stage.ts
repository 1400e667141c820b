import { createServer } from 'node:https';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { awsAdapter, kubernetesAdapter } from '../../src/adapters/index.ts';
import { fromKubeconfig } from '../../src/adapters/kubernetes/kubeconfig.ts';
import { networkChannels } from '../../src/adapters/kubernetes/network.ts';
import { analyze, planOf, type Analysis } from '../../src/cli/analysis.ts';
import { planDigest } from '../../src/cli/plan-digest.ts';
import { loadScenario } from '../../src/cli/scenarios.ts';
import { runSession, type Session } from '../../src/cli/session.ts';
import { newRunId } from '../../src/cli/state.ts';
import { Journal, type JournalStore, type RunResult } from '../../src/execute/index.ts';
import { collectSnapshot } from '../../src/inventory/index.ts';
import {
  UpgradeRefused,
  type HttpTransport,
  type Plan,
  type RunEvent,
  type Snapshot,
} from '../../src/model/index.ts';
import type { PlanOptions } from '../../src/plan/index.ts';
import type { AwsCloud, Clock, Kubernetes } from '../../src/ports/index.ts';
import { RealClock, type Scenario } from '../../src/twin/index.ts';
import { attachDataPlane, type RemoteDataPlane } from '../../src/twin/remote/index.ts';
import {
  openClusterNetwork,
  serve,
  type Certificates,
  type Handler,
} from '../../src/twin/server/index.ts';
import { controlPlane } from '../../scripts/control-plane.mjs';
import { quietIo, type Tamper } from '../e2e/stage.ts';
import { judging, type Judge } from './judge.ts';
import { startControlPlane, type ControlPlane } from './processes.ts';

/** Waits of the data plane are shortened by this; Kubernetes' own are not. */
const SPEED = 20;
/** The tool's are less so: a rollout that Kubernetes holds for 45 s a round must not run out of time. */
const PATIENCE = 6;

export interface RealStage {
  readonly control: ControlPlane;
  readonly plane: RemoteDataPlane;
  readonly world: { readonly kube: Kubernetes; readonly aws: AwsCloud; readonly clock: Clock };
  look(): Promise<Snapshot>;
  analyze(snapshot: Snapshot): Promise<Analysis>;
  plan(analysis: Analysis, options?: Partial<PlanOptions>): Promise<Plan>;
  session(o: {
    readonly plan: Plan;
    readonly store: JournalStore;
    readonly direction?: Session['direction'];
    readonly onEvent?: (event: RunEvent) => void;
    /** Every write is judged by the API server first. */
    readonly judge?: Judge;
    /** Stands between this process and the cluster and AWS. */
    readonly tamper?: Tamper;
  }): Promise<RunResult>;
  judge(): Judge;
  stop(): Promise<void>;
}

/** A cluster, the tutorial's unless told otherwise, on Kubernetes' own control plane, at rest. */
export async function openRealStage(
  o: { readonly scenario?: Scenario; readonly speed?: number } = {},
): Promise<RealStage> {
  const found = controlPlane();
  if (!('path' in found)) throw new Error(found.reason);
  const scenario = o.scenario ?? (await loadScenario());
  const clock = new RealClock(o.speed ?? SPEED);
  const late: { plane?: RemoteDataPlane } = {};
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    late.plane?.stop();
    for (const close of closers.reverse()) await close();
  };
  try {
    const control = await startControlPlane({
      binary: found.path,
      clusterNetwork: async (folder, certificates) => {
        const socketPath = join(folder, 'cluster.sock');
        const network = await openClusterNetwork({
          socketPath,
          certificates,
          listener: (address) => listenerAt(late.plane, address),
        });
        closers.push(network.close);
        return socketPath;
      },
    });
    closers.push(control.stop);
    const webhook = await serveReviews(control.certificates, (text) => {
      if (!late.plane) throw new Error('a pod was created before the data plane stood');
      return late.plane.review(text);
    });
    closers.push(webhook.close);
    const plane = (late.plane = attachDataPlane({
      scenario,
      clock,
      endpoint: control.endpoint,
      transport: control.transport,
      certificateAuthority: control.certificates.ca,
      webhook: { url: webhook.url, certificateAuthority: control.certificates.ca },
      every: (ms, beat) => {
        const timer = setInterval(beat, ms);
        return () => clearInterval(timer);
      },
    }));
    await plane.start();
    const patient = new RealClock(PATIENCE);
    const { kube } = await fromKubeconfig({ path: control.kubeconfig, clock: patient });
    const awsOver = (transport: HttpTransport): AwsCloud =>
      awsAdapter({
        region: plane.region,
        clock,
        transport,
        credentials: { accessKeyId: 'TWIN', secretAccessKey: 'twin' },
      });
    const aws = awsOver(plane.aws.handle);
    const world = { kube, aws, clock: patient };
    const cluster = scenario.aws.cluster.name;
    const worldOf = (o: {
      readonly judge?: Judge;
      readonly tamper?: Tamper;
    }): RealStage['world'] => {
      const { tamper } = o;
      if (o.judge) return { ...world, kube: through(control, o.judge.transport, clock) };
      if (!tamper) return world;
      const over =
        (next: HttpTransport): HttpTransport =>
        (r) =>
          tamper(r, () => next(r));
      return {
        kube: through(control, over(control.transport), patient),
        aws: awsOver(over(plane.aws.handle)),
        clock: patient,
      };
    };
    return {
      control,
      plane,
      world,
      look: () => collectSnapshot({ ...world, cluster }),
      analyze: (snapshot) => analyze(snapshot, 'en'),
      plan: (analysis, options = {}) => planOf(analysis, options),
      session: (o) =>
        runSession({
          world: worldOf(o),
          plan: o.plan,
          journal: o.store.read() === '' ? begin(o.store, o.plan, clock) : Journal.open(o.store),
          accountId: scenario.accountId,
          onEvent: o.onEvent ?? (() => undefined),
          io: quietIo(),
          direction: o.direction ?? { way: 'forward' },
        }),
      judge: () => judging(control.transport),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

const through = (control: ControlPlane, transport: HttpTransport, clock: Clock): Kubernetes =>
  kubernetesAdapter({
    origin: control.endpoint,
    transport,
    channels: networkChannels({
      ca: control.certificates.ca,
      headers: () => Promise.resolve({ authorization: `Bearer ${control.token}` }),
    }),
    clock,
  });

/** Kubelet on every node's port 10250; metrics-server behind its Service's address. */
async function listenerAt(
  plane: RemoteDataPlane | undefined,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<Handler | undefined> {
  if (!plane) return undefined;
  if (port === 10250) return plane.kubelet;
  const service = await plane.kube.get('v1/Service', 'kube-system', 'metrics-server');
  const address = (service?.['spec'] as { clusterIP?: string } | undefined)?.clusterIP;
  return address === host ? metricsHandler(plane) : undefined;
}

const handlers = new WeakMap<RemoteDataPlane, Handler>();
function metricsHandler(plane: RemoteDataPlane): Handler {
  const known = handlers.get(plane);
  if (known) return known;
  const made: Handler = {
    handle: plane.metrics,
    connect: () =>
      Promise.reject(new UpgradeRefused({ status: 400, headers: {}, body: new Uint8Array() })),
  };
  handlers.set(plane, made);
  return made;
}

async function serveReviews(
  { cert, key }: Certificates,
  review: (text: string) => Promise<string>,
): Promise<{ readonly url: string; readonly close: () => Promise<void> }> {
  const server = createServer({ cert, key });
  serve(server as unknown as Server, {
    handle: async ({ body }) => ({
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(await review(Buffer.from(body).toString('utf8'))),
    }),
    connect: () =>
      Promise.reject(new UpgradeRefused({ status: 400, headers: {}, body: new Uint8Array() })),
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/mutate-pods`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

const begin = (store: JournalStore, plan: Plan, clock: Clock): Journal =>
  Journal.create(store, {
    type: 'run',
    format: 1,
    // As the tool does: AWS takes what two runs ask for with one token for one request.
    run: newRunId(clock.now(), planDigest(plan)),
    cluster: plan.snapshot.cluster,
    planDigest: planDigest(plan),
    snapshotDigest: plan.snapshot.digest,
    tool: 'test',
    time: new Date(clock.now()).toISOString(),
  });
