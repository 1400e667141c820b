import type { KubeObject } from '../../src/model/index.ts';

export const namespaces = (): readonly KubeObject[] =>
  Array.from({ length: 50 }, (_, i) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: `team-${i}` } })); // prettier-ignore

export const node = (i: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Node',
  metadata: { name: `node-${i}` },
  status: { conditions: [{ type: 'Ready', status: 'True' }] },
});

/** A pod as a cluster has them: probes, twenty variables, mounts, status. */
export const pod = (i: number, nodes: number): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: `pod-${String(i).padStart(6, '0')}`,
    namespace: `team-${i % 50}`,
    labels: { app: `app-${i % 500}`, 'pod-template-hash': 'abcdef' },
  },
  spec: {
    nodeName: `node-${i % nodes}`,
    containers: [
      {
        name: 'app',
        image: 'registry.example/app:1.0',
        env: Array.from({ length: 20 }, (_, n) => ({ name: `VARIABLE_${n}`, value: `value ${n} of ${i}` })),
        ports: [{ containerPort: 8080, name: 'http' }],
        readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
        livenessProbe: { httpGet: { path: '/live', port: 8080 } },
        resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '512Mi' } },
        volumeMounts: [{ name: 'data', mountPath: '/data' }],
      },
    ],
    volumes: [{ name: 'data', emptyDir: {} }],
  },
  status: {
    phase: 'Running',
    podIP: `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`,
    conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({ type, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' })),
    containerStatuses: [{ name: 'app', ready: true, restartCount: 0, image: 'registry.example/app:1.0', imageID: 'registry.example/app@sha256:0', state: { running: { startedAt: '2026-01-01T00:00:00Z' } } }],
  },
}); // prettier-ignore
