import { describe, expect, it } from 'vitest';
import type { FargateProfile, KubeObject, Pod } from '../../model/index.ts';
import { aPod, aServer } from '../apiserver/server-fixture.ts';
import { VirtualClock } from '../clock/index.ts';
import { ControllerManager, seededRandom } from '../runtime/index.ts';
import type { FargateCloud, FargateLaunch } from '../seams.ts';
import { fargateControllers, fargateWebhook, type PodRunner } from './index.ts';

const REGION = 'ap-northeast-2';
const profile = (name: string, over: Partial<FargateProfile> = {}): FargateProfile => ({
  name,
  arn: `arn:aws:eks:${REGION}:1:fargateprofile/c/${name}/0`,
  status: 'ACTIVE',
  podExecutionRoleArn: 'arn:aws:iam::1:role/r',
  subnetIds: ['subnet-1'],
  selectors: [{ namespace: 'default', labels: {} }],
  healthIssues: [],
  tags: {},
  ...over,
});

/** A cluster with nothing but Fargate, whose profiles a test changes. */
async function aFargate(initial: readonly FargateProfile[]) {
  let profiles = initial;
  const listeners: (() => void)[] = [];
  const released: string[] = [];
  let refusal: FargateLaunch | undefined;
  const cloud: FargateCloud = {
    profiles: () => profiles,
    onProfilesChanged: (listener) => listeners.push(listener),
    launch: () =>
      refusal ?? {
        kind: 'launched',
        eniId: 'eni-1',
        ip: '10.6.1.2',
        subnetId: 'subnet-1',
        zone: `${REGION}a`,
        region: REGION,
      },
    release: (eni) => released.push(eni),
  };
  const ran: string[] = [];
  const runner: PodRunner = {
    run: (pod) => void ran.push(pod.metadata.name),
    terminate: () => undefined,
    debug: () => undefined,
  };
  const clock = new VirtualClock();
  const { api } = aServer({
    clock,
    admission: [fargateWebhook({ cloud: () => cloud, clock })],
  }).server;
  const manager = new ControllerManager({ api, clock, random: seededRandom(5) });
  await manager.start(
    fargateControllers({ cloud, runner, region: REGION, zonesOf: () => [`${REGION}a`], kubeletVersion: 'v1.35.2-eks-0' }),
  ); // prettier-ignore
  const setProfiles = async (next: readonly FargateProfile[]): Promise<void> => {
    profiles = next;
    for (const listener of listeners) listener();
    await clock.sleep(10_000);
  };
  await setProfiles(initial);
  return {
    api,
    ran,
    released,
    setProfiles,
    refuse: (message: string, retry: boolean) => (refusal = { kind: 'refused', message, retry }),
    allow: () => (refusal = undefined),
    settle: () => clock.sleep(120_000),
    pod: async (name: string) => (await api.get('v1/Pod', 'default', name)) as Pod,
    said: async () =>
      (await api.list('v1/Event')).items.map((e) => `${String(e['reason'])}: ${String(e['message'])}`), // prettier-ignore
  };
}

describe('who goes to Fargate', () => {
  it('is decided when a pod is created, and only then', async () => {
    const f = await aFargate([]);
    await f.api.create(aPod('early'));
    await f.setProfiles([profile('web')]);
    await f.api.create(aPod('late'));
    expect((await f.pod('early')).spec.schedulerName).toBe('default-scheduler');
    const late = await f.pod('late');
    expect(late.spec.schedulerName).toBe('fargate-scheduler');
    expect(late.metadata.labels?.['eks.amazonaws.com/fargate-profile']).toBe('web');
    expect(late.spec).toMatchObject({
      priorityClassName: 'system-node-critical',
      priority: 2_000_001_000,
    });
  });

  it('follows selectors, the label that names a profile, and the annotation that opts out', async () => {
    const f = await aFargate([profile('b'), profile('a'), profile('other', { selectors: [{ namespace: 'x*', labels: {} }] })]); // prettier-ignore
    const chosen = async (name: string, metadata: object): Promise<unknown> => {
      const pod = aPod(name);
      await f.api.create({ ...pod, metadata: { ...pod.metadata, ...metadata } });
      return (await f.pod(name)).metadata.labels?.['eks.amazonaws.com/fargate-profile'];
    };
    expect(await chosen('first', {})).toBe('a');
    expect(await chosen('named', { labels: { 'eks.amazonaws.com/fargate-profile': 'b' } })).toBe('b'); // prettier-ignore
    expect(await chosen('out', { annotations: { 'eks.amazonaws.com/compute-type': 'ec2' } })).toBe(undefined); // prettier-ignore
    const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'd', uid: 'u' };
    expect(await chosen('daemon', { ownerReferences: [owner] })).toBe(undefined);
  });
});

describe('a pod on Fargate', () => {
  it('gets a node of its own, in the size that it is billed for', async () => {
    const f = await aFargate([profile('web')]);
    const resources = { requests: { cpu: '600m', memory: '1Gi' } };
    await f.api.create(aPod('p', { containers: [{ name: 'a', image: 'x', resources }] }));
    await f.settle();
    const pod = await f.pod('p');
    expect(pod.metadata.annotations).toMatchObject({
      CapacityProvisioned: '1vCPU 2GB',
      Logging: 'LoggingDisabled: LOGGING_CONFIGMAP_NOT_FOUND',
    });
    const name = `fargate-ip-10-6-1-2.${REGION}.compute.internal`;
    expect(pod.spec.nodeName).toBe(name);
    const node = (await f.api.get('v1/Node', undefined, name)) as KubeObject;
    expect(node.metadata.labels).toMatchObject({
      'eks.amazonaws.com/compute-type': 'fargate',
      'kubernetes.io/hostname': `ip-10-6-1-2.${REGION}.compute.internal`,
    });
    expect(node['spec']).toMatchObject({
      taints: [{ key: 'eks.amazonaws.com/compute-type', value: 'fargate', effect: 'NoSchedule' }],
    });
    expect(f.ran).toEqual(['p']);
    expect(await f.said()).toContain(`Scheduled: Successfully assigned default/p to ${name}`);
  });

  it('takes its node and its address with it when it goes', async () => {
    const f = await aFargate([profile('web')]);
    await f.api.create(aPod('p'));
    await f.settle();
    const ref = { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'p' };
    await f.api.delete(ref, { gracePeriodSeconds: 0 });
    await f.settle();
    expect((await f.api.list('v1/Node')).items).toEqual([]);
    expect(f.released).toEqual(['eni-1']);
  });

  it('is refused in the validator’s own words and order', async () => {
    const f = await aFargate([profile('web')]);
    await f.api.create(
      aPod('p', {
        hostNetwork: true,
        containers: [
          {
            name: 'a',
            image: 'x',
            ports: [{ containerPort: 80, hostPort: 80 }],
            securityContext: { privileged: true, capabilities: { add: ['NET_ADMIN'] } },
          },
        ],
        volumes: [{ name: 'host', hostPath: { path: '/' } }],
      }),
    );
    await f.settle();
    expect(await f.said()).toEqual([
      'FailedScheduling: Pod not supported on Fargate: fields not supported: HostNetwork, volumes not supported: host is of an unsupported volume Type, invalid SecurityContext fields: Privileged, Capabilities added: NET_ADMIN, port contains HostIP or HostPort',
    ]);
    expect((await f.pod('p')).spec.nodeName).toBeUndefined();
  });

  it('waits while there is no capacity, and starts when there is', async () => {
    const f = await aFargate([profile('web')]);
    f.refuse('Fargate capacity is unavailable at this time.', true);
    await f.api.create(aPod('p'));
    await f.settle();
    expect((await f.pod('p')).spec.nodeName).toBeUndefined();
    f.allow();
    await f.settle();
    expect((await f.pod('p')).spec.nodeName).toBeDefined();
  });

  it('is deleted with its profile', async () => {
    const f = await aFargate([profile('web')]);
    await f.api.create(aPod('p'));
    await f.settle();
    await f.setProfiles([profile('web', { status: 'DELETING' })]);
    expect((await f.pod('p')).metadata.deletionTimestamp).toBeDefined();
  });
});
