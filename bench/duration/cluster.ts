import { loadScenario } from '../../src/cli/scenarios.ts';
import type { KubeObject } from '../../src/model/index.ts';
import type { Scenario } from '../../src/twin/index.ts';

/** Pods of 100m CPU that an m5.large takes beside what runs there already, less some air. */
const PODS_A_NODE = 12;
const NAMESPACES = 10;

/** The tutorial's cluster with more of the same: Deployments of one to three replicas, each with a Service. */
export async function withWorkloads(count: number): Promise<Scenario> {
  const scenario = await loadScenario();
  if (count === 0) return scenario;
  const replicas = (i: number): number => 1 + (i % 3);
  const pods = Array.from({ length: count }, (_, i) => replicas(i)).reduce((a, b) => a + b, 0);
  const namespaces = Array.from({ length: NAMESPACES }, (_, i): KubeObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `team-${i}` } })); // prettier-ignore
  const workloads = Array.from({ length: count }, (_, i) => workload(i, replicas(i))).flat();
  const nodes = Math.ceil(pods / PODS_A_NODE) + 3;
  return {
    ...scenario,
    objects: [...scenario.objects, ...namespaces, ...workloads],
    aws: {
      ...scenario.aws,
      quotas: { ...scenario.aws.quotas, 'L-3032A538': 4_000 },
      nodegroups: (scenario.aws.nodegroups ?? []).map((g) =>
        g.name === 'general' ? { ...g, desired: nodes, max: nodes + 3 } : g,
      ),
    },
  };
}

function workload(i: number, replicas: number): readonly KubeObject[] {
  const name = `app-${i}`;
  const namespace = `team-${i % NAMESPACES}`;
  const labels = { app: name };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace, labels },
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [
              {
                name: 'app',
                image: 'registry.example.com/app:1.0',
                ports: [{ containerPort: 8080 }],
                resources: {
                  requests: { cpu: '100m', memory: '128Mi' },
                  limits: { cpu: '100m', memory: '128Mi' },
                },
                readinessProbe: { httpGet: { path: '/', port: 8080 } },
                lifecycle: { preStop: { sleep: { seconds: 5 } } },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace },
      spec: { selector: labels, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ] as readonly KubeObject[];
}
