/**
 * Where the twin's AWS half and its Kubernetes half meet. Each side implements what the other
 * needs, so that either can be replaced (the Kubernetes half by a real control plane).
 */
import type { FargateProfile } from '../model/index.ts';

/** What the Fargate data plane needs of AWS. Implemented by twin/aws. */
export interface FargateCloud {
  profiles(): readonly FargateProfile[];
  /** Called after any profile's status changed. */
  onProfilesChanged(listener: () => void): void;
  /** Takes an address and vCPU quota for one pod, or says in AWS' own words why not. */
  launch(request: {
    readonly namespace: string;
    readonly pod: string;
    readonly profile: string;
    readonly vcpu: number;
    readonly memoryGB: number;
    /** Restricts the zones, when the pod's node selector or affinity names some. */
    readonly zones?: readonly string[];
  }): FargateLaunch;
  /** Gives address and quota back. */
  release(eniId: string): void;
}
export type FargateLaunch =
  | {
      readonly kind: 'launched';
      readonly eniId: string;
      readonly ip: string;
      readonly subnetId: string;
      readonly zone: string;
      readonly region: string;
    }
  | { readonly kind: 'refused'; readonly message: string; readonly retry: boolean };

/** EC2 instances that are (or become) nodes. Implemented by twin/aws. */
export interface InstanceFleet {
  instances(): readonly FleetInstance[];
  /** Called after an instance started running, began to shut down, or was terminated. */
  onChanged(listener: () => void): void;
  /** What cluster-autoscaler does: the group shrinks by this very instance. */
  terminateInAutoScalingGroup(instanceId: string): void;
  setDesiredCapacity(autoScalingGroup: string, desired: number): void;
  groups(): readonly {
    readonly name: string;
    readonly minSize: number;
    readonly maxSize: number;
    readonly desiredCapacity: number;
    readonly tags: Readonly<Record<string, string>>;
  }[];
}
export interface FleetInstance {
  readonly id: string;
  readonly type: string;
  /** `running` instances carry a Node; others do not. */
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated';
  readonly zone: string;
  /** `apne2-az1`: the same place under the same id in every account. */
  readonly zoneId: string;
  readonly region: string;
  readonly ip: string;
  /** Secondary addresses that the VPC CNI holds for pods; taken from the subnet. */
  readonly podIps?: readonly string[];
  /** Also the node's name: `ip-10-0-1-2.ap-northeast-2.compute.internal`. */
  readonly privateDnsName: string;
  readonly nodegroup: string | null;
  readonly capacityType: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect: string;
  }[];
  readonly maxPods: number;
  /** What kubelet offers to pods, after the system's own share. */
  readonly allocatableMilliCpu: number;
  readonly allocatableMemoryMiB: number;
  readonly vcpu: number;
  readonly memoryMiB: number;
}

/** What twin/aws asks of the Kubernetes half. Implemented by twin/nodes, twin/fargate and twin/addons. */
export interface ClusterHooks {
  /** Pods that carry this profile's label and still exist: DeleteFargateProfile waits for 0. */
  podsOnProfile(profile: string): number;
  /** EKS drains a managed node before it terminates it (evictions, PDB-true); settles when empty or forced. */
  drainNode(instance: FleetInstance, options: { readonly timeoutMs: number }): Promise<void>;
  installAddon(addon: {
    readonly name: string;
    readonly version: string;
    readonly configurationValues: string | null;
    readonly serviceAccountRoleArn: string | null;
  }): Promise<void>;
  /** `preserve` leaves the Kubernetes objects in place. */
  removeAddon(name: string, preserve: boolean): Promise<void>;
  /** Empty when healthy; e.g. `InsufficientNumberOfReplicas`. */
  addonIssues(name: string): readonly { readonly code: string; readonly message: string }[];
  /** CONFIG_MAP mode: EKS writes aws-auth itself. */
  mapFargateRole(roleArn: string): Promise<void>;
  /** CONFIG_MAP mode: whether aws-auth (still) maps this role. Absent: taken as mapped. */
  isFargateRoleMapped?(roleArn: string): boolean;
}

/** An IAM principal with what is known of its call. */
export interface Principal {
  /** Of the caller: a user, or a session of an assumed role. */
  readonly arn: string;
  /** Of the role behind a session, without its path: STS does not tell it. */
  readonly roleArn?: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  /** AIDA… or AROA…:session. */
  readonly principalId: string;
  /** Empty for users. */
  readonly sessionName: string;
}

/** What the cluster's access entries make of a principal. */
export interface ClusterAccess {
  /** May hold `{{SessionName}}`. */
  readonly username: string;
  readonly groups: readonly string[];
  readonly policies: readonly {
    /** `AmazonEKSViewPolicy` */
    readonly name: string;
    /** Absent: the whole cluster. */
    readonly namespaces?: readonly string[];
  }[];
}

/** What a load balancer controller does to ELBv2. Implemented by twin/aws; used by the controller's program. */
export interface LoadBalancing {
  ensureLoadBalancer(input: {
    readonly name: string;
    readonly scheme: string;
    readonly type: 'application' | 'network';
    readonly tags: Readonly<Record<string, string>>;
  }): { readonly arn: string; readonly dnsName: string };
  ensureTargetGroup(input: {
    readonly name: string;
    readonly port: number;
    readonly protocol: string;
    readonly targetType: 'instance' | 'ip';
    readonly tags: Readonly<Record<string, string>>;
  }): { readonly arn: string };
  /** The listener's rules, first match first; `match` is host and path. The first is where all else goes. */
  forward(
    loadBalancerArn: string,
    port: number,
    rules: readonly { readonly match: string; readonly targetGroupArn: string }[],
  ): void;
  targets(targetGroupArn: string): readonly Target[];
  register(
    targetGroupArn: string,
    targets: readonly { readonly id: string; readonly port: number }[],
  ): void;
  /** Goes through `draining` for the deregistration delay. */
  deregister(
    targetGroupArn: string,
    targets: readonly { readonly id: string; readonly port: number }[],
  ): void;
  deleteTargetGroup(targetGroupArn: string): void;
  deleteLoadBalancer(arn: string): void;
  /** Health checks pass or fail by this answer: does something ready listen there? */
  onHealthCheck(answer: (target: Target, targetType: 'instance' | 'ip') => boolean): void;
  /** Re-checks now (a pod became ready or went away). */
  recheck(): void;
  /** Load balancers that have long been there are active, and their targets have been looked at. */
  settle(): void;
  /** Where a load balancer sends new requests for a host and path; undefined while nobody answers them. */
  routing(
    dnsName: string,
    match: string,
  ): { readonly type: 'instance' | 'ip'; readonly targets: readonly Target[] } | undefined;
  /** Called after targets, their states, or what a listener forwards to changed. */
  onChanged(listener: () => void): void;
}
export interface Target {
  readonly id: string;
  readonly port: number;
  readonly state: 'initial' | 'healthy' | 'unhealthy' | 'unused' | 'draining';
}

/** EBS as the CSI driver sees it. Implemented by twin/aws. */
export interface BlockStorage {
  createVolume(input: {
    readonly sizeGiB: number;
    readonly zone: string;
    readonly tags: Readonly<Record<string, string>>;
  }): { readonly volumeId: string };
  deleteVolume(volumeId: string): void;
}

/** Contents of volumes, by driver and handle: file name → text. Shared by all who mount it. */
export interface VolumeContents {
  files(volumeHandle: string): Map<string, string>;
}
