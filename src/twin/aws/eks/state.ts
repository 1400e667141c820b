import { arn, digest, isoNow, type AwsContext } from '../context.ts';
import type { Fleet, GroupRecord } from '../ec2/fleet.ts';
import type { Network, Tags } from '../ec2/network.ts';
import { AwsError } from '../errors.ts';
import type { Directory } from '../iam/directory.ts';
import type { Quotas } from '../quotas/quotas.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { pageSize, paginate } from '../wire/page.ts';
import type { JsonInput } from '../wire/protocols.ts';

export interface HealthIssue {
  readonly code: string;
  readonly message: string;
  readonly resourceIds?: readonly string[];
}
export interface FargateProfileRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: string;
  readonly roleArn: string;
  readonly subnets: readonly string[];
  readonly selectors: readonly {
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  }[];
  status: string;
  issues: readonly HealthIssue[];
  readonly clientRequestToken: string | undefined;
  readonly tags: Tags;
}
export interface NodegroupRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: string;
  modifiedAt: string;
  status: string;
  readonly version: string;
  readonly releaseVersion: string;
  readonly instanceTypes: readonly string[];
  readonly capacityType: string;
  readonly amiType: string;
  readonly diskSize: number | null;
  readonly subnets: readonly string[];
  readonly roleArn: string;
  readonly customLaunchTemplate: boolean;
  readonly group: GroupRecord;
  labels: Readonly<Record<string, string>>;
  taints: GroupRecord['taints'];
  updateConfig: { readonly maxUnavailable?: number; readonly maxUnavailablePercentage?: number };
  issues: readonly HealthIssue[];
  readonly clientRequestToken: string | undefined;
  readonly tags: Tags;
}
export interface AddonRecord {
  readonly name: string;
  readonly arn: string;
  version: string;
  status: string;
  readonly createdAt: string;
  modifiedAt: string;
  configurationValues: string | null;
  serviceAccountRoleArn: string | null;
  /** What went wrong in EKS itself; the cluster's own view comes from the hooks. */
  issues: readonly HealthIssue[];
  readonly clientRequestToken: string | undefined;
  readonly tags: Tags;
}
export interface AccessScope {
  /** `cluster` or `namespace` */
  readonly type: string;
  readonly namespaces: readonly string[];
}
export interface AccessEntryRecord {
  readonly principalArn: string;
  readonly arn: string;
  readonly type: string;
  username: string;
  groups: readonly string[];
  readonly policies: Map<string, { readonly scope: AccessScope; readonly at: string }>;
  readonly createdAt: string;
  modifiedAt: string;
  readonly tags: Tags;
}
export interface PodIdentityRecord {
  readonly id: string;
  readonly arn: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  roleArn: string;
  readonly createdAt: string;
  modifiedAt: string;
  readonly tags: Tags;
}
export interface UpdateRecord {
  readonly id: string;
  readonly type: string;
  readonly nodegroup: string | undefined;
  readonly addon: string | undefined;
  readonly params: readonly { readonly type: string; readonly value: string }[];
  readonly clientRequestToken: string | undefined;
  readonly createdAt: string;
  status: string;
  errors: readonly { readonly errorCode: string; readonly errorMessage: string }[];
}
export interface ClusterRecord {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: string;
  version: string;
  readonly platformVersion: string;
  status: string;
  readonly roleArn: string;
  readonly endpoint: string;
  readonly certificateAuthority: string;
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly additionalSecurityGroups: readonly string[];
  authenticationMode: string;
  endpointPublicAccess: boolean;
  endpointPrivateAccess: boolean;
  publicAccessCidrs: readonly string[];
  readonly serviceCidr: string;
  readonly oidcIssuer: string;
  readonly supportType: string;
  readonly tags: Tags;
  readonly profiles: Map<string, FargateProfileRecord>;
  readonly nodegroups: Map<string, NodegroupRecord>;
  readonly addons: Map<string, AddonRecord>;
  /** By principal. */
  readonly accessEntries: Map<string, AccessEntryRecord>;
  readonly podIdentities: Map<string, PodIdentityRecord>;
  readonly updates: Map<string, UpdateRecord>;
}

/** A launch template of the customer's own; it outlives the node groups made with it. */
export interface LaunchTemplateRecord {
  readonly id: string;
  readonly name: string;
  readonly version: string;
  readonly securityGroups: readonly string[];
}

/** EKS and what it leans on. */
export interface Eks {
  readonly context: AwsContext;
  readonly seed: ResolvedSeed;
  readonly network: Network;
  readonly fleet: Fleet;
  readonly directory: Directory;
  readonly quotas: Quotas;
  readonly clusters: Map<string, ClusterRecord>;
  /** By id. */
  readonly launchTemplates: Map<string, LaunchTemplateRecord>;
  readonly profileListeners: (() => void)[];
}

/** The cluster, or EKS' own refusal. */
export function clusterOf(eks: Eks, name: unknown): ClusterRecord {
  const cluster = eks.clusters.get(String(name));
  if (!cluster)
    throw new AwsError(
      'ResourceNotFoundException',
      `No cluster found for name: ${String(name)}.`,
      404,
      {
        clusterName: null,
      },
    );
  return cluster;
}

/** `arn:aws:eks:REGION:ACCOUNT:fargateprofile/CLUSTER/NAME/UUID` and its like. */
export function childArn(
  context: AwsContext,
  kind: string,
  path: string,
  settled: boolean,
): string {
  const uuid = settled
    ? digest(path, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    : context.ids.uuid();
  return arn(context, 'eks', `${kind}/${path}/${uuid}`);
}

export const epoch = (iso: string): number => Date.parse(iso) / 1000;

/** `maxResults` 1–100 and `nextToken`, as EKS takes them. */
export function pageOf<T, K extends string>(
  input: JsonInput,
  key: K,
  items: readonly T[],
  code = 'InvalidParameterException',
): Record<K, readonly T[]> & { nextToken?: string } {
  const size = pageSize(
    input['maxResults'] === undefined ? undefined : Number(input['maxResults']),
    { from: 1, to: 100, otherwise: 100 },
    () => new AwsError(code, 'maxResults needs to be between 1 and 100.'),
  );
  const token = input['nextToken'] === undefined ? undefined : String(input['nextToken']);
  const page = paginate(items, { size, token }, () => new AwsError(code, 'Invalid nextToken'));
  const list = { [key]: page.items } as Record<K, readonly T[]>;
  return page.nextToken === undefined ? list : { ...list, nextToken: page.nextToken };
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;
export const tagsOf = (value: unknown): Tags =>
  value !== null && typeof value === 'object' ? { ...(value as Tags) } : {};
export const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? (value as string[]) : value === undefined ? [] : [String(value)];

export function newUpdate(
  eks: Eks,
  cluster: ClusterRecord,
  init: Pick<UpdateRecord, 'type' | 'params'> & {
    readonly nodegroup?: string;
    readonly addon?: string;
    readonly token?: string | undefined;
  },
): UpdateRecord {
  const update: UpdateRecord = {
    id: eks.context.ids.uuid(),
    type: init.type,
    nodegroup: init.nodegroup,
    addon: init.addon,
    params: init.params,
    clientRequestToken: init.token,
    createdAt: isoNow(eks.context),
    status: 'InProgress',
    errors: [],
  };
  cluster.updates.set(update.id, update);
  return update;
}

/**
 * The update that a request with this token has already begun: asked again, nothing more happens.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdateNodegroupConfig.html (clientRequestToken; read 2026-11-25)
 */
export const begunWith = (
  cluster: ClusterRecord,
  of: { readonly nodegroup?: string; readonly addon?: string; readonly token: string | undefined },
): UpdateRecord | undefined =>
  of.token === undefined
    ? undefined
    : [...cluster.updates.values()].find(
        (u) =>
          u.clientRequestToken === of.token && u.nodegroup === of.nodegroup && u.addon === of.addon,
      );

export const updateView = (update: UpdateRecord): unknown => ({
  id: update.id,
  status: update.status,
  type: update.type,
  params: update.params,
  createdAt: epoch(update.createdAt),
  errors: update.errors,
});
