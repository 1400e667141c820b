import type { KubeObject, Pod } from '../model/index.ts';
import { createAddons } from './addons/index.ts';
import type { AdmissionPlugin, NodeProxy } from './apiserver/index.ts';
import { addonVersion, createAws, type AwsWorld } from './aws/index.ts';
import { boot } from './boot.ts';
import type { TwinClock } from './clock/index.ts';
import { fargateControllers, fargateWebhook } from './fargate/index.ts';
import { fargateRoleMap } from './fargate/role-map.ts';
import { createNodes, createVolumeContents } from './nodes/index.ts';
import { createPrograms, type Programs } from './programs/index.ts';
import { seededRandom, type Controller, type KubeApi } from './runtime/index.ts';
import type { Scenario } from './scenarios/scenario.ts';
import type { ClusterHooks } from './seams.ts';
import { createTraffic, type Traffic } from './traffic/index.ts';

export interface DataPlaneOptions {
  readonly scenario: Scenario;
  readonly clock: TwinClock;
  readonly seed: number;
  /** Late: the twin's API server asks the data plane for the webhook first. */
  readonly api: () => KubeApi;
  /** What DescribeCluster says. */
  readonly endpoint: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /** The operator's access key, when tokens are to be checked against one. */
  readonly operatorKey?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Whether pods for EC2 nodes are placed here; beside a real control plane kube-scheduler does it. */
  readonly schedules: boolean;
}

/**
 * Everything of an EKS cluster that is not Kubernetes' control plane: the AWS account, nodes and what
 * runs on them, Fargate. It acts through `KubeApi` only, so it works under any API server.
 */
export interface DataPlane {
  readonly aws: AwsWorld;
  /** Called when pods are created. */
  readonly webhook: AdmissionPlugin;
  /** The kubelets' side of exec and logs. */
  readonly nodeProxy: NodeProxy;
  /** Nodes that have long joined. */
  readonly initialNodes: readonly KubeObject[];
  readonly controllers: readonly Controller[];
  /** Whether requests are answered. */
  readonly traffic: Traffic;
  /** Installs add-ons, waits for health and fills volumes; after the objects are there and the controllers run. */
  readonly boot: () => Promise<void>;
}

export const kubeletVersionOf = (scenario: Scenario): string =>
  `v${scenario.kubernetesVersion}.2-eks-ecaa3a6`;

export function createDataPlane(o: DataPlaneOptions): DataPlane {
  const { scenario, clock, api } = o;
  const { region } = scenario;
  const kubeletVersion = kubeletVersionOf(scenario);
  const late: { hooks?: ClusterHooks; programs?: Programs } = {};
  const aws = createAws({
    seed: scenario.aws,
    clock,
    random: seededRandom(o.seed * 7919 + 1),
    hooks: () => late.hooks as ClusterHooks,
    region,
    accountId: scenario.accountId,
    clusterEndpoint: o.endpoint,
    certificateAuthority: o.certificateAuthority,
    ...(o.operatorKey === undefined ? {} : { operatorKey: o.operatorKey }),
  });
  const volumes = createVolumeContents();
  const nodes = createNodes({
    api,
    clock,
    fleet: aws.fleet,
    blockStorage: aws.blockStorage,
    volumes,
    region,
    kubeletVersion,
    schedules: o.schedules,
    exitCodeOf: (uid) => late.programs?.exitCodeOf(uid),
  });
  const programs = createPrograms({
    api,
    clock,
    loadBalancing: aws.loadBalancing,
    fleet: aws.fleet,
    volumes,
    externalNames: scenario.externalNames,
    region,
    clusterName: scenario.aws.cluster.name,
    containerEnded: (pod, container, code) => nodes.containerEnded(pod, container, code),
  });
  late.programs = programs;
  const addons = createAddons({
    api,
    region,
    versionOf: (name) =>
      scenario.aws.addons?.find((a) => a.name === name)?.version ?? addonVersion(name),
  });
  late.hooks = {
    ...addons,
    ...fargateRoleMap(api),
    drainNode: nodes.drainNode,
    podsOnProfile: nodes.podsOnProfile,
  };
  const traffic = createTraffic({ loadBalancing: aws.loadBalancing, fleet: aws.fleet });
  return {
    aws,
    traffic,
    webhook: fargateWebhook({ cloud: () => aws.fargate, clock }),
    nodeProxy: programs.nodeProxy,
    initialNodes: nodes.initial,
    controllers: [
      ...nodes.controllers,
      ...fargateControllers({
        cloud: aws.fargate,
        runner: nodes.runner,
        region,
        zonesOf: zonesOf(scenario, aws),
        kubeletVersion,
      }),
      ...programs.controllers,
      traffic.controller,
      {
        name: 'addon-health',
        watches: {
          'v1/Pod': () => (now, before) =>
            addons.seen((now ?? before)?.metadata.uid ?? '', now as Pod | undefined),
        },
        reconcile: () => Promise.resolve(),
      },
    ],
    boot: () =>
      boot({ scenario, clock, api: api(), addons, volumes, loadBalancing: aws.loadBalancing }),
  };
}

/** The zones that a profile's subnets lie in. */
const zonesOf =
  (scenario: Scenario, aws: AwsWorld) =>
  (profile: string): readonly string[] => {
    const subnets = aws.fargate.profiles().find((p) => p.name === profile)?.subnetIds ?? [];
    return [
      ...new Set(scenario.aws.subnets.filter((s) => subnets.includes(s.id)).map((s) => s.zone)),
    ];
  };
