import { describe, expect, it } from 'vitest';
import { fargateRefusals, type PodSpec } from '../model/index.ts';
import { EVENTS, REASONS } from './event-table.ts';
import { decodeEvent, pageFor } from './index.ts';

const ids = (message: string): readonly string[] => decodeEvent(message).map((d) => d.id);

/** As people have seen them, with what stood around them. */
const SEEN: readonly (readonly [message: string, ...ids: string[]])[] = [
  ['Successfully assigned app/web-1 to fargate-ip-10-0-1-2.ap-northeast-2.compute.internal', 'assigned'],
  ['Successfully enabled logging for pod', 'logging-enabled'],
  ['Disabled logging because aws-logging configmap was not found. configmap "aws-logging" not found', 'logging-disabled'],
  ['Pod not supported on Fargate: fields not supported: HostNetwork, HostPID', 'host-network', 'host-pid'],
  ['[POD_UNSUPPORTED_ON_FARGATE] Pod not supported on Fargate: port contains HostIP or HostPort', 'host-port'],
  ['Scheduling%!(EXTRA string=Pod not supported on Fargate: invalid SecurityContext fields: Privileged)', 'privileged-container'],
  ['Pod not supported: DaemonSet not supported', 'daemonset'],
  ['Pod not supported on Fargate: volumes not supported: data not supported because: PVC data not bound', 'efs-dynamic-provisioning'],
  ['Pod not supported on Fargate: volumes not supported: dir-logs is of an unsupported volume Type', 'unsupported-volume-type'],
  ['Pod not supported on Fargate: a thing nobody has seen', 'unsupported'],
  ['Fargate capacity is unavailable at this time. Please try again later or in a different availability zone', 'capacity'],
  ['Pod provisioning timed out (will retry) for pod: app/web-1', 'provisioning-timeout'],
  ['Misconfigured Fargate Profile: fargate profile fp-app blocked for new launches due to: Pod execution role is not found in auth config or does not have all required permissions for launching fargate pods.', 'role-not-authorized'],
  ['Misconfigured Fargate Profile: fargate profile fp-app blocked for new launches due to: Failed to assume PodExecutionRole; Please make sure the role exists and trusts the eks-fargate-pods.amazonaws.com service principal', 'role-not-assumable'],
  ['Misconfigured Fargate Profile: fargate profile fp-app blocked for new launches due to: something new', 'profile-blocked'],
  ['Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal', 'role-trust'],
  ['Your AWS account is currently blocked and thus cannot launch any Fargate pods', 'account-blocked'],
  ['Fargate is not supported in the requested availability zone: ca-central-1d', 'zone'],
  ['Fargate Profile creation for the Availability Zone us-east-1e for Subnet subnet-1 is not supported', 'zone'],
  ['MatchNodeSelector failed: Fargate profile fp-app cannot', 'node-selector'],
  ["InvalidSecurityGroupID.NotFound: The security group 'sg-0abc' does not exist", 'security-group'],
  ['0/3 nodes are available: 3 node(s) had untolerated taint {eks.amazonaws.com/compute-type: fargate}. preemption: 0/3', 'no-profile'],
  ['0/3 nodes are available: 3 node(s) had untolerated taint(s). no new claims to deallocate, preemption: 0/3', 'all-nodes-tainted'],
  ['0/5 nodes are available: 1 Too many pods on fargate-ip-10-0-1-2', 'daemonset-full'],
  ['AttachVolume.Attach failed for volume "pv": timed out waiting for external-attacher of efs.csi.aws.com CSI driver', 'efs-driver'],
]; // prettier-ignore

describe('decodeEvent', () => {
  it.each(SEEN)('reads %s', (message, ...expected) => {
    expect(ids(message)).toEqual(expected);
  });

  it('knows a text whatever stands before and after it', () => {
    for (const [message, ...expected] of SEEN)
      expect(ids(`Warning  FailedScheduling  2m  fargate-scheduler  ${message} (x5 over 9m)`)).toEqual(expected); // prettier-ignore
  });

  it('has an example for each entry', () => {
    const seen = new Set(SEEN.flatMap(([message]) => ids(message)));
    expect(EVENTS.filter((e) => !seen.has(e.id))).toEqual([]);
  });

  it('names what the message names', () => {
    const [decoded] = decodeEvent('Pod not supported on Fargate: volumes not supported: d not supported because: PVC data bound to invalid PV pv-1 with CSI Driver: ebs.csi.aws.com'); // prettier-ignore
    expect(decoded?.cause.en).toContain(
      'Claim data is bound to volume pv-1 of driver ebs.csi.aws.com',
    );
    expect(decoded?.cause.ko).toContain('data');
    expect(decoded?.evidence).toContain('PVC data bound to invalid PV pv-1');
  });

  it('leaves no blank of the table unfilled', () => {
    for (const [message] of SEEN)
      for (const d of decodeEvent(message))
        expect(`${d.cause.en}${d.cause.ko}${d.next.en}${d.next.ko}`, d.id).not.toMatch(/\{(profile|claim|volume|driver|capabilities)\}/); // prettier-ignore
  });

  it('says nothing about what it does not know', () => {
    expect(decodeEvent('0/3 nodes are available: 3 Insufficient cpu.')).toEqual([]);
  });

  it('speaks Korean as Korean, and leads only to pages that exist', () => {
    for (const { cause, next } of [...EVENTS, ...REASONS]) expect(`${cause.ko}${next.ko}`).toMatch(/[가-힣]/); // prettier-ignore
    for (const [message] of SEEN)
      for (const { see } of decodeEvent(message)) if (see !== null) expect(pageFor(see).id).not.toBe('');
  }); // prettier-ignore

  it('decodes every reason that the simulator of the validator gives', () => {
    const c = { name: 'a' };
    const specs: readonly Partial<PodSpec>[] = [
      { schedulerName: 'volcano' }, { hostNetwork: true }, { hostPID: true }, { hostIPC: true },
      { volumes: [{ name: 'v', hostPath: { path: '/' } }] },
      ...['missing', 'unbound', 'intree', 'ebs'].map((claimName) => ({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName } }] })),
      ...[{ privileged: true }, { allowPrivilegeEscalation: true }, { capabilities: { add: ['NET_ADMIN', 'SYS_PTRACE'] } }]
        .map((securityContext) => ({ containers: [{ ...c, securityContext }] })),
      { containers: [{ ...c, volumeDevices: [{ name: 'v', devicePath: '/dev/x' }] }] },
      { containers: [{ ...c, ports: [{ containerPort: 1, hostPort: 1 }] }] },
    ];
    const views = new Map([
      ['unbound', { bound: false, volumeName: null, driver: null }],
      ['intree', { bound: true, volumeName: 'pv', driver: null }],
      ['ebs', { bound: true, volumeName: 'pv', driver: 'ebs.csi.aws.com' }],
    ]);
    for (const spec of specs) {
      const pod = { metadata: {}, spec: { schedulerName: 'fargate-scheduler', containers: [c], ...spec } };
      const reasons = fargateRefusals(pod, (name) => views.get(name));
      expect(reasons).toHaveLength(1);
      const decoded = ids(`Pod not supported on Fargate: ${reasons.join(', ')}`);
      expect(decoded, reasons.join()).toHaveLength(1);
      expect(decoded).not.toContain('unsupported');
    }
  }); // prettier-ignore
});
