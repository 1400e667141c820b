import { describe, expect, it } from 'vitest';
import {
  read,
  text,
  unread,
  type Assessment,
  type AwsFacts,
  type FargateProfile,
  type KubeObject,
  type Role,
  type Snapshot,
  type Workload,
} from '../../model/index.ts';
import { checkName, checkQuota, checkRole, checkSelectors, checkSubnets, checkTaken, podsIn, takenBy, type ProfileDraft } from './index.ts'; // prettier-ignore

const ROLE_ARN = 'arn:aws:iam::111122223333:role/pods';
const draft = (more: Partial<ProfileDraft> = {}): ProfileDraft => ({
  name: 'web',
  selectors: [{ namespace: 'app' }],
  subnetIds: ['subnet-a', 'subnet-c'],
  podExecutionRoleArn: ROLE_ARN,
  ...more,
});
const profile = (name: string, more: Partial<FargateProfile> = {}): FargateProfile => ({
  name,
  arn: name,
  podExecutionRoleArn: ROLE_ARN,
  subnetIds: ['subnet-a', 'subnet-c'],
  selectors: [{ namespace: 'app' }],
  status: 'ACTIVE',
  healthIssues: [],
  tags: {},
  ...more,
});
const subnet = (id: string, availabilityZone: string, availableIps = 100) => ({ id, vpcId: 'vpc-1', cidr: '10.0.0.0/24', availabilityZone, availableIps, outpostArn: null, mapPublicIpOnLaunch: false, tags: {} }); // prettier-ignore
const table = (id: string, subnetIds: string[], target: string, isMain = false) => ({ id, vpcId: 'vpc-1', isMain, subnetIds, routes: [{ destination: '0.0.0.0/0', target }] }); // prettier-ignore

function snapshot(aws: Partial<AwsFacts> = {}, objects: readonly KubeObject[] = []): Snapshot {
  const facts: Partial<AwsFacts> = {
    fargateProfiles: read([]),
    quotas: read([]),
    nodegroups: read([]),
    subnets: read([subnet('subnet-a', 'r-1a'), subnet('subnet-c', 'r-1c'), subnet('subnet-p', 'r-1a')]), // prettier-ignore
    routeTables: read([table('rtb-1', ['subnet-a', 'subnet-c'], 'nat-1'), table('rtb-2', [], 'igw-1', true)]), // prettier-ignore
    availabilityZones: read([
      { name: 'r-1a', id: 'z1', type: 'availability-zone' },
      { name: 'r-1c', id: 'z3', type: 'availability-zone' },
    ]),
    ...aws,
  };
  return { objects, unreadKinds: [], aws: facts, cluster: { name: 'c', region: 'r', accountId: '111122223333' } } as unknown as Snapshot; // prettier-ignore
}
const states = (checks: readonly { state: string }[]) => checks.map((c) => c.state);

describe('selectors', () => {
  const refused = (...selectors: ProfileDraft['selectors']) =>
    states(checkSelectors(selectors)).includes('blocker');
  it('have the form and the counts that EKS takes', () => {
    expect(refused()).toBe(true);
    expect(refused(...Array.from({ length: 6 }, (_, i) => ({ namespace: `n${i}` })))).toBe(true);
    expect(refused(...Array.from({ length: 5 }, (_, i) => ({ namespace: `n${i}` })))).toBe(false);
    const labels = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`k${i}`, 'v'])); // prettier-ignore
    expect(refused({ namespace: 'a', labels: labels(6) })).toBe(true);
    expect(refused({ namespace: 'a', labels: labels(5) })).toBe(false);
    expect(refused({ namespace: 'App' })).toBe(true);
    expect(refused({ namespace: 'team-*', labels: { 'example.com/x?': 'v*' } })).toBe(false);
    expect(refused({ namespace: 'a', labels: { 'no space': 'v' } })).toBe(true);
  });
  it('never take the whole cluster, and say when they take kube-system as a whole', () => {
    for (const namespace of ['*', '**', '?*']) expect(refused({ namespace })).toBe(true);
    expect(refused({ namespace: '*', labels: { app: 'web' } })).toBe(false);
    expect(states(checkSelectors([{ namespace: 'kube-*' }]))).toEqual(['warning']);
    expect(states(checkSelectors([{ namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } }]))).toEqual(['ok']); // prettier-ignore
  });
});

describe('the name', () => {
  const state = (name: string, there: readonly FargateProfile[] = []) =>
    checkName(draft({ name }), snapshot({ fargateProfiles: read(there) })).state;
  it('is one, and free, or frees itself', () => {
    expect(state('web')).toBe('ok');
    expect(state('web 1')).toBe('blocker');
    expect(state('-web')).toBe('blocker');
    expect(state('eks-web')).toBe('blocker');
    expect(state('w'.repeat(64))).toBe('blocker');
    expect(state('web', [profile('web', { status: 'DELETING' })])).toBe('warning');
    expect(state('web', [profile('web', { status: 'CREATE_FAILED' })])).toBe('blocker');
    expect(state('web', [profile('web', { selectors: [{ namespace: 'x' }] })])).toBe('blocker');
    expect(state('web', [profile('web')])).toBe('ok');
  });
  it('is not called free when the profiles could not be read', () => {
    const blind = snapshot({ fargateProfiles: unread(text('denied', '거부')) });
    expect(checkName(draft(), blind).state).toBe('unknown');
    expect(checkQuota(['web'], blind).state).toBe('unknown');
  });
});

describe('the quota', () => {
  const ten = Array.from({ length: 10 }, (_, i) => profile(`p${i}`));
  it('is 10 unless it is known to be more; a profile that is there counts once', () => {
    expect(checkQuota(['web'], snapshot({ fargateProfiles: read(ten) })).state).toBe('blocker');
    expect(checkQuota(['p3'], snapshot({ fargateProfiles: read(ten) })).state).toBe('ok');
    const raised = read([{ serviceCode: 'eks', quotaCode: 'L-33415657', name: '', value: 20 }]);
    expect(checkQuota(['web'], snapshot({ fargateProfiles: read(ten), quotas: raised as AwsFacts['quotas'] })).state).toBe('ok'); // prettier-ignore
  });
});

describe('the subnets', () => {
  it('are private by their route tables, the main one where none is theirs', () => {
    expect(states(checkSubnets(['subnet-a', 'subnet-c'], snapshot(), 1))).toEqual(['ok']);
    expect(checkSubnets(['subnet-a', 'subnet-p'], snapshot(), 1)[0]).toMatchObject({ state: 'blocker', says: { en: expect.stringContaining('subnet-p is public') } }); // prettier-ignore
    expect(states(checkSubnets(['subnet-x'], snapshot(), 1))).toEqual(['blocker']);
    expect(states(checkSubnets([], snapshot(), 1))).toEqual(['blocker']);
  });
  it('have an address for each pod, and more than one zone', () => {
    expect(states(checkSubnets(['subnet-a', 'subnet-c'], snapshot(), 201))).toEqual(['blocker']);
    expect(states(checkSubnets(['subnet-a'], snapshot(), 1))).toEqual(['warning']);
  });
  it('are unknown, not fine, where AWS could not be asked', () => {
    const part = unread(text('denied', '거부'));
    expect(states(checkSubnets(['subnet-a'], snapshot({ routeTables: part }), 1))).toEqual(['unknown']); // prettier-ignore
    expect(states(checkSubnets(['subnet-a'], snapshot({ subnets: part }), 1))).toEqual(['unknown']);
    expect(states(checkSubnets(['subnet-a', 'subnet-c'], snapshot({ availabilityZones: part }), 1))).toContain('unknown'); // prettier-ignore
  });
  it('lie in no local zone and on no Outpost', () => {
    const local = snapshot({ availabilityZones: read([{ name: 'r-1a', id: 'z', type: 'local-zone' }]) }); // prettier-ignore
    expect(states(checkSubnets(['subnet-a'], local, 1))).toEqual(['blocker']);
  });
});

describe('the role', () => {
  const trust = (statement: object) => ({ Version: '2012-10-17', Statement: [statement] });
  const FARGATE = { Effect: 'Allow', Principal: { Service: 'eks-fargate-pods.amazonaws.com' }, Action: 'sts:AssumeRole' }; // prettier-ignore
  const role = (trustPolicy: unknown, more: Partial<Role> = {}): Role => ({ name: 'pods', arn: ROLE_ARN, path: '/', trustPolicy, attachedPolicyArns: ['arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy'], tags: {}, ...more }); // prettier-ignore
  const state = (r: Role | undefined, made = false, s = snapshot()) =>
    checkRole(draft(), s, { role: read(r), made }).state;
  it('trusts Fargate for profiles of this cluster', () => {
    const from = (arn: string) => ({
      ...FARGATE,
      Condition: { ArnLike: { 'aws:SourceArn': arn } },
    });
    expect(state(role(trust(FARGATE)))).toBe('ok');
    expect(state(role(trust(from('arn:aws:eks:r:111122223333:fargateprofile/c/*'))))).toBe('ok');
    expect(state(role(trust(from('arn:aws:eks:r:111122223333:fargateprofile/other/*'))))).toBe('blocker'); // prettier-ignore
    expect(state(role(trust(from('arn:aws:eks:r:111122223333:cluster/c'))))).toBe('blocker');
    expect(state(role(trust({ ...FARGATE, Effect: 'Deny' })))).toBe('blocker');
    expect(state(role(trust({ ...FARGATE, Principal: { Service: 'ec2.amazonaws.com' } })))).toBe('blocker'); // prettier-ignore
  });
  it('is no node group’s, has no path, and says when it may pull nothing', () => {
    const nodes = snapshot({ nodegroups: read([{ nodeRoleArn: ROLE_ARN }]) as unknown as AwsFacts['nodegroups'] }); // prettier-ignore
    expect(state(role(trust(FARGATE)), false, nodes)).toBe('blocker');
    expect(state(role(trust(FARGATE), { path: '/team/' }))).toBe('blocker');
    expect(state(role(trust(FARGATE), { attachedPolicyArns: [] }))).toBe('warning');
  });
  it('may be missing only when the same run makes it', () => {
    expect(state(undefined)).toBe('blocker');
    expect(state(undefined, true)).toBe('ok');
    expect(checkRole(draft(), snapshot(), { role: unread(text('denied', '거부')), made: true }).state).toBe('unknown'); // prettier-ignore
  });
});

describe('what it takes', () => {
  const workload = (name: string, kind = 'Deployment', annotations = {}): Workload =>
    ({ ref: { apiVersion: 'apps/v1', kind, namespace: 'app', name }, object: {}, template: { metadata: { labels: { app: name }, annotations }, spec: {} }, templatePath: 'spec.template', replicas: 2 }) as unknown as Workload; // prettier-ignore
  const assessed = (blocked?: string, rule = 'privileged-container'): Assessment =>
    ({ workloads: ['web', 'tuner', 'agent', 'kept'].map((name) => ({ ref: workload(name).ref, verdict: 'ready', findings: blocked === name ? [{ rule, severity: 'blocker' }] : [] })) }) as unknown as Assessment; // prettier-ignore
  const all = [
    workload('web'),
    workload('tuner'),
    workload('agent', 'DaemonSet'),
    workload('kept', 'Deployment', { 'eks.amazonaws.com/compute-type': 'ec2' }),
  ];
  it('is every workload that its selectors match, but DaemonSets and those that opted out', () => {
    const taken = takenBy(draft(), all, assessed());
    expect(taken.map((t) => t.workload.ref.name)).toEqual(['web', 'tuner']);
    expect(podsIn(taken)).toBe(4);
    expect(takenBy(draft({ selectors: [{ namespace: 'app', labels: { app: 'web' } }] }), all, assessed())).toHaveLength(1); // prettier-ignore
  });
  it('is refused where it holds what Fargate would not run, unless that is kept off', () => {
    const taken = takenBy(draft(), all, assessed('tuner'));
    const look = (keepsOff: boolean) => checkTaken(draft(), taken, { snapshot: snapshot(), keepsOff: () => keepsOff }); // prettier-ignore
    expect(look(false).find((c) => c.state === 'blocker')?.says.en).toContain(
      'Deployment app/tuner',
    );
    expect(states(look(true))).not.toContain('blocker');
    expect(states(look(true))).toContain('warning');
  });
  it('takes what an operator keeps: a profile is its first step to Fargate', () => {
    expect(takenBy(draft(), all, assessed('tuner', 'operator-managed')).map((t) => t.blockers)).toEqual([[], []]); // prettier-ignore
  });
  it('says who else takes the same pods, and which namespaces are not there yet', () => {
    const ns = (name: string): KubeObject => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    });
    const s = snapshot({ fargateProfiles: read([profile('older'), profile('gone', { status: 'DELETING' })]) }, [ns('app')]); // prettier-ignore
    const d = draft({ selectors: [{ namespace: 'app' }, { namespace: 'later' }] });
    const said = checkTaken(d, takenBy(d, all, assessed()), { snapshot: s, keepsOff: () => false })
      .filter((c) => c.state === 'warning')
      .map((c) => c.says.en);
    expect(said).toEqual([
      'No namespace later is there yet; its pods are taken when it is.',
      expect.stringMatching(/^Other profiles take the same pods: Deployment app\/web \(older\), Deployment app\/tuner \(older\)/), // prettier-ignore
    ]);
  });
});
