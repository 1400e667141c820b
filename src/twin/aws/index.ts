/**
 * The AWS account around the cluster: one door for signed requests, and what the cluster's half of
 * the twin needs of AWS. Services are routed by the credential scope, as AWS' front doors do.
 */
import type { HttpRequest, HttpResponse } from '../../model/index.ts';
import type { TwinClock } from '../clock/index.ts';
import type { Random } from '../runtime/index.ts';
import type {
  BlockStorage,
  ClusterAccess,
  ClusterHooks,
  FargateCloud,
  InstanceFleet,
  LoadBalancing,
  Principal,
} from '../seams.ts';
import { authorizer, credentialError, type DenialStyle } from './authorization.ts';
import { createIds, digest, noFaults, type AwsContext, type AwsControls } from './context.ts';
import { cloudFormationService } from './cloudformation/service.ts';
import { createVolumes } from './ec2/block-storage.ts';
import { createFleet } from './ec2/fleet.ts';
import { createNetwork } from './ec2/network.ts';
import { ec2Service } from './ec2/service.ts';
import { createEks, eksService, operatorArn } from './eks/index.ts';
import { AwsError } from './errors.ts';
import { createFargateCloud } from './fargate-cloud.ts';
import { autoScalingService } from './autoscaling/service.ts';
import { efsService } from './efs/service.ts';
import { createEfs } from './efs/state.ts';
import { elbService } from './elb/service.ts';
import { createElb, loadBalancingOf } from './elb/state.ts';
import { createDirectory } from './iam/directory.ts';
import { iamService } from './iam/service.ts';
import { pricingService } from './pricing/service.ts';
import { createQuotas } from './quotas/quotas.ts';
import { awsSeedSchema, type AwsSeed } from './seed/index.ts';
import { createIdentities, stsService } from './sts/identities.ts';
import { notOffered, type Protocol } from './not-offered.ts';
import type { AwsService } from './wire/protocols.ts';
import { credentialScope } from './wire/signature.ts';

export { newestVersion as addonVersion } from './eks/addon-catalog.ts';
export type { AwsControls } from './context.ts';
export type { AwsSeed } from './seed/index.ts';

export interface AwsOptions {
  readonly seed: AwsSeed;
  readonly clock: TwinClock;
  readonly random: Random;
  /** Late, since the cluster's half is built after this one. */
  readonly hooks: () => ClusterHooks;
  readonly region: string;
  readonly accountId: string;
  readonly clusterEndpoint: string;
  /** PEM. */
  readonly certificateAuthority: string;
  /**
   * The operator's access key. Once a key is known, requests and kubectl's tokens count only when
   * signed with a known one; without any, their signatures can not be checked.
   */
  readonly operatorKey?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly controls?: AwsControls;
}

export interface AwsWorld {
  /** Answers a signed request. Never rejects: refusals are responses. */
  handle(request: HttpRequest): Promise<HttpResponse>;
  readonly fleet: InstanceFleet;
  readonly fargate: FargateCloud;
  readonly loadBalancing: LoadBalancing;
  readonly blockStorage: BlockStorage;
  /** The caller behind kubectl's token; undefined when it was not signed as it should be. */
  authenticateToken(token: string): Principal | undefined;
  /** What the cluster's access entries make of a caller. */
  accessOf(arn: string): ClusterAccess | undefined;
  /** Whether the ConfigMap aws-auth counts, too. */
  readonly readsAwsAuth: boolean;
  readonly controls: AwsControls;
  /** `service:Operation` of all that is answered, by the service's name in a signature. */
  readonly operations: readonly string[];
  /** Ends what goes on by itself. */
  stop(): void;
}

interface Door {
  readonly service: AwsService;
  /** The prefix of IAM actions. */
  readonly prefix: string;
  readonly denial: DenialStyle;
}

/** Builds the account from its seed. Throws a ZodError when the seed is not one. */
export function createAws(o: AwsOptions): AwsWorld {
  const seed = awsSeedSchema.parse(o.seed);
  const controls = o.controls ?? noFaults();
  const context: AwsContext = {
    region: o.region,
    accountId: o.accountId,
    clock: o.clock,
    random: o.random,
    hooks: o.hooks,
    seconds: seed.seconds,
    ids: createIds(Number.parseInt(digest(seed.cluster.name, 7), 16)),
    controls,
  };
  const network = createNetwork(context, seed);
  const directory = createDirectory(context, seed);
  const fleet = createFleet(context, seed, network);
  const quotas = createQuotas(context, seed);
  const endpoint = { url: o.clusterEndpoint, certificateAuthority: o.certificateAuthority };
  const eks = createEks({ context, seed, network, fleet, directory, quotas }, endpoint);
  const [cluster] = [...eks.clusters.values()];
  if (!cluster) throw new AwsError('InternalFailure', 'The seed has no cluster', 500);
  const volumes = createVolumes(context, seed);
  const identities = createIdentities(context, cluster, [
    ...seed.identities,
    ...(o.operatorKey ? [{ ...o.operatorKey, arn: operatorArn(context) }] : []),
  ]);
  const eksDoor = eksService(eks);
  const elb = createElb(context, network);

  const doors: Readonly<Record<string, Door>> = {
    eks: { service: eksDoor.service, prefix: 'eks', denial: 'rest-json' },
    ec2: {
      service: ec2Service({ context, seed, network, fleet, volumes, clusterName: cluster.name }),
      prefix: 'ec2',
      denial: 'ec2',
    },
    iam: { service: iamService(context, directory), prefix: 'iam', denial: 'query' },
    sts: { service: stsService(context, identities), prefix: 'sts', denial: 'query' },
    elasticfilesystem: {
      service: efsService(createEfs(context, seed, network)),
      prefix: 'elasticfilesystem',
      denial: 'rest-json',
    },
    elasticloadbalancing: {
      service: elbService(elb),
      prefix: 'elasticloadbalancing',
      denial: 'query',
    },
    autoscaling: {
      service: autoScalingService(context, fleet),
      prefix: 'autoscaling',
      denial: 'query',
    },
    cloudformation: {
      service: cloudFormationService(),
      prefix: 'cloudformation',
      denial: 'query',
    },
    pricing: { service: pricingService(seed, o.region), prefix: 'pricing', denial: 'json' },
    servicequotas: { service: quotas.service, prefix: 'servicequotas', denial: 'json' },
  };

  return {
    async handle(request) {
      const scope = credentialScope(request);
      const requestId = context.ids.uuid();
      if (!scope)
        return plain.refuse(
          new AwsError('IncompleteSignature', 'The request is not signed as AWS asks', 403),
          requestId,
        );
      const door = Object.hasOwn(doors, scope.service) ? doors[scope.service] : undefined;
      if (!door)
        return notOffered(scope.service, protocolOf(request)).respond(request, {
          ...scope,
          requestId,
          authorize: () => undefined,
        });
      const flaw = identities.flawOf(request, scope);
      if (flaw) return door.service.refuse(credentialError(flaw, door.denial), requestId);
      const arn = identities.arnOf(scope.accessKeyId);
      const authorize = authorizer(context, { arn, prefix: door.prefix, style: door.denial });
      return door.service.respond(request, { ...scope, requestId, authorize });
    },
    fleet,
    fargate: createFargateCloud(eks, cluster),
    loadBalancing: loadBalancingOf(elb),
    blockStorage: volumes,
    authenticateToken: (token) => identities.authenticateToken(token),
    accessOf: (arn) => identities.accessOf(arn),
    get readsAwsAuth() {
      return identities.readsAwsAuth;
    },
    controls,
    operations: Object.entries(doors).flatMap(([name, { service }]) =>
      service.operations.map((operation) => `${name}:${operation}`),
    ),
    stop: eksDoor.stop,
  };
}

/** The protocol that the client of a service without a part here speaks. */
function protocolOf({ headers }: HttpRequest): Protocol {
  if (headers['x-amz-target'] !== undefined) return 'json';
  const isForm = (headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
  return isForm ? 'query' : 'rest-json';
}

/** For refusals before the service is known. */
const plain = notOffered('', 'json');
