import type * as Aws from './aws.ts';
import type { KubeObject } from './kubernetes.ts';
import { text, type Text } from './text.ts';

/** A part of the world that was read, or the reason why it was not. "Could not look" is never "fine". */
export type Reading<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'unknown'; readonly reason: Text };

export const read = <T>(value: T): Reading<T> => ({ state: 'read', value });
export const unread = (reason: Text): Reading<never> => ({ state: 'unknown', reason });

/** The reason of an unread kind that does not exist in the cluster: there are no such objects to miss. */
export const NOT_SERVED = text('the cluster does not serve it', '클러스터가 제공하지 않습니다');
export const isNotServed = (kind: UnreadKind): boolean => kind.reason.en === NOT_SERVED.en;

/** The AWS facts around one cluster. Files alone give `unknown` for each. */
export interface AwsFacts {
  readonly cluster: Reading<Aws.EksCluster>;
  readonly fargateProfiles: Reading<readonly Aws.FargateProfile[]>;
  readonly nodegroups: Reading<readonly Aws.Nodegroup[]>;
  readonly autoScalingGroups: Reading<readonly Aws.AutoScalingGroup[]>;
  readonly instances: Reading<readonly Aws.Ec2Instance[]>;
  readonly addons: Reading<readonly Aws.Addon[]>;
  readonly accessEntries: Reading<readonly Aws.AccessEntry[]>;
  readonly podIdentityAssociations: Reading<readonly Aws.PodIdentityAssociation[]>;
  readonly vpc: Reading<Aws.Vpc>;
  readonly subnets: Reading<readonly Aws.Subnet[]>;
  readonly routeTables: Reading<readonly Aws.RouteTable[]>;
  readonly availabilityZones: Reading<readonly Aws.AvailabilityZone[]>;
  readonly securityGroups: Reading<readonly Aws.SecurityGroup[]>;
  readonly vpcEndpoints: Reading<readonly Aws.VpcEndpoint[]>;
  readonly roles: Reading<readonly Aws.Role[]>;
  readonly oidcProviders: Reading<readonly Aws.OidcProvider[]>;
  readonly fileSystems: Reading<readonly Aws.FileSystem[]>;
  readonly mountTargets: Reading<readonly Aws.MountTarget[]>;
  readonly accessPoints: Reading<readonly Aws.AccessPoint[]>;
  readonly loadBalancers: Reading<readonly Aws.LoadBalancer[]>;
  readonly targetGroups: Reading<readonly Aws.TargetGroup[]>;
  /** Fargate vCPU quota (fargate L-3032A538) and profile quotas (eks L-33415657). */
  readonly quotas: Reading<readonly Aws.Quota[]>;
}
export type AwsPart = keyof AwsFacts;

/** A Kubernetes kind that exists in the cluster (or might) but was not read. */
export interface UnreadKind {
  /** `policy/v1/PodDisruptionBudget`, or `*` when nothing of the API could be read. */
  readonly kind: string;
  readonly reason: Text;
}

/**
 * A redacted, versioned capture of one cluster. Sorted, so that equal clusters give equal bytes;
 * holds no managedFields, no environment values, no Secret data.
 */
export interface Snapshot {
  readonly apiVersion: 'fargatectl/v1';
  readonly kind: 'Snapshot';
  readonly source: 'cluster' | 'files';
  /** ISO time of the capture, or null for files. Not part of the digest. */
  readonly takenAt: string | null;
  readonly cluster: {
    readonly name: string | null;
    readonly region: string | null;
    readonly accountId: string | null;
    /** API server's git version such as `v1.35.2`, or null. */
    readonly kubernetesVersion: string | null;
  };
  readonly objects: readonly KubeObject[];
  readonly unreadKinds: readonly UnreadKind[];
  readonly aws: AwsFacts;
  /** Where objects came from, by `workloadKey`; empty for clusters. */
  readonly origins: Readonly<Record<string, { readonly file: string; readonly line: number }>>;
  /** Things in the input that were recognised and set aside: unknown kinds counted, unrendered templates named. */
  readonly notes: readonly Text[];
}
