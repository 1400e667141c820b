import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { assess } from './assess.ts';
import { aContainer, aDeployment, anObject, aService, aSnapshot } from './fixtures.test-data.ts';
import { workloadsOf } from './workloads.ts';

/** A pod with every field that a rule reads, and nothing that a rule finds a blocker in. */
const container = aContainer({
  command: ['/run'],
  args: ['--port=8080'],
  imagePullPolicy: 'IfNotPresent',
  ports: [{ containerPort: 8080, protocol: 'TCP' }],
  env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
  envFrom: [{ configMapRef: { name: 'settings' } }],
  volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
  volumeDevices: [],
  securityContext: {
    privileged: false,
    allowPrivilegeEscalation: false,
    capabilities: { add: ['CHOWN'], drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
    appArmorProfile: { type: 'Unconfined' },
    windowsOptions: { hostProcess: false },
  },
});
const expression = { key: 'kubernetes.io/os', operator: 'In', values: ['linux'] };
const term = { topologyKey: 'kubernetes.io/hostname' };
const affinity = {
  requiredDuringSchedulingIgnoredDuringExecution: [term],
  preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
};
const full = (): KubeObject =>
  aDeployment({
    containers: [container],
    initContainers: [{ ...container, name: 'setup' }],
    volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '1Gi', medium: '' } }, { name: 'more', secret: {} }],
    nodeName: '',
    nodeSelector: { 'kubernetes.io/os': 'linux' },
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [expression] }] },
      },
      podAffinity: affinity,
      podAntiAffinity: affinity,
    },
    tolerations: [{ key: 'a', operator: 'Equal', value: 'b', effect: 'NoSchedule' }],
    topologySpreadConstraints: [term],
    schedulerName: 'default-scheduler',
    serviceAccountName: 'web',
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
    runtimeClassName: '',
    securityContext: { sysctls: [{ name: 'net.ipv4.tcp_syncookies', value: '1' }], seccompProfile: { type: 'RuntimeDefault' } },
    readinessGates: [{ conditionType: 'x' }],
    os: { name: 'linux' },
    dnsPolicy: 'ClusterFirst',
    dnsConfig: { nameservers: ['10.0.0.2'] },
    resourceClaims: [],
  }); // prettier-ignore

type Path = readonly (string | number)[];
/** Fields that no rule reads: their types are Kubernetes' business. */
const UNREAD = /weight|configMapRef|secret|tcpSocket/;
const pathsIn = (value: unknown, path: Path): Path[] => [
  ...(path.length === 0 || UNREAD.test(path.join('.')) ? [] : [path]),
  ...(value !== null && typeof value === 'object'
    ? Object.entries(value).flatMap(([k, v]) =>
        pathsIn(v, [...path, Array.isArray(value) ? Number(k) : k]),
      )
    : []),
];
const template = (object: KubeObject) => (object['spec'] as { template: { spec: object } }).template; // prettier-ignore
const paths = pathsIn(template(full()).spec, []);

function broken(path: Path, value: unknown): KubeObject {
  // By JSON: the fixture's init container shares parts with the main one.
  const object = JSON.parse(JSON.stringify(full())) as KubeObject;
  const parent = path
    .slice(0, -1)
    .reduce<Record<string | number, unknown>>(
      (at, key) => at[key] as Record<string, unknown>,
      template(object).spec as Record<string, unknown>,
    );
  parent[path.at(-1) ?? ''] = value;
  return object;
}
const at = (path: Path): unknown => path.reduce<unknown>((v, key) => (v as Record<string | number, unknown>)[key], template(full()).spec); // prettier-ignore
/** Values of every type that the field does not have; a quantity may be a number or a string. */
const wrongFor = (path: Path): readonly unknown[] => {
  const now = at(path);
  const kind = (v: unknown): string => (Array.isArray(v) ? 'list' : typeof v);
  const isAmount = /requests\.|limits\.|sizeLimit/.test(path.join('.'));
  return ['text', 7, true, ['x'], { x: 'y' }].filter(
    (v) => kind(v) !== kind(now) && !(isAmount && ['string', 'number'].includes(typeof v)),
  );
};
const run = (object: KubeObject) =>
  assess({ snapshot: aSnapshot([object, aService()]), digest: '' });

describe('a pod spec with a wrong type in a field that a rule reads', () => {
  it('is judged when all is right', () => {
    expect(run(full()).workloads[0]).toMatchObject({ verdict: 'ready', unknown: [] });
  });

  it('is unknown with the path, never a crash and never ready', () => {
    const broke = fc
      .constantFrom(...paths)
      .chain((path) => fc.record({ path: fc.constant(path), value: fc.constantFrom(...wrongFor(path)) })); // prettier-ignore
    fc.assert(
      fc.property(broke, ({ path, value }) => {
        const { workloads, summary } = run(broken(path, value));
        const [seen] = workloads;
        expect(summary.verdicts.unknown).toBe(1);
        expect(seen?.fargate).toBeNull();
        expect(seen?.unknown[0]?.reason).toMatch(/^Deployment app\/web was not judged: spec\.template\.spec/); // prettier-ignore
        // An entry with the wrong type inside says so at the entry or below.
        expect(seen?.unknown[0]?.reason).toContain(String(path[0]));
      }),
      { numRuns: 400 },
    );
  });

  it('is unknown where a port is no whole number, or no container is there', () => {
    const ports = (containerPort: number) => aDeployment({ containers: [aContainer({ ports: [{ containerPort }] })] }); // prettier-ignore
    for (const object of [ports(80.5), ports(Number.NaN), aDeployment({ containers: [] })])
      expect(run(object).workloads[0]).toMatchObject({ verdict: 'unknown', fargate: null });
  });

  it('is unknown when there is no template at all, and stays in the list', () => {
    for (const template of [undefined, null, 'x', [], { spec: 'x' }, { spec: {} }]) {
      const { workloads } = run(aDeployment({}, { template }));
      expect(workloads).toHaveLength(1);
      expect(workloads[0]).toMatchObject({ verdict: 'unknown', fargate: null });
    }
  });

  it('is unknown inside a custom resource of several templates too', () => {
    const good = { template: { spec: { containers: [aContainer()] } } };
    const bad = { template: { spec: { containers: [aContainer({ args: 'x' })] } } };
    const { workloads } = run(anObject('ray.io/v1', 'RayCluster', 'r', { head: good, workers: [bad] })); // prettier-ignore
    expect(workloads[0]?.verdict).toBe('unknown');
    expect(workloads[0]?.unknown[0]?.reason).toContain('spec.workers[0].template.spec.containers[0].args is a string, wanted a list'); // prettier-ignore
  });

  it('leaves nothing behind that sizing could stumble over', () => {
    const [workload] = workloadsOf(aSnapshot([broken(['containers'], 'x')]));
    expect(workload?.template.spec.containers).toEqual([]);
  });
});
