import type { Rule } from '../define.ts';
import { addedCapability } from './added-capability.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { armArchitecture } from './arm-architecture.ts';
import { customScheduler } from './custom-scheduler.ts';
import { daemonset } from './daemonset.ts';
import { ebsVolume } from './ebs-volume.ts';
import { efsDynamicProvisioning } from './efs-dynamic-provisioning.ts';
import { ephemeralStorageTooLarge } from './ephemeral-storage-too-large.ts';
import { extendedResource } from './extended-resource.ts';
import { gpuRequest } from './gpu-request.ts';
import { hostIpc } from './host-ipc.ts';
import { hostNetwork } from './host-network.ts';
import { hostPathVolume } from './host-path-volume.ts';
import { hostPid } from './host-pid.ts';
import { hostPort } from './host-port.ts';
import { loadBalancerInstanceTarget } from './load-balancer-instance-target.ts';
import { missingRequests } from './missing-requests.ts';
import { nodeNamePinned } from './node-name-pinned.ts';
import { nodeSelectorConflict } from './node-selector-conflict.ts';
import { podTooLarge } from './pod-too-large.ts';
import { privilegedContainer } from './privileged-container.ts';
import { requestsNotLimits } from './requests-not-limits.ts';
import { runtimeClass } from './runtime-class.ts';
import { seccompLocalhost } from './seccomp-localhost.ts';
import { serviceNodePort } from './service-node-port.ts';
import { sizeBoundary } from './size-boundary.ts';
import { unsafeSysctl } from './unsafe-sysctl.ts';
import { unsupportedVolumeType } from './unsupported-volume-type.ts';
import { windowsOs } from './windows-os.ts';

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [
  addedCapability,
  allowPrivilegeEscalation,
  armArchitecture,
  customScheduler,
  daemonset,
  ebsVolume,
  efsDynamicProvisioning,
  ephemeralStorageTooLarge,
  extendedResource,
  gpuRequest,
  hostIpc,
  hostNetwork,
  hostPathVolume,
  hostPid,
  hostPort,
  loadBalancerInstanceTarget,
  missingRequests,
  nodeNamePinned,
  nodeSelectorConflict,
  podTooLarge,
  privilegedContainer,
  requestsNotLimits,
  runtimeClass,
  seccompLocalhost,
  serviceNodePort,
  sizeBoundary,
  unsafeSysctl,
  unsupportedVolumeType,
  windowsOs,
];

const byId = new Map(rules.map((r) => [r.id, r]));
export const ruleById = (id: string): Rule | undefined => byId.get(id);
