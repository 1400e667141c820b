import type { Rule } from '../define.ts';
import { addedCapability } from './added-capability.ts';
import { allowPrivilegeEscalation } from './allow-privilege-escalation.ts';
import { daemonset } from './daemonset.ts';
import { ebsVolume } from './ebs-volume.ts';
import { efsDynamicProvisioning } from './efs-dynamic-provisioning.ts';
import { hostIpc } from './host-ipc.ts';
import { hostNetwork } from './host-network.ts';
import { hostPathVolume } from './host-path-volume.ts';
import { hostPid } from './host-pid.ts';
import { hostPort } from './host-port.ts';
import { privilegedContainer } from './privileged-container.ts';
import { runtimeClass } from './runtime-class.ts';
import { seccompLocalhost } from './seccomp-localhost.ts';
import { unsafeSysctl } from './unsafe-sysctl.ts';
import { unsupportedVolumeType } from './unsupported-volume-type.ts';

/** Every rule, in the order of their ids. */
export const rules: readonly Rule[] = [
  addedCapability,
  allowPrivilegeEscalation,
  daemonset,
  ebsVolume,
  efsDynamicProvisioning,
  hostIpc,
  hostNetwork,
  hostPathVolume,
  hostPid,
  hostPort,
  privilegedContainer,
  runtimeClass,
  seccompLocalhost,
  unsafeSysctl,
  unsupportedVolumeType,
];

const byId = new Map(rules.map((r) => [r.id, r]));
export const ruleById = (id: string): Rule | undefined => byId.get(id);
