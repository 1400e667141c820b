import { describe, expect, it } from 'vitest';
import { text, type PlannedStep, type Text } from '../model/index.ts';
import { stepRegistry, steps, wordsOf, type MigrationStep } from './index.ts';

const web = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'app', name: 'web' };
const why = text('nothing needs it', '쓰는 것이 없습니다');
const pod = { namespace: 'fargatectl', name: 'probe', where: 'EC2' };
const lookup = { name: 'local-domain.com', expect: null };

/** One input for each kind of step; those whose words depend on the input have several. */
const SAMPLES: { readonly [K in keyof typeof steps]: readonly unknown[] } = {
  backUpConfig: [{ ref: web, copyName: 'copy' }],
  checkDns: [{ pods: [pod], lookups: [lookup] }],
  checkPrerequisites: [
    { cluster: 'c', vpcId: 'vpc-1', subnetIds: ['subnet-1'], vcpuNeeded: 7, addressesNeeded: 22 },
  ],
  copyVolume: ['bulk', 'delta'].map((pass) => ({
    namespace: 'app',
    from: 'data',
    to: 'data-efs',
    pass,
    job: 'copy',
    image: 'i',
    uid: 1,
    gid: 1,
    estimateSeconds: 1,
  })),
  createEfsVolume: [
    {
      creationToken: 't',
      namespace: 'app',
      claim: 'data-efs',
      volume: 'v',
      path: '/app/data',
      uid: 1,
      gid: 1,
      storage: '1Gi',
    },
  ],
  createFargateProfile: [
    {
      cluster: 'c',
      name: 'app',
      podExecutionRoleArn: 'arn',
      subnetIds: ['subnet-1'],
      selectors: [{ namespace: 'app' }, { namespace: 'b', labels: { a: 'b' } }],
    },
  ],
  createFileSystem: [{ creationToken: 't', subnetIds: ['subnet-1'], securityGroupId: 'sg-1' }],
  createPodExecutionRole: [
    { roleName: 'r', region: 'ap-northeast-2', accountId: '1', cluster: 'c', policyArns: [] },
  ],
  deleteAddon: [true, false].map((preserve) => ({ cluster: 'c', addon: 'vpc-cni', preserve, why })),
  deleteFargateProfile: [{ cluster: 'c', name: 'web' }],
  deleteNodegroup: [{ cluster: 'c', nodegroup: 'general' }],
  emptyNodegroup: [{ cluster: 'c', nodegroup: 'general' }],
  enableLogging: [{ region: 'ap-northeast-2', logGroup: '/aws/eks/c' }],
  holdNodes: [true, false].map((held) => ({ nodegroups: ['a', 'b'], held })),
  keepDaemonsetOffFargate: [{ ref: { ...web, kind: 'DaemonSet' } }],
  moveCoredns: [
    { cluster: 'c', deployment: web, addon: null, probe: { namespace: 'a', name: 'b' }, lookups: [] },
  ],
  moveWorkload: [null, { from: 1, to: 2 }].map((scaleOut) => ({
    ref: web,
    settings: [],
    scaleOut,
    estimateSeconds: 1,
  })),
  openSecurityGroup: [{ vpcId: 'vpc-1', groupId: 'sg-1', purpose: text('NFS in', '들어오는 NFS'), rules: [] }],
  putAway: [true, false].map((stops) => ({
    what: text('Fargate profile app', 'Fargate 프로필 app'),
    stops,
    estimateSeconds: 1,
    effects: [],
  })),
  rehomeWorkload: [{ profile: 'web-2' }, 'ec2'].flatMap((to) =>
    [null, { from: 1, to: 2 }].map((scaleOut) => ({
      ref: web,
      template: ['spec', 'template'],
      from: 'web',
      to,
      scaleOut,
      estimateSeconds: 1,
    })),
  ),
  removeScaffolding: [{ objects: [web] }],
  runCanary: [{ profile: 'app', namespace: 'app', pod: 'canary', labels: {}, image: 'i' }],
  scaleNodegroup: [
    { cluster: 'c', nodegroup: 'general', was: { minSize: 1, maxSize: 3, desiredSize: 2 } },
  ],
  setFields: [
    {
      ref: web,
      title: text('Stand it down', '멈추기'),
      settings: [],
      rollout: 'none',
      estimateSeconds: 1,
    },
  ],
  soak: [{ seconds: 120, workloads: [web] }],
  startDnsProbe: [{ namespace: 'fargatectl', pod: 'probe', image: 'i' }],
  uninstallHelmRelease: [{ namespace: 'kube-system', release: 'r', objects: [], why }],
  useIpTargets: [{ ref: { ...web, kind: 'Ingress' }, vpcId: 'vpc-1', annotation: 'a' }],
  verifyResult: [{ workloads: [web], vpcId: 'vpc-1', probes: [pod], lookups: [lookup] }],
}; // prettier-ignore

const HANGUL = /[가-힣]/;
function expectBothLanguages(words: Text): void {
  expect(words.ko).toMatch(HANGUL);
  expect(words.en).not.toMatch(HANGUL);
  expect(`${words.en}${words.ko}`).not.toMatch(/\[object|undefined|null/);
}

describe('every kind of step', () => {
  const all = Object.entries(SAMPLES).flatMap(([key, inputs]) =>
    inputs.map((input, i) => [`${key} ${i + 1}`, steps[key as keyof typeof steps], input] as const),
  );

  it.each(all)('%s describes itself in two languages', (_name, kind, raw) => {
    const step = kind as unknown as MigrationStep<unknown>;
    const said = step.describe(step.input.parse(raw));
    expectBothLanguages(said.title);
    if (said.reversible !== true) expectBothLanguages(said.reversible.false);
    if (said.wayBack) expectBothLanguages(said.wayBack);
    expect(said.effects.every((e) => !HANGUL.test(e))).toBe(true);
  });

  it('is in the registry under an id of its own', () => {
    expect(stepRegistry.size).toBe(Object.keys(SAMPLES).length);
  });
});

describe('a planned step', () => {
  const planned = (step: string, input: unknown): PlannedStep => ({
    id: 'x',
    step,
    title: 'as the file says',
    phase: 'verify',
    after: [],
    input,
    reversible: true,
    effects: [],
    estimateSeconds: 1,
    because: [],
  });

  it('says in both languages what its own step says of the input in the file', () => {
    const { title } = wordsOf(planned('delete-nodegroup', { cluster: 'c', nodegroup: 'general' }));
    expect(title).toEqual({
      en: 'Delete the empty node group general',
      ko: '빈 노드 그룹 general 삭제',
    });
  });

  it('says why there is no way back, and nothing where there is one', () => {
    const [stops, goes] = SAMPLES.putAway;
    expect(wordsOf(planned('put-away', stops)).noReturn).toBeNull();
    expect(wordsOf(planned('put-away', goes)).noReturn?.ko).toMatch(HANGUL);
  });

  it('says what is not as it was when it has been undone', () => {
    const { wayBack } = wordsOf(
      planned('delete-nodegroup', { cluster: 'c', nodegroup: 'general' }),
    );
    expect(wayBack?.en).toMatch(/new machines/);
    expect(wordsOf(planned('soak', SAMPLES.soak[0])).wayBack).toBeNull();
  });

  it('of a kind that nobody knows keeps the words of the file', () => {
    const { title } = wordsOf(planned('from-the-future', {}));
    expect(title).toEqual({ en: 'as the file says', ko: 'as the file says' });
  });
});
