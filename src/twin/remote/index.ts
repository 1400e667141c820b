/**
 * The twin's data plane under an API server that is not the twin's: a real kube-apiserver with its
 * own controllers and scheduler. What such a control plane needs beside it (the webhook, kubelets'
 * port, metrics, heartbeats, the attacher) is here; sockets and processes are the caller's.
 */
import type { HttpRequest, HttpResponse, HttpTransport, KubeObject } from '../../model/index.ts';
import { ApiStatusError, ControllerManager, seededRandom, type KubeApi } from '../runtime/index.ts';
import type { AwsWorld } from '../aws/index.ts';
import type { TwinClock } from '../clock/index.ts';
import { createDataPlane } from '../data-plane.ts';
import { metricsApi } from '../programs/index.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { reviewBy } from './admission-review.ts';
import { heartbeats } from './heartbeats.ts';
import { kubeletApi, type KubeletApi } from './kubelet-api.ts';
import { remoteApi } from './remote-api.ts';
import { volumeAttacher } from './volume-attacher.ts';

export { remoteApi } from './remote-api.ts';

export interface RemoteOptions {
  readonly scenario: Scenario;
  readonly clock: TwinClock;
  /** The API server: `https://host:port`, and how requests reach it with an administrator's rights. */
  readonly endpoint: string;
  readonly transport: HttpTransport;
  /** PEM. */
  readonly certificateAuthority: string;
  /** Where the API server reaches `review`, and the PEM that it trusts there. */
  readonly webhook: { readonly url: string; readonly certificateAuthority: string };
  /** Calls back after so many milliseconds of the wall clock, until the answer is called. */
  readonly every: (ms: number, beat: () => void) => () => void;
}

export interface RemoteDataPlane {
  readonly aws: AwsWorld;
  readonly kube: KubeApi;
  readonly region: string;
  /** Answers one AdmissionReview of pods' creation. */
  readonly review: (text: string) => Promise<string>;
  readonly kubelet: KubeletApi;
  readonly metrics: (request: HttpRequest) => Promise<HttpResponse>;
  /** Registers nodes, seeds the scenario, and lets the cluster come to rest. */
  readonly start: () => Promise<void>;
  /** Reconciles that failed for another reason than a lost race, and watches that lost their place. */
  readonly failures: readonly {
    readonly controller: string;
    readonly key: string;
    readonly error: unknown;
  }[];
  readonly stop: () => void;
}

export function attachDataPlane(o: RemoteOptions): RemoteDataPlane {
  const { scenario, clock } = o;
  const failures: { controller: string; key: string; error: unknown }[] = [];
  const kube = remoteApi({
    origin: o.endpoint,
    transport: o.transport,
    clock,
    onLost: (key, error) => void failures.push({ controller: 'watch', key, error }),
  });
  const plane = createDataPlane({
    scenario,
    clock,
    seed: 1,
    api: () => kube,
    endpoint: o.endpoint,
    certificateAuthority: o.certificateAuthority,
    schedules: false,
  });
  const manager = new ControllerManager({ api: kube, clock, random: seededRandom(3) });
  const beats: (() => void)[] = [];
  return {
    aws: plane.aws,
    kube,
    region: scenario.region,
    review: (text) => reviewBy(plane.webhook, text),
    kubelet: kubeletApi({ api: () => kube, nodes: plane.nodeProxy }),
    metrics: metricsApi({ api: () => kube, clock, load: scenario.load }).handle,
    async start() {
      await kube.create(webhookConfiguration(o.webhook));
      await seed(kube, [...plane.initialNodes, ...scenario.objects]);
      await manager.start([
        ...plane.controllers,
        heartbeats((ms, beat) => void beats.push(o.every(ms, beat))),
        volumeAttacher(),
      ]);
      await plane.boot();
    },
    get failures() {
      return [...failures, ...manager.failures];
    },
    stop() {
      for (const end of beats) end();
      manager.stop();
      plane.aws.stop();
    },
  };
}

/** Through the front door, one after the other; what the API server made of itself stays as it is. */
async function seed(kube: KubeApi, objects: readonly KubeObject[]): Promise<void> {
  for (const object of objects)
    try {
      await kube.create(object);
    } catch (error) {
      if (!(error instanceof ApiStatusError && error.reason === 'AlreadyExists')) throw error;
    }
}

/** EKS' own webhook. Like EKS' it must not keep pods from starting when it does not answer. */
const webhookConfiguration = (o: RemoteOptions['webhook']): KubeObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind: 'MutatingWebhookConfiguration',
  metadata: { name: '0500-amazon-eks-fargate-mutation.amazonaws.com' },
  webhooks: [
    {
      name: '0500-amazon-eks-fargate-mutation.amazonaws.com',
      admissionReviewVersions: ['v1'],
      sideEffects: 'None',
      failurePolicy: 'Ignore',
      timeoutSeconds: 5,
      rules: [
        {
          apiGroups: [''],
          apiVersions: ['v1'],
          resources: ['pods'],
          operations: ['CREATE'],
          scope: 'Namespaced',
        },
      ],
      clientConfig: {
        url: o.url,
        caBundle: Buffer.from(o.certificateAuthority).toString('base64'),
      },
    },
  ],
});
