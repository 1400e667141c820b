import { describe, expect, it } from 'vitest';
import { aCluster, aNode, aWorkload, workloadsIn } from '../cluster.test-data.ts';
import { applyUsage, DEFAULT_USAGE, percentile, readUsage } from './index.ts';

const snapshot = aCluster([
  aNode('n1'),
  ...aWorkload({ name: 'web', cpu: '500m', memory: '512Mi', on: ['n1', 'n1'] }),
  ...aWorkload({ name: 'api', cpu: '1', memory: '1Gi', on: ['n1'] }),
]);
const workloads = workloadsIn(snapshot);
const POD = 'web-abc12-a0000';

const read = (content: string, resource?: 'cpu' | 'memory') =>
  readUsage({ kind: 'file', name: 'u', content, ...(resource && { resource }) }, snapshot);
const requestsAfter = (content: string | ReturnType<typeof read>[], policy = DEFAULT_USAGE) => {
  const readings = typeof content === 'string' ? [read(content)] : content;
  const { workloads: changed, gaps } = applyUsage(snapshot, workloads, { readings, policy });
  const web = changed.find((w) => w.ref.name === 'web');
  return { requests: web?.template.spec.containers[0]?.resources?.requests, gaps: gaps.map((g) => g.en) };
}; // prettier-ignore
const rows = (...lines: string[]) => ['namespace,pod,container,cpu,memory', ...lines].join('\n');

describe('percentile', () => {
  it('is the nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect([1, 50, 95, 100].map((p) => percentile(hundred, p))).toEqual([1, 50, 95, 100]);
    expect(percentile([7], 95)).toBe(7);
    expect(percentile([], 95)).toBeUndefined();
  });
});

describe('requests by use', () => {
  it('take the percentile of CPU, the peak of memory, and add head-room', () => {
    // CPU 1..20 m: the 95th percentile is 19 m, and 20 % more is 22.8 m. Memory peaks at 119 Mi, 142.8 Mi with head-room.
    const lines = Array.from({ length: 20 }, (_, i) => `app,${POD},web,${i + 1}m,${100 + i}Mi`);
    expect(requestsAfter(rows(...lines)).requests).toEqual({ cpu: '23m', memory: '143Mi' });
  });

  it('follow the busiest pod of a workload', () => {
    const content = rows(`app,${POD},web,10m,10Mi`, 'app,web-abc12-b0001,web,100m,5Mi');
    expect(requestsAfter(content).requests).toEqual({ cpu: '120m', memory: '12Mi' });
  });

  it('take samples of a pod that is gone by the shape of its name', () => {
    expect(requestsAfter(rows('app,web-5d9c7b6f4-x2x9q,web,100m,100Mi')).requests).toEqual({ cpu: '120m', memory: '120Mi' }); // prettier-ignore
  });

  it('keep the stated requests where nothing was measured, and say so', () => {
    const { requests, gaps } = requestsAfter(rows(`app,${POD},web,10m,`));
    expect(requests).toEqual({ cpu: '12m', memory: '512Mi' });
    expect(gaps).toContain('u: 1 of 2 amounts is empty; the others were used');
    expect(gaps).toContain('Deployment app/web: no samples of web memory; its requests stand');
    expect(gaps).toContain('Deployment app/api: no samples of api cpu, api memory; its requests stand'); // prettier-ignore
  });

  it('name samples of pods that the cluster does not have', () => {
    expect(requestsAfter(rows('app,ghost-1,x,1m,1Mi')).gaps[0]).toMatch(/1 pod or workload that the cluster does not have.*app\/ghost-1/); // prettier-ignore
  });
});

describe('a CSV', () => {
  it('may name workloads, quote cells and use plain numbers', () => {
    const content = '\uFEFFnamespace,workload,container,cpu,memory\r\n"app","web",web,0.1,104857600\r\n'; // prettier-ignore
    expect(requestsAfter(content).requests).toEqual({ cpu: '120m', memory: '120Mi' });
  });

  it('may be parted by semicolons, as spreadsheets do where the comma is the decimal sign', () => {
    const content = 'namespace;workload;container;cpu;memory\napp;web;web;100m;"104857600"\n';
    expect(requestsAfter(content).requests).toEqual({ cpu: '120m', memory: '120Mi' });
    expect(() => read('namespace;workload;container;cpu;memory\napp;web;web;0,1;1\n')).toThrow(/line 2 has cpu "0,1"/); // prettier-ignore
  });

  it('that says a line twice counts both, and is told so', () => {
    const line = `app,${POD},web,10m,10Mi`;
    expect(requestsAfter(rows(line, line, `app,${POD},web,9m,10Mi`)).gaps).toContain('u: 1 line repeats another word for word; each was counted as a sample of its own'); // prettier-ignore
  });

  it.each([
    ['namespace,pod,cpu,memory\na,b,1,1', /names no column "container"/],
    [rows(`app,${POD},web,-5m,1Mi`), /line 2 has cpu "-5m", wanted a quantity of 0 or more/],
    [rows(`app,${POD},web,1m,lots`), /line 2 has memory "lots"/],
    [rows(), /no sample after the header/],
  ])('with an error is refused by name', (content, message) => {
    expect(() => read(content)).toThrow(message);
  });
});

const matrix = (metric: object, values: readonly (readonly [number, string])[]) =>
  JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [{ metric: { namespace: 'app', pod: POD, container: 'web', ...metric }, values }] } }); // prettier-ignore

describe('a Prometheus range query', () => {
  it('gives cores and bytes, by what the flag or the metric says', () => {
    const cpu = read(matrix({}, [[0, '0.1'], [60, '0.2']]), 'cpu'); // prettier-ignore
    const memory = read(matrix({ __name__: 'container_memory_working_set_bytes' }, [[0, '104857600']])); // prettier-ignore
    expect(requestsAfter([cpu, memory]).requests).toEqual({ cpu: '240m', memory: '120Mi' });
  });

  it('turns the counter of CPU seconds into a rate, a restart included', () => {
    const counter = read(matrix({ __name__: 'container_cpu_usage_seconds_total' }, [[0, '100'], [60, '106'], [120, '3']])); // prettier-ignore
    expect(counter.series[0]?.cpu).toEqual([100, 50]);
  });

  it('names holes: steps without a sample, and NaN', () => {
    const { gaps } = read(matrix({}, [[0, '1'], [60, '1'], [120, 'NaN'], [300, '1'], [360, '1']]), 'cpu'); // prettier-ignore
    expect(gaps[0]?.en).toBe(`u: app/${POD} web lacks 3 samples`);
  });

  it('names series that come twice, and those that ended before the others', () => {
    const row = (pod: string, values: readonly (readonly [number, string])[]) => ({ metric: { namespace: 'app', pod, container: 'web' }, values }); // prettier-ignore
    const result = [
      row(POD, [[0, '1'], [3600, '1']]),
      row(POD, [[0, '2'], [3600, '2']]),
      row('web-abc12-b0001', [[0, '1'], [60, '1']]),
    ]; // prettier-ignore
    const { gaps } = read(JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } }), 'cpu'); // prettier-ignore
    expect(gaps.map((g) => g.en)).toEqual([
      `u: 1 container has several series (cpu app/${POD} web); all their samples were used: sum them in the query if they are parts`,
      'u: 1 of 3 series ends more than 5 minutes before the last sample; its pod is gone or was not scraped',
    ]);
  });

  it('is refused when it is not clear what it measures, or not a matrix', () => {
    expect(() => read(matrix({}, [[0, '1']]))).toThrow(/not clear whether they are CPU or memory/);
    expect(() => read('{"status":"success","data":{"resultType":"vector","result":[]}}')).toThrow(/is a "vector", wanted a "matrix"/); // prettier-ignore
    expect(() => read('{"status":"error","error":"bad query"}')).toThrow(/answered error: bad query/); // prettier-ignore
    expect(() => read('{"status":')).toThrow(/begins like JSON and is none/);
    expect(() => read('{"kind":"PodList"}')).toThrow(/neither the answer of a Prometheus/);
  });
});

describe('metrics-server and VPA', () => {
  it('one moment counts, with a warning', () => {
    const list = { kind: 'PodMetricsList', items: [{ metadata: { namespace: 'app', name: POD }, containers: [{ name: 'web', usage: { cpu: '100000000n', memory: '102400Ki' } }] }] }; // prettier-ignore
    const { requests, gaps } = requestsAfter(JSON.stringify(list));
    expect(requests).toEqual({ cpu: '120m', memory: '120Mi' });
    expect(gaps[0]).toMatch(/one moment only/);
  });

  it('names running pods of which metrics-server knows nothing', () => {
    const items = [{ metadata: { namespace: 'app', name: POD }, containers: [{ name: 'web', usage: { cpu: '1n', memory: '1Ki' } }] }]; // prettier-ignore
    const { gaps } = requestsAfter(JSON.stringify({ kind: 'PodMetricsList', items }));
    expect(gaps[1]).toBe('u: no metrics of 2 of 3 running pods: app/web-abc12-b0001, app/api-abc12-a0000'); // prettier-ignore
    expect(gaps[2]).toMatch(/Deployment app\/api: no samples of api cpu, api memory; its requests stand/); // prettier-ignore
  });

  it('a VPA’s target is taken as it is: it has its own margin', () => {
    const vpa = {
      apiVersion: 'autoscaling.k8s.io/v1', kind: 'VerticalPodAutoscaler', metadata: { name: 'v', namespace: 'app' },
      spec: { targetRef: { kind: 'Deployment', name: 'web' } },
      status: { recommendation: { containerRecommendations: [{ containerName: 'web', target: { cpu: '163m', memory: '262144k' } }] } },
    }; // prettier-ignore
    const silent = { ...vpa, metadata: { name: 'new', namespace: 'app' }, status: {} };
    const reading = readUsage({ kind: 'vpa' }, { ...snapshot, objects: [...snapshot.objects, vpa, silent] }); // prettier-ignore
    const { requests, gaps } = requestsAfter([reading]);
    expect(requests).toEqual({ cpu: '163m', memory: '250Mi' });
    expect(gaps[0]).toBe('VerticalPodAutoscaler app/new recommends nothing yet');
  });
});
