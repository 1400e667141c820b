import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotFromFiles } from '../inventory/index.ts';
import { unread, verbatim, type KubeObject, type Snapshot } from '../model/index.ts';
import { aClaim, aContainer, aDeployment, anObject, aService, aSnapshot, mounting } from './fixtures.test-data.ts'; // prettier-ignore
import { assess, ruleById, rules } from './index.ts';
import { fixtureCounts } from './rules/fixture-counts.test-data.ts';

const SCENE = new URL('../twin/scenarios/migration-eks/kubernetes/', import.meta.url);
const scene = snapshotFromFiles(
  readdirSync(SCENE).map((name) => ({ name, text: readFileSync(new URL(name, SCENE), 'utf8') })),
).snapshot;
const run = (snapshot: Snapshot) => assess({ snapshot, digest: 'sha256:x' });
const verdicts = (snapshot: Snapshot) =>
  Object.fromEntries(run(snapshot).workloads.map((w) => [w.ref.name, w.verdict]));

describe('assess', () => {
  it('judges the tutorial’s applications as they are', () => {
    expect(verdicts(scene)).toEqual({
      nginx: 'ready-with-changes',
      web: 'ready',
      uploads: 'ready-with-changes',
      reports: 'ready',
      nightly: 'ready',
      'log-agent': 'stays',
      'host-tuner': 'stays',
    });
  });

  it('is the same for the same objects in any order, and changes none of them', () => {
    const expected = JSON.stringify(run(scene));
    const before = JSON.stringify(scene);
    fc.assert(
      fc.property(fc.shuffledSubarray([...scene.objects], { minLength: scene.objects.length }), (objects) =>
        JSON.stringify(run({ ...scene, objects })) === expected,
      ),
      { numRuns: 30 },
    );
    expect(JSON.stringify(scene)).toBe(before);
  }); // prettier-ignore

  it('says the same in Korean, but for the words', () => {
    const strip = (lang: 'en' | 'ko') =>
      JSON.stringify(assess({ snapshot: scene, digest: '', lang }), (k, v: unknown) =>
        k === 'message' || k === 'remedy' || k === 'reason' ? '' : v,
      );
    expect(strip('ko')).toBe(strip('en'));
    const texts = assess({ snapshot: scene, digest: '', lang: 'ko' }).workloads.flatMap((w) => w.findings); // prettier-ignore
    expect(texts.every((f) => /[가-힣]/.test(f.message) && /[가-힣]/.test(f.remedy))).toBe(true);
  });

  it('counts what it found', () => {
    const { summary, workloads, cluster } = run(scene);
    expect(Object.values(summary.verdicts).reduce((a, b) => a + b)).toBe(summary.workloads);
    const found = [...workloads.flatMap((w) => w.findings), ...cluster.findings].length;
    expect(Object.values(summary.findings).reduce((a, b) => a + b)).toBe(found);
  });

  it('gives no size to what stays, and the size given to what goes', () => {
    const size = { vcpu: 1, memoryGB: 2, ephemeralGiB: 20, usdPerMonth: 40 };
    const sizes = new Map([['apps/v1/Deployment/app/web', size]]);
    const of = (name: string) =>
      assess({ snapshot: scene, digest: '', sizes }).workloads.find((w) => w.ref.name === name)
        ?.fargate;
    expect([of('web'), of('host-tuner'), of('log-agent')]).toEqual([size, null, null]);
  });
});

describe('what could not be read', () => {
  const denied = (kind: string) => [{ kind, reason: verbatim('forbidden: list') }];

  it('makes no workload ready whose claims are not known', () => {
    const lost = aSnapshot([aDeployment(mounting)], {}, denied('v1/PersistentVolumeClaim'));
    expect(verdicts(lost)).toEqual({ web: 'unknown' });
    expect(run(lost).unknown.map((u) => u.rule)).toContain('ebs-volume');
  });
  it('makes no workload ready behind Ingresses that nobody could list', () => {
    const lost = aSnapshot([aDeployment(), aService()], {}, denied('networking.k8s.io/v1/Ingress'));
    expect(verdicts(lost)).toEqual({ web: 'unknown' });
  });
  it('leaves certain blockers what they are', () => {
    const lost = aSnapshot([aDeployment({ ...mounting, hostNetwork: true })], {}, denied('v1/PersistentVolumeClaim')); // prettier-ignore
    expect(verdicts(lost)).toEqual({ web: 'needs-work' });
  });
  it('is not confused with a kind that the cluster does not have', () => {
    const small = aSnapshot([aDeployment()], {}, [
      {
        kind: 'networking.k8s.io/v1/NetworkPolicy',
        reason: verbatim('the cluster does not serve it'),
      },
    ]);
    expect(verdicts(small)).toEqual({ web: 'ready' });
  });
  it('is named for each rule that needed it, with the reason AWS gave', () => {
    const reason = 'ec2:DescribeSubnets was denied';
    const { unknown, cluster } = run(
      aSnapshot([aDeployment()], { subnets: unread(verbatim(reason)) }),
    );
    expect(unknown).toContainEqual({ rule: 'subnet-not-private', reason });
    expect(cluster.findings.filter((f) => f.rule.startsWith('subnet-'))).toEqual([]);
  });
  it('does not turn files into unknown workloads', () => {
    expect(run(scene).unknown.map((u) => u.rule)).toEqual(
      expect.arrayContaining(['subnet-not-private', 'vcpu-quota', 'pod-identity']),
    );
    expect(run(scene).summary.verdicts.unknown).toBe(0);
  });
});

describe('fixes', () => {
  const fixOf = (object: KubeObject, rule: string, ...more: KubeObject[]) =>
    run(aSnapshot([object, ...more])).workloads[0]?.findings.find((f) => f.rule === rule)?.fix;

  it('keeps a zone that somebody asked for when it takes out the rest', () => {
    const zone = {
      key: 'topology.kubernetes.io/zone',
      operator: 'In',
      values: ['ap-northeast-2a'],
    };
    const pool = { key: 'pool', operator: 'Exists' };
    const terms = [{ matchExpressions: [zone, pool] }];
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: terms } } }; // prettier-ignore
    expect(fixOf(aDeployment({ affinity }), 'node-selector-conflict')).toMatchObject({
      patch: [{ op: 'replace', value: [{ matchExpressions: [zone] }] }],
    });
  });
  it('escapes keys of labels', () => {
    expect(fixOf(aDeployment({ nodeSelector: { 'a.b/c~d': 'x' } }), 'node-selector-conflict')).toMatchObject({
      patch: [{ op: 'remove', path: '/spec/template/spec/nodeSelector/a.b~1c~0d' }],
    });
  }); // prettier-ignore
  it('moves metrics-server off the kubelet’s port in argument and port', () => {
    const spec = { containers: [aContainer({ args: ['--secure-port=10250'], ports: [{ name: 'https', containerPort: 10250 }] })] }; // prettier-ignore
    expect(fixOf(aDeployment(spec), 'kubelet-port-clash')).toMatchObject({
      patch: [{ value: '--secure-port=10251' }, { value: 10251 }],
    });
  });
  it('tells the load balancer controller its Region and VPC', () => {
    const image = 'public.ecr.aws/eks/aws-load-balancer-controller:v2.13.0';
    const spec = { containers: [aContainer({ image, args: [] })] };
    expect(fixOf(aDeployment(spec), 'lb-controller-imds')).toMatchObject({
      patch: [{ value: '--aws-region=ap-northeast-2' }, { value: '--aws-vpc-id=vpc-1' }],
    });
  });
  it('moves the files of a Deployment to EFS, not those of a database, a StatefulSet or a Job', () => {
    const claim = aClaim({ storageClassName: 'gp3' });
    const moves = { type: 'plan-step', step: 'move-volume-to-efs' };
    const database = { ...mounting, containers: [aContainer({ image: 'docker.io/bitnami/postgresql:16' })] }; // prettier-ignore
    const set = anObject('apps/v1', 'StatefulSet', 'web', {
      template: { spec: { containers: [aContainer()] } },
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: 'gp3' } }],
    });
    expect(fixOf(aDeployment(mounting), 'ebs-volume', claim)).toEqual(moves);
    expect(fixOf(aDeployment(database), 'ebs-volume', claim)).toBeNull();
    expect(fixOf(set, 'ebs-volume')).toBeNull();
  });
  it('never proposes to patch what Kubernetes does not let anybody change', () => {
    const pod = anObject('v1', 'Pod', 'p', { containers: [aContainer({ ports: [{ containerPort: 1, hostPort: 1 }] })] }); // prettier-ignore
    expect(fixOf(pod, 'host-port')).toBeNull();
  });
});

it('says so when there is no workload to judge', () => {
  expect(run(aSnapshot([aService()])).notes).toEqual(['Nothing was judged: no workload is in the input.']); // prettier-ignore
});

it('names an agent by the whole names of its images', () => {
  const does = (image: string) =>
    run(aSnapshot([anObject('apps/v1', 'DaemonSet', 'a', { template: { spec: { containers: [aContainer({ image })] } } })])).workloads[0]?.findings[0]?.message;
  expect(does('ghcr.io/acme/pgvector-warmer:1')).toContain('runs a daemon on every node');
  expect(does('timberio/vector:0.40')).toContain('runs a log agent');
  expect(does('public.ecr.aws/aws-observability/aws-for-fluent-bit:2')).toContain('runs a log agent');
}); // prettier-ignore

describe('the registry', () => {
  const files = readdirSync(new URL('rules/', import.meta.url)).filter((f) => !/test|index/.test(f)); // prettier-ignore
  it('has a file of its own for each rule, and each file is in it', () => {
    expect(rules.map((r) => `${r.id}.ts`)).toEqual(files.sort());
    expect(ruleById('daemonset')?.id).toBe('daemonset');
  });
  it('answers the tutorial’s considerations; those that only tell have no rule of their own', () => {
    const answered = new Set(rules.flatMap((r) => r.considerations));
    const told = [22];
    const all = Array.from({ length: 23 }, (_, i) => i + 1);
    expect(all.filter((n) => !answered.has(n))).toEqual(told);
  });
  it.each(rules.map((r) => [r.id, r] as const))('%s has a source and both titles', (_, rule) => {
    expect(rule.source).toMatch(/^https:\/\//);
    expect(rule.title.en).not.toBe('');
    expect(rule.title.ko).toMatch(/[가-힣]/);
  });
  it('has a fixture that each rule finds and one that it leaves, and none of a rule that is not', () => {
    const counts = fixtureCounts();
    const enough = (id: string) => (counts.get(id)?.finds ?? 0) >= 1 && (counts.get(id)?.leaves ?? 0) >= 1; // prettier-ignore
    expect(rules.filter((r) => !enough(r.id)).map((r) => r.id)).toEqual([]);
    expect([...counts.keys()].filter((id) => ruleById(id) === undefined)).toEqual([]);
  });
});
