import { FARGATE_SCHEDULER } from '../fargate-names.ts';
import type { Container, ObjectMeta, PodSpec } from '../kubernetes.ts';

/** Capabilities that a container may add; exact and case-sensitive. @source facts 2.7: EKS' Fargate pod validator (read 2026-11-23) */
export const ALLOWED_CAPABILITIES: readonly string[] = [
  'AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE',
  'NET_RAW', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT',
]; // prettier-ignore

/** Volume sources that Fargate knows. */
export const ALLOWED_VOLUMES: readonly string[] = [
  'emptyDir',
  'secret',
  'configMap',
  'projected',
  'downwardAPI',
  'nfs',
  'persistentVolumeClaim',
];

/** What the validator looks at in a claim and the volume behind it. */
export interface ClaimView {
  readonly bound: boolean;
  readonly volumeName: string | null;
  /** The CSI driver; null when the volume has no CSI spec. */
  readonly driver: string | null;
}

/**
 * Why Fargate would refuse a pod, in its own words and order; empty when it would not. `claims`
 * answers undefined for a claim that does not exist.
 */
export function fargateRefusals(
  pod: { readonly metadata: Partial<ObjectMeta>; readonly spec: PodSpec },
  claims: (name: string) => ClaimView | undefined,
): readonly string[] {
  const { spec } = pod;
  const reasons: string[] = [];
  if (spec.schedulerName !== FARGATE_SCHEDULER)
    reasons.push('SchedulerName is not fargate-scheduler');
  if (pod.metadata.ownerReferences?.some((o) => o.kind === 'DaemonSet'))
    reasons.push('DaemonSet not supported');
  const host = [
    ...(spec.hostNetwork === true ? ['HostNetwork'] : []),
    ...(spec.hostPID === true ? ['HostPID'] : []),
    ...(spec.hostIPC === true ? ['HostIPC'] : []),
  ];
  if (host.length > 0) reasons.push(`fields not supported: ${host.join(', ')}`);
  const volumes = volumeReasons(spec, claims);
  if (volumes.length > 0) reasons.push(`volumes not supported: ${volumes.join(', ')}`);
  const all = [
    ...(spec.initContainers ?? []),
    ...spec.containers,
    ...(spec.ephemeralContainers ?? []),
  ];
  const security = all.flatMap(securityReasons);
  if (security.length > 0) reasons.push(`invalid SecurityContext fields: ${security.join(', ')}`);
  if (all.some((c) => (c.volumeDevices ?? []).length > 0))
    reasons.push('volumeDevices not supported');
  if (all.some((c) => c.ports?.some((p) => (p.hostPort ?? 0) !== 0 || (p.hostIP ?? '') !== '')))
    reasons.push('port contains HostIP or HostPort');
  return reasons;
}

function volumeReasons(
  spec: PodSpec,
  claims: (name: string) => ClaimView | undefined,
): readonly string[] {
  return (spec.volumes ?? []).flatMap((volume) => {
    const source = Object.keys(volume).find((k) => k !== 'name') ?? 'emptyDir';
    if (!ALLOWED_VOLUMES.includes(source))
      return [`${volume.name} is of an unsupported volume Type`];
    const name = volume.persistentVolumeClaim?.claimName;
    if (name === undefined) return [];
    const reason = claimReason(name, claims(name));
    return reason === undefined ? [] : [`${volume.name} not supported because: ${reason}`];
  });
}

function claimReason(name: string, claim: ClaimView | undefined): string | undefined {
  if (!claim) return `persistentvolumeclaim "${name}" not found`;
  if (!claim.bound) return `PVC ${name} not bound`;
  if (claim.driver === null)
    return `PVC ${name} bound to invalid PV ${claim.volumeName ?? ''} with nil CSI spec`;
  return claim.driver === 'efs.csi.aws.com'
    ? undefined
    : `PVC ${name} bound to invalid PV ${claim.volumeName ?? ''} with CSI Driver: ${claim.driver}`;
}

function securityReasons({ securityContext }: Container): readonly string[] {
  if (!securityContext) return [];
  const added = (securityContext.capabilities?.add ?? []).filter(
    (c) => !ALLOWED_CAPABILITIES.includes(c),
  );
  return [
    ...(securityContext.privileged === true ? ['Privileged'] : []),
    ...(securityContext.allowPrivilegeEscalation === true ? ['AllowPrivilegeEscalation'] : []),
    ...(added.length > 0 ? [`Capabilities added: ${added.join(', ')}`] : []),
  ];
}
