import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assess, workloadsOf } from '../assess/index.ts';
import { aSnapshot } from '../assess/fixtures.test-data.ts';
import { FARGATE_SCHEDULER, read, type KubeObject, type Snapshot } from '../model/index.ts';
import { beforeAndAfter } from './index.ts';

interface Parts {
  readonly spec?: object;
  readonly container?: object;
  readonly metadata?: object;
}
const snapshotOf = ({ spec = {}, container = {}, metadata = {} }: Parts, kind = 'Deployment', more: readonly KubeObject[] = []): Snapshot => {
  const c = { name: 'main', image: 'registry.example.com/web:1', resources: { requests: { cpu: '250m', memory: '512Mi' } }, ...container };
  const web = {
    apiVersion: 'apps/v1', kind, metadata: { name: 'web', namespace: 'app' },
    spec: { selector: { matchLabels: { app: 'web' } }, template: { metadata: { labels: { app: 'web' }, ...metadata }, spec: { containers: [c], ...spec } } },
  };
  return { ...aSnapshot([web, ...more]), source: 'files' };
}; // prettier-ignore
const change = (snapshot: Snapshot) => {
  const [workload] = workloadsOf(snapshot);
  if (!workload) expect.unreachable();
  return beforeAndAfter(workload, snapshot);
};

describe('beforeAndAfter', () => {
  it('shows what the webhook and the scheduler make of a pod', () => {
    const { admission, differences, assumed } = change(snapshotOf({}));
    expect(admission).toMatchObject({
      kind: 'placed',
      size: { vcpu: 0.25, memoryGB: 1 },
      pod: {
        metadata: { annotations: { CapacityProvisioned: '0.25vCPU 1GB' }, labels: { app: 'web' } },
        spec: { schedulerName: FARGATE_SCHEDULER, priorityClassName: 'system-node-critical' },
      },
    });
    expect(differences.length).toBeGreaterThan(8);
    for (const d of differences) expect(`${d.what.ko}${d.before.ko}${d.after.ko}`).not.toBe('');
    expect(assumed).toHaveLength(1);
  });

  it.each([
    ['daemonset', snapshotOf({}, 'DaemonSet')],
    ['opted-out', snapshotOf({ metadata: { annotations: { 'eks.amazonaws.com/compute-type': 'ec2' } } })],
    ['other-scheduler', snapshotOf({ spec: { schedulerName: 'volcano' } })],
    ['node-name', snapshotOf({ spec: { nodeName: 'ip-10-0-0-1' } })],
  ] as const)('is passed by when it is %s', (because, snapshot) => {
    expect(change(snapshot).admission).toMatchObject({ kind: 'passed-by', because });
  }); // prettier-ignore

  it('is passed by when profiles are known and none takes it', () => {
    const profile = { name: 'p', arn: '', podExecutionRoleArn: '', subnetIds: [], selectors: [{ namespace: 'other' }], status: 'ACTIVE', healthIssues: [], tags: {} }; // prettier-ignore
    const snapshot = snapshotOf({});
    const known = { ...snapshot, aws: { ...snapshot.aws, fargateProfiles: read([profile]) } };
    expect(change(known).admission).toMatchObject({ kind: 'passed-by', because: 'no-profile' });
  });

  it('says the refusal in AWS’ words, and what it took for granted about claims', () => {
    const volumes = [{ name: 'd', persistentVolumeClaim: { claimName: 'data' } }];
    const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data', namespace: 'app' }, spec: { volumeName: 'pv-1' } }; // prettier-ignore
    const volume = { apiVersion: 'v1', kind: 'PersistentVolume', metadata: { name: 'pv-1' }, spec: { csi: { driver: 'ebs.csi.aws.com' } } }; // prettier-ignore
    expect(change(snapshotOf({ spec: { volumes } }, 'Deployment', [claim, volume])).admission).toMatchObject({
      event: { message: 'Pod not supported on Fargate: volumes not supported: d not supported because: PVC data bound to invalid PV pv-1 with CSI Driver: ebs.csi.aws.com' },
    }); // prettier-ignore
    expect(change(snapshotOf({ spec: { volumes } })).assumed).toHaveLength(2);
  });
});

/** Things that may be in a pod, each good or bad for Fargate in a way of its own. */
const pod: fc.Arbitrary<Parts> = fc.record({
  spec: fc.record(
    {
      hostNetwork: fc.boolean(), hostPID: fc.boolean(), hostIPC: fc.boolean(),
      schedulerName: fc.constantFrom('', 'default-scheduler', 'volcano'),
      nodeSelector: fc.constantFrom({}, { 'kubernetes.io/os': 'linux' }, { pool: 'x' }, { 'kubernetes.io/arch': 'arm64' }, { 'kubernetes.io/os': 'windows' }),
      volumes: fc.subarray([
        { name: 'a', emptyDir: {} }, { name: 'b', hostPath: { path: '/x' } }, { name: 'c', csi: { driver: 'x' } },
        { name: 'd', nfs: { server: 's', path: '/' } }, { name: 'e', ephemeral: {} }, { name: 'f', awsElasticBlockStore: { volumeID: 'v' } },
      ]),
    },
    { requiredKeys: [] },
  ),
  container: fc.record(
    {
      ports: fc.constantFrom([{ containerPort: 80 }], [{ containerPort: 80, hostPort: 80 }], [{ containerPort: 80, hostIP: '1.2.3.4' }]),
      resources: fc.constantFrom({}, { requests: { cpu: '17' } }, { requests: { cpu: '1', memory: '130Gi' } }, { limits: { memory: '1Gi' } }, { requests: { 'ephemeral-storage': '200Gi' } }),
      volumeDevices: fc.constantFrom([], [{ name: 'x', devicePath: '/dev/x' }]),
      securityContext: fc.record({
        privileged: fc.boolean(), allowPrivilegeEscalation: fc.boolean(),
        capabilities: fc.record({ add: fc.subarray(['CHOWN', 'NET_ADMIN', 'CAP_CHOWN', 'ALL']) }),
      }, { requiredKeys: [] }),
    },
    { requiredKeys: [] },
  ),
  metadata: fc.constantFrom({}, { annotations: { 'eks.amazonaws.com/compute-type': 'ec2' } }),
}); // prettier-ignore

describe('the verdict and the simulated admission', () => {
  it('take an empty scheduler name, as charts leave it, for the default one', () => {
    const snapshot = snapshotOf({ spec: { schedulerName: '' } });
    expect(assess({ snapshot, digest: '' }).workloads[0]?.findings.map((f) => f.rule)).not.toContain('custom-scheduler'); // prettier-ignore
    expect(change(snapshot).admission.kind).toBe('placed');
  });
  it('agree: what Fargate would not run has a blocker, and what has none it runs', () => {
    fc.assert(
      fc.property(pod, (parts) => {
        const snapshot = snapshotOf(parts);
        const [judged] = assess({ snapshot, digest: '' }).workloads;
        const blocked = judged?.findings.some((f) => f.severity === 'blocker') === true;
        expect(blocked).toBe(change(snapshot).admission.kind !== 'placed');
      }),
      { numRuns: 300 },
    );
  });
});
