import type { MigrationStep } from './define.ts';
import { backUpConfig } from './back-up-config.ts';
import { checkDns } from './check-dns.ts';
import { checkPrerequisites } from './check-prerequisites.ts';
import { copyVolume } from './copy-volume.ts';
import { createEfsVolume } from './create-efs-volume.ts';
import { createFargateProfile } from './create-fargate-profile.ts';
import { createFileSystem } from './create-file-system.ts';
import { createPodExecutionRole } from './create-pod-execution-role.ts';
import { deleteAddon } from './delete-addon.ts';
import { deleteFargateProfile } from './delete-fargate-profile.ts';
import { deleteNodegroup } from './delete-nodegroup.ts';
import { emptyNodegroup } from './empty-nodegroup.ts';
import { enableLogging } from './enable-logging.ts';
import { holdNodes } from './hold-nodes.ts';
import { keepDaemonsetOffFargate } from './keep-daemonset-off-fargate.ts';
import { moveCoredns } from './move-coredns.ts';
import { moveWorkload } from './move-workload.ts';
import { openSecurityGroup } from './open-security-group.ts';
import { putAway } from './put-away.ts';
import { rehomeWorkload } from './rehome-workload.ts';
import { removeScaffolding } from './remove-scaffolding.ts';
import { runCanary } from './run-canary.ts';
import { scaleNodegroup } from './scale-nodegroup.ts';
import { setFields } from './set-fields.ts';
import { soak } from './soak.ts';
import { startDnsProbe } from './start-dns-probe.ts';
import { uninstallHelmRelease } from './uninstall-helm-release.ts';
import { useIpTargets } from './use-ip-targets.ts';
import { verifyResult } from './verify-result.ts';
import { verbatim, type PlannedStep, type Text } from '../model/index.ts';

export * from './define.ts';

export type { FieldSetting } from '../effects/index.ts';
export { podExecutionTrust } from './create-pod-execution-role.ts';
export { admits } from './open-security-group.ts';
export { isKeptOff } from './keep-daemonset-off-fargate.ts';
export { askFrom, answers } from './dns.ts';
export type { Lookup } from './schemas.ts';
export { podsLeftOn, nodesOf } from './empty-nodegroup.ts';

/** Every kind of step, typed by its input. */
export const steps = {
  backUpConfig,
  checkDns,
  checkPrerequisites,
  copyVolume,
  createEfsVolume,
  createFargateProfile,
  createFileSystem,
  createPodExecutionRole,
  deleteAddon,
  deleteFargateProfile,
  deleteNodegroup,
  emptyNodegroup,
  enableLogging,
  holdNodes,
  keepDaemonsetOffFargate,
  moveCoredns,
  moveWorkload,
  openSecurityGroup,
  putAway,
  rehomeWorkload,
  removeScaffolding,
  runCanary,
  scaleNodegroup,
  setFields,
  soak,
  startDnsProbe,
  uninstallHelmRelease,
  useIpTargets,
  verifyResult,
} as const;

/**
 * What a planned step says of itself, in both languages: a plan file holds the English half only.
 * `noReturn`: why the way back is closed; null when it is open. `wayBack`: what is not as it was after it.
 */
export function wordsOf(planned: PlannedStep): {
  readonly title: Text;
  readonly noReturn: Text | null;
  readonly wayBack: Text | null;
} {
  const step = stepRegistry.get(planned.step) as unknown as MigrationStep<unknown> | undefined;
  const input = step?.input.safeParse(planned.input);
  if (!step || input?.success !== true)
    return { title: verbatim(planned.title), noReturn: null, wayBack: null };
  const { title, reversible, wayBack = null } = step.describe(input.data);
  return { title, noReturn: reversible === true ? null : reversible.false, wayBack };
}

/** By id, as plans name them. The runner parses a step's input with its own schema before use. */
export const stepRegistry: ReadonlyMap<string, MigrationStep<never>> = new Map(
  Object.values(steps).map((s) => [s.id, s as unknown as MigrationStep<never>]),
);
export type { WarmUp } from './warm-targets.ts';
export { heldSeconds } from './held-pods.ts';
