import type { Rule } from '../define.ts';
import { addedCapability } from './added-capability.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { alternateCni } from './alternate-cni.ts';
import { apparmorProfile } from './apparmor-profile.ts';
import { armArchitecture } from './arm-architecture.ts';
import { awsAuthManagedElsewhere } from './aws-auth-managed-elsewhere.ts';
import { barePod } from './bare-pod.ts';
import { corednsComputeType } from './coredns-compute-type.ts';
import { customScheduler } from './custom-scheduler.ts';
import { daemonset } from './daemonset.ts';
import { ebsVolume } from './ebs-volume.ts';
import { efsDynamicProvisioning } from './efs-dynamic-provisioning.ts';
import { ephemeralStorageTooLarge } from './ephemeral-storage-too-large.ts';
import { extendedResource } from './extended-resource.ts';
import { finishedJobCost } from './finished-job-cost.ts';
import { gitopsManaged } from './gitops-managed.ts';
import { gpuRequest } from './gpu-request.ts';
import { hostIpAddress } from './host-ip-address.ts';
import { hostIpc } from './host-ipc.ts';
import { hostNetwork } from './host-network.ts';
import { hostPathVolume } from './host-path-volume.ts';
import { hostPid } from './host-pid.ts';
import { hostPort } from './host-port.ts';
import { hpaStartLag } from './hpa-start-lag.ts';
import { imagePullNever } from './image-pull-never.ts';
import { imdsDependency } from './imds-dependency.ts';
import { injectedContainer } from './injected-container.ts';
import { kubeletPortClash } from './kubelet-port-clash.ts';
import { kubeletVersionSkew } from './kubelet-version-skew.ts';
import { launchRate } from './launch-rate.ts';
import { lbControllerImds } from './lb-controller-imds.ts';
import { loadBalancerInstanceTarget } from './load-balancer-instance-target.ts';
import { logRoutingMissing } from './log-routing-missing.ts';
import { missingRequests } from './missing-requests.ts';
import { networkPolicyUnenforced } from './network-policy-unenforced.ts';
import { noMatchingProfile } from './no-matching-profile.ts';
import { nodeLocalDns } from './node-local-dns.ts';
import { nodeNamePinned } from './node-name-pinned.ts';
import { nodeRoleCredentials } from './node-role-credentials.ts';
import { nodeSelectorConflict } from './node-selector-conflict.ts';
import { openFileLimit } from './open-file-limit.ts';
import { operatorManaged } from './operator-managed.ts';
import { pdbBlocksEviction } from './pdb-blocks-eviction.ts';
import { podIdentity } from './pod-identity.ts';
import { podTooLarge } from './pod-too-large.ts';
import { privilegedContainer } from './privileged-container.ts';
import { publicEndpointOnly } from './public-endpoint-only.ts';
import { readinessGateMissing } from './readiness-gate-missing.ts';
import { readinessProbeMissing } from './readiness-probe-missing.ts';
import { recreateStrategy } from './recreate-strategy.ts';
import { requestsNotLimits } from './requests-not-limits.ts';
import { runtimeClass } from './runtime-class.ts';
import { seccompLocalhost } from './seccomp-localhost.ts';
import { securityGroupGap } from './security-group-gap.ts';
import { securityGroupPolicy } from './security-group-policy.ts';
import { serviceMeshInjection } from './service-mesh-injection.ts';
import { serviceNodePort } from './service-node-port.ts';
import { singleReplica } from './single-replica.ts';
import { sizeBoundary } from './size-boundary.ts';
import { spotPriceLost } from './spot-price-lost.ts';
import { subnetIpShortage } from './subnet-ip-shortage.ts';
import { subnetNoEgress } from './subnet-no-egress.ts';
import { subnetNotPrivate } from './subnet-not-private.ts';
import { tolerateAllDaemonset } from './tolerate-all-daemonset.ts';
import { topologySpreadIgnored } from './topology-spread-ignored.ts';
import { unsafeSysctl } from './unsafe-sysctl.ts';
import { unsupportedVolumeType } from './unsupported-volume-type.ts';
import { unsupportedZone } from './unsupported-zone.ts';
import { vcpuQuota } from './vcpu-quota.ts';
import { vpaMode } from './vpa-mode.ts';
import { vpcDnsDisabled } from './vpc-dns-disabled.ts';
import { webhookOnPods } from './webhook-on-pods.ts';
import { windowsOs } from './windows-os.ts';

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [
  addedCapability,
  allowPrivilegeEscalation,
  alternateCni,
  apparmorProfile,
  armArchitecture,
  awsAuthManagedElsewhere,
  barePod,
  corednsComputeType,
  customScheduler,
  daemonset,
  ebsVolume,
  efsDynamicProvisioning,
  ephemeralStorageTooLarge,
  extendedResource,
  finishedJobCost,
  gitopsManaged,
  gpuRequest,
  hostIpAddress,
  hostIpc,
  hostNetwork,
  hostPathVolume,
  hostPid,
  hostPort,
  hpaStartLag,
  imagePullNever,
  imdsDependency,
  injectedContainer,
  kubeletPortClash,
  kubeletVersionSkew,
  launchRate,
  lbControllerImds,
  loadBalancerInstanceTarget,
  logRoutingMissing,
  missingRequests,
  networkPolicyUnenforced,
  noMatchingProfile,
  nodeLocalDns,
  nodeNamePinned,
  nodeRoleCredentials,
  nodeSelectorConflict,
  openFileLimit,
  operatorManaged,
  pdbBlocksEviction,
  podIdentity,
  podTooLarge,
  privilegedContainer,
  publicEndpointOnly,
  readinessGateMissing,
  readinessProbeMissing,
  recreateStrategy,
  requestsNotLimits,
  runtimeClass,
  seccompLocalhost,
  securityGroupGap,
  securityGroupPolicy,
  serviceMeshInjection,
  serviceNodePort,
  singleReplica,
  sizeBoundary,
  spotPriceLost,
  subnetIpShortage,
  subnetNoEgress,
  subnetNotPrivate,
  tolerateAllDaemonset,
  topologySpreadIgnored,
  unsafeSysctl,
  unsupportedVolumeType,
  unsupportedZone,
  vcpuQuota,
  vpaMode,
  vpcDnsDisabled,
  webhookOnPods,
  windowsOs,
];

const byId = new Map(rules.map((r) => [r.id, r]));
export const ruleById = (id: string): Rule | undefined => byId.get(id);
