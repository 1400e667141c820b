/**
 * The twin: a simulated EKS cluster with the AWS account around it, as one function from request to
 * response. Rehearsals call it in-process on a virtual clock; the lab puts TLS in front of it.
 */
import type { Channel, HttpRequest, HttpResponse } from '../model/index.ts';
import { accessPolicyAuthorizer, authenticator, createAwsAuth } from './access/index.ts';
import { createApiServer, nameSuffix, type ApiServer } from './apiserver/index.ts';
import type { AwsWorld } from './aws/index.ts';
import type { TwinClock } from './clock/index.ts';
import { builtInControllers } from './controllers/index.ts';
import { createDataPlane, kubeletVersionOf } from './data-plane.ts';
import { METRICS_API, metricsApi, metricsAvailable } from './programs/index.ts';
import { ControllerManager, seededRandom, type KubeApi } from './runtime/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { Traffic } from './traffic/index.ts';

export type { Scenario } from './scenarios/scenario.ts';
export { parseScenario } from './scenarios/scenario.ts';
export { scenarioOf } from './scenarios/from-snapshot.ts';
export { VirtualClock, RealClock, type TwinClock } from './clock/index.ts';
export type { TrafficReport } from './traffic/index.ts';
export { LabClock } from './clock/lab-clock.ts';

export interface TwinOptions {
  readonly scenario: Scenario;
  readonly clock: TwinClock;
  /** Everything that is chance in the twin follows from it. */
  readonly seed?: number;
  /** How kubectl reaches the API server; what DescribeCluster says. */
  readonly endpoint?: string;
  /** PEM of the certificate that the endpoint shows. */
  readonly certificateAuthority?: string;
  /**
   * The operator's access key. Once a key is known, AWS requests and kubectl's tokens count only when
   * signed with a known one; without any, their signatures can not be checked.
   */
  readonly operatorKey?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The administrator's bearer token; without it one that follows from the seed. */
  readonly adminToken?: string;
}

export interface Twin {
  readonly handle: (request: HttpRequest) => Promise<HttpResponse>;
  readonly connect: (request: HttpRequest) => Promise<Channel>;
  readonly clock: TwinClock;
  /** Below HTTP: for the twin's own parts and for tests that look at what nobody could ask. */
  readonly kube: KubeApi;
  readonly aws: AwsWorld;
  /** Asks workloads for answers from now on. */
  readonly watchTraffic: Traffic['watch'];
  readonly region: string;
  /** The bearer token of `kubernetes-admin`, a member of `system:masters`. */
  readonly adminToken: string;
  /** Reconciles that failed for another reason than a lost race; a sound twin has none. */
  readonly failures: ControllerManager['failures'];
  readonly stop: () => void;
}

const ENDPOINT = 'https://0A1B2C3D4E5F60718293A4B5C6D7E8F9.gr7.ap-northeast-2.eks.amazonaws.com';

/** Builds a cluster from a scenario and lets it come to rest. */
export async function createTwin(o: TwinOptions): Promise<Twin> {
  const { scenario, clock } = o;
  const { region } = scenario;
  const seed = o.seed ?? 1;
  const adminToken = o.adminToken ?? nameSuffix(seededRandom(seed * 7919 + 5), 20);
  const [major = '1', minor = '35'] = scenario.kubernetesVersion.split('.');
  const late: { server?: ApiServer } = {};
  const server = (): ApiServer => late.server as ApiServer;
  const api = (): KubeApi => server().api;

  const plane = createDataPlane({
    scenario,
    clock,
    seed,
    api,
    endpoint: o.endpoint ?? ENDPOINT,
    certificateAuthority: o.certificateAuthority ?? '',
    ...(o.operatorKey === undefined ? {} : { operatorKey: o.operatorKey }),
    schedules: true,
  });
  const { aws } = plane;
  const awsAuth = createAwsAuth();
  const metrics = metricsApi({ api, clock, load: scenario.load });
  late.server = createApiServer({
    clock,
    random: seededRandom(seed * 7919 + 2),
    version: { major, minor, gitVersion: kubeletVersionOf(scenario) },
    admission: [plane.webhook],
    authenticate: authenticator(aws, { adminToken, awsAuth }),
    authorize: accessPolicyAuthorizer(aws),
    nodeProxy: plane.nodeProxy,
    extensions: (api) => (api === METRICS_API ? metrics : undefined),
  });

  const manager = new ControllerManager({
    api: api(),
    clock,
    random: seededRandom(seed * 7919 + 3),
  });
  await server().load([...plane.initialNodes, ...scenario.objects]);
  await manager.start([
    ...builtInControllers({ load: scenario.load, metricsAvailable: () => metricsAvailable(api()) }),
    ...plane.controllers,
    awsAuth.controller,
  ]);
  await plane.boot();

  return {
    handle: (request) => (isAws(request) ? aws.handle(request) : server().handle(request)),
    connect: (request) => server().connect(request),
    clock,
    kube: api(),
    aws,
    watchTraffic: (refs) => plane.traffic.watch(refs),
    region,
    adminToken,
    failures: manager.failures,
    stop: () => {
      manager.stop();
      aws.stop();
    },
  };
}

/** AWS requests are signed; Kubernetes' carry a bearer token or nothing. */
const isAws = (request: HttpRequest): boolean =>
  (request.headers['authorization'] ?? '').startsWith('AWS4-HMAC-SHA256');
