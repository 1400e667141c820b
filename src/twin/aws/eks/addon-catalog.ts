import { AwsError } from '../errors.ts';

/** One add-on as DescribeAddonVersions tells of it. */
export interface AddonOffer {
  readonly name: string;
  readonly type: string;
  /** Newest first. */
  readonly versions: readonly string[];
  readonly computeTypes: readonly string[];
  /** Members that the configuration's schema knows; others are refused. */
  readonly configuration: readonly string[];
}

const CSI_KEYS = ['controller', 'node', 'sidecars', 'additionalDaemonSets', 'image', 'resources'];

/**
 * The add-ons of the twin, with where each may run. Versions and configuration members are a
 * selection of what AWS offered for 1.35; a cluster made of a snapshot keeps the version it had.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/eks-add-ons.html (compute types) and
 *   https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html (read 2026-11-23)
 */
const OFFERS: readonly AddonOffer[] = [
  {
    name: 'vpc-cni',
    type: 'networking',
    versions: ['v1.20.4-eksbuild.2', 'v1.20.3-eksbuild.1'],
    computeTypes: ['ec2'],
    configuration: ['affinity', 'annotations', 'enableNetworkPolicy', 'enableWindowsIpam', 'eniConfig', 'env', 'init', 'livenessProbeTimeoutSeconds', 'nodeAgent', 'originalMatchLabels', 'podAnnotations', 'podLabels', 'readinessProbeTimeoutSeconds', 'resources', 'tolerations'], // prettier-ignore
  },
  {
    name: 'kube-proxy',
    type: 'networking',
    versions: ['v1.35.0-eksbuild.2'],
    computeTypes: ['ec2', 'hybrid'],
    configuration: ['affinity', 'ipvs', 'mode', 'podAnnotations', 'podLabels', 'resources', 'tolerations'], // prettier-ignore
  },
  {
    name: 'coredns',
    type: 'networking',
    versions: ['v1.13.1-eksbuild.1', 'v1.12.4-eksbuild.1'],
    computeTypes: ['ec2', 'fargate', 'auto', 'hybrid'],
    configuration: ['affinity', 'autoScaling', 'computeType', 'corefile', 'nodeSelector', 'podAnnotations', 'podDisruptionBudget', 'podLabels', 'replicaCount', 'resources', 'tolerations', 'topologySpreadConstraints'], // prettier-ignore
  },
  {
    name: 'aws-ebs-csi-driver',
    type: 'storage',
    versions: ['v1.53.0-eksbuild.1'],
    computeTypes: ['ec2'],
    configuration: [...CSI_KEYS, 'defaultStorageClass', 'a1CompatibilityDaemonSet'],
  },
  {
    name: 'aws-efs-csi-driver',
    type: 'storage',
    versions: ['v2.1.15-eksbuild.1'],
    computeTypes: ['ec2', 'auto'],
    configuration: [...CSI_KEYS, 'portRangeUpperBound', 'useFIPS', 'fips'],
  },
  {
    name: 'metrics-server',
    type: 'observability',
    versions: ['v0.8.0-eksbuild.3'],
    computeTypes: ['ec2', 'fargate', 'auto', 'hybrid'],
    configuration: ['addonResizer', 'affinity', 'nodeSelector', 'podAnnotations', 'podDisruptionBudget', 'podLabels', 'replicas', 'resources', 'tolerations', 'topologySpreadConstraints', 'updateStrategy'], // prettier-ignore
  },
  {
    name: 'eks-pod-identity-agent',
    type: 'security',
    versions: ['v1.3.9-eksbuild.3'],
    computeTypes: ['ec2', 'hybrid'],
    configuration: ['additionalArgs', 'affinity', 'agent', 'daemonsets', 'image', 'podAnnotations', 'priorityClassName', 'resources', 'tolerations'], // prettier-ignore
  },
  {
    name: 'snapshot-controller',
    type: 'storage',
    versions: ['v8.3.0-eksbuild.1'],
    computeTypes: ['ec2', 'fargate', 'auto', 'hybrid'],
    configuration: ['affinity', 'nodeSelector', 'podDisruptionBudget', 'replicaCount', 'resources', 'tolerations'], // prettier-ignore
  },
];

export const addonOffers = (): readonly AddonOffer[] => OFFERS;
export const addonOffer = (name: string): AddonOffer | undefined =>
  OFFERS.find((o) => o.name === name);

const invalid = (message: string, addonName: string): AwsError =>
  new AwsError('InvalidParameterException', message, 400, { addonName });

/** The offer and the version asked for; without one, the newest. */
/** What an add-on gets when nobody names a version; '' when it is not in the catalogue. */
export const newestVersion = (name: string): string => addonOffer(name)?.versions[0] ?? '';

export function checkedVersion(name: string, version: string | undefined): string {
  const offer = addonOffer(name);
  if (!offer) throw invalid('Addon specified is not supported', name);
  const chosen = version ?? offer.versions[0] ?? '';
  if (!offer.versions.includes(chosen))
    throw invalid('Addon version specified is not supported', name);
  return chosen;
}

/** Configuration is JSON or YAML text of an object whose members the schema knows. */
export function checkedConfiguration(
  name: string,
  text: string | undefined,
  parse: (text: string) => unknown,
): string | null {
  if (text === undefined || text.trim() === '') return null;
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    value = undefined;
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value))
    throw invalid(
      'ConfigurationValue provided in request is not supported: the configuration is neither a JSON nor a YAML object',
      name,
    );
  const known = addonOffer(name)?.configuration ?? [];
  const strange = Object.keys(value).filter((key) => !known.includes(key));
  if (strange.length > 0)
    throw invalid(
      `ConfigurationValue provided in request is not supported: Json schema validation failed with error: [${strange
        .map(
          (key) =>
            `$.${key}: is not defined in the schema and the schema does not allow additional properties`,
        )
        .join(', ')}]`,
      name,
    );
  return text;
}
