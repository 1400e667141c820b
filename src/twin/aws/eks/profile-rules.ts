import { AwsError } from '../errors.ts';
import type { JsonInput } from '../wire/protocols.ts';
import {
  listOf,
  textOf,
  type ClusterRecord,
  type Eks,
  type FargateProfileRecord,
} from './state.ts';

/**
 * What CreateFargateProfile refuses, in AWS' order: syntax first, even for a cluster that is not
 * there; then the cluster; then counts, subnets and role.
 * @source badmintoncryer/cdk-preflight rules/eks/pf-eks-fargate-* (live-tested 2026-09-24; read 2026-11-23)
 * @source https://docs.aws.amazon.com/eks/latest/userguide/fargate-profile.html (read 2026-11-23)
 */

export const FARGATE_PRINCIPAL = 'eks-fargate-pods.amazonaws.com';
/** Quota codes of the service `eks`. */
export const PROFILES_PER_CLUSTER = 'L-33415657';
export const LABELS_PER_SELECTOR = 'L-23414FF3';
const SELECTORS_PER_PROFILE = 5;

type Selector = FargateProfileRecord['selectors'][number];

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u;
const NAMESPACE = /^[a-z0-9*?]([-a-z0-9*?]*[a-z0-9*?])?$/;
const LABEL_NAME = /^[A-Za-z0-9*?]([-A-Za-z0-9_.*?]*[A-Za-z0-9*?])?$/;
const LABEL_PREFIX = /^[a-z0-9*?]([-a-z0-9.*?]*[a-z0-9*?])?$/;

const invalid = (message: string, details: Readonly<Record<string, unknown>> = {}): AwsError =>
  new AwsError('InvalidParameterException', message, 400, details);

function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  const prefix = slash < 0 ? undefined : key.slice(0, slash);
  return (
    name.length <= 63 &&
    LABEL_NAME.test(name) &&
    (prefix === undefined || (prefix.length <= 253 && LABEL_PREFIX.test(prefix)))
  );
}
const isLabelValue = (value: string): boolean =>
  value === '' || (value.length <= 63 && LABEL_NAME.test(value));

/** Name, namespaces and labels. */
export function checkSyntax(input: JsonInput): {
  readonly name: string;
  readonly selectors: readonly Selector[];
} {
  const name = textOf(input['fargateProfileName']) ?? '';
  if (!NAME.test(name))
    throw invalid(
      'The Fargate profile name parameter contains invalid characters. It should begin with letter or digit and can have any of the following characters: the set of Unicode letters, digits, hyphens and underscores.',
      { fargateProfileName: name },
    );
  if (name.length > 63)
    throw invalid('The Fargate profile name exceeds the maximum length of 63 characters.', {
      fargateProfileName: name,
    });
  const given = Array.isArray(input['selectors']) ? (input['selectors'] as JsonInput[]) : [];
  const selectors = given.map((s) => ({
    namespace: textOf(s['namespace']) ?? '',
    labels: { ...(s['labels'] as Record<string, string> | undefined) },
  }));
  for (const { namespace } of selectors)
    if (namespace.length > 63 || !NAMESPACE.test(namespace))
      throw invalid('The namespace provided is invalid.', { fargateProfileName: name });
  for (const { labels } of selectors)
    for (const [key, value] of Object.entries(labels))
      if (!isLabelKey(key) || !isLabelValue(value))
        throw invalid('Selector label provided is invalid.', { fargateProfileName: name });
  return { name, selectors };
}

/** How many selectors and labels. */
export function checkCounts(eks: Eks, selectors: readonly Selector[]): void {
  if (selectors.length === 0) throw invalid('Fargate Profile must have at least one selector.');
  if (selectors.length > SELECTORS_PER_PROFILE)
    throw invalid('Request contains more than 5 Selectors');
  const pairs = eks.quotas.value('eks', LABELS_PER_SELECTOR);
  for (const { labels } of selectors)
    if (Object.keys(labels).length > pairs)
      throw invalid(`Request contains more than ${pairs} labels in a Selector`);
}

/** Private subnets of the cluster's VPC in zones that Fargate serves; none given means all such. */
export function checkSubnets(eks: Eks, cluster: ClusterRecord, given: unknown): readonly string[] {
  const { network, seed } = eks;
  const ids = listOf(given);
  if (ids.length === 0) {
    const usable = cluster.subnets.filter((id) => !network.isPublic(id));
    if (usable.length === 0) throw invalid('No private subnets found for the cluster.');
    return usable;
  }
  for (const id of ids) {
    const subnet = network.subnets.get(id);
    if (!subnet)
      throw invalid(
        `The subnet ID '${id}' does not exist (Service: Ec2, Status Code: 400, Request ID: ${eks.context.ids.uuid()})`,
      );
    if (network.isPublic(id))
      throw invalid(`Subnet ${id} provided in Fargate Profile is not a private subnet`);
    const zone = network.zones.find((z) => z.name === subnet.zone);
    if (
      seed.fargateUnsupportedZones.includes(subnet.zone) ||
      (zone && zone.type !== 'availability-zone') ||
      subnet.outpostArn !== undefined
    )
      throw new AwsError(
        'UnsupportedAvailabilityZoneException',
        `Fargate Profile creation for the Availability Zone ${subnet.zone} for Subnet ${id} is not supported`,
        400,
        { validZones: validZones(eks) },
      );
  }
  return ids;
}

const validZones = (eks: Eks): string[] =>
  eks.network.zones
    .filter(
      (z) => z.type === 'availability-zone' && !eks.seed.fargateUnsupportedZones.includes(z.name),
    )
    .map((z) => z.name);

/** The profile's ARN as the role's trust policy may restrict it (`aws:SourceArn`). */
export const profileSource = (eks: Eks, cluster: ClusterRecord, profile: string): string =>
  `arn:aws:eks:${eks.context.region}:${eks.context.accountId}:fargateprofile/${cluster.name}/${profile}`;

/**
 * The pod execution role. A role that is missing reads like one that does not trust Fargate: while
 * IAM spreads a new role, AWS says the latter.
 * @source hashicorp/terraform-provider-aws internal/service/eks/fargate_profile.go (read 2026-11-23)
 */
export function checkRole(eks: Eks, cluster: ClusterRecord, name: string, given: unknown): string {
  const roleArn = textOf(given) ?? '';
  const match = /^arn:aws[a-z-]*:iam::(\d{12}):role\/(.+)$/.exec(roleArn);
  if (!match)
    throw invalid(`Invalid podExecutionRoleArn: ${roleArn}`, { fargateProfileName: name });
  if (match[1] !== eks.context.accountId)
    throw new AwsError('AccessDeniedException', 'Cross-account pass role is not allowed.', 403);
  // The user guide forbids a path; that EKS refuses it here, and these words, are assumptions.
  if (match[2]?.includes('/'))
    throw invalid('The pod execution role ARN can not include a path other than /', {
      fargateProfileName: name,
    });
  const source = { arn: `${profileSource(eks, cluster, name)}/*` };
  if (eks.directory.assumableBy(roleArn, FARGATE_PRINCIPAL, source) !== 'yes')
    throw invalid(
      'Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal',
      { fargateProfileName: name },
    );
  return roleArn;
}

/**
 * One profile at a time, and none while the cluster itself is being updated.
 * @source hashicorp/terraform-provider-aws#13372, #16272; terraform-aws-modules/terraform-aws-eks#2790, #2194 (read 2026-11-23)
 */
export function checkSerial(cluster: ClusterRecord, verb: 'create' | 'delete', name: string): void {
  const busy = (because: string): AwsError =>
    new AwsError(
      'ResourceInUseException',
      `Cannot ${verb} Fargate Profile ${name} because cluster ${cluster.name} currently has ${because}`,
      409,
      { clusterName: cluster.name, fargateProfileName: name },
    );
  for (const other of cluster.profiles.values())
    if (other.name !== name && (other.status === 'CREATING' || other.status === 'DELETING'))
      throw busy(`Fargate profile ${other.name} in status ${other.status}`);
  for (const update of cluster.updates.values())
    if (update.status === 'InProgress' && !update.nodegroup && !update.addon)
      throw busy(`update ${update.id} in progress`);
}
