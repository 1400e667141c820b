import { writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { fromKubeconfig } from '../../src/adapters/kubernetes/kubeconfig.ts';
import { parseCpu, parseMemory } from '../../src/model/index.ts';
import type { Kubernetes } from '../../src/ports/index.ts';
import { fargatectl, openLab, type Lab } from './lab.ts';

let lab: Lab;
let kube: Kubernetes;
beforeAll(async () => {
  lab = await openLab();
  ({ kube } = await fromKubeconfig({ clock: systemClock, path: lab.kubeconfig }));
});
afterAll(async () => {
  await lab.close();
});

interface Sizing {
  readonly basis: { readonly requests: string };
  readonly workloads: readonly {
    readonly ref: { readonly kind: string; readonly name: string };
    readonly asked: { readonly milliCpu: number; readonly memoryMiB: number } | null;
  }[];
  readonly gaps: readonly string[];
}
const run = (...flags: string[]) =>
  fargatectl(['size', ...flags, '-o', 'json'], { cwd: lab.dir, env: lab.env });
const size = async (...flags: string[]): Promise<Sizing> => {
  const { code, out, err } = await run(...flags);
  expect([code, err]).toEqual([0, '']);
  return JSON.parse(out) as Sizing;
};
const asked = ({ workloads }: Sizing, name: string) =>
  workloads.find((w) => w.ref.name === name)?.asked;

describe('size --usage metrics-server', () => {
  it('sizes by what the live cluster’s pods use now, with head-room, and says that it is one moment', async () => {
    const metrics = await kube.list({ apiVersion: 'metrics.k8s.io/v1beta1', kind: 'PodMetrics', namespace: 'app' }); // prettier-ignore
    const used = metrics
      .filter((m) => m.metadata.name.startsWith('reports-'))
      .map((m) => (m as unknown as { containers: { usage: { cpu: string; memory: string } }[] }).containers[0]?.usage); // prettier-ignore
    const stated = asked(await size(), 'reports');
    const report = await size('--usage', 'metrics-server', '--headroom', '0%');
    const found = asked(report, 'reports');
    expect(report.basis.requests).toBe('used');
    expect(found?.milliCpu).toBe(parseCpu(used[0]?.cpu ?? ''));
    // A pod's size counts 256 MiB for Fargate's own parts.
    expect(found?.memoryMiB).toBe((parseMemory(used[0]?.memory ?? '') ?? 0) + 256);
    expect(found?.milliCpu).toBeLessThan(stated?.milliCpu ?? 0);
    expect(report.gaps.join('\n')).toMatch(/metrics-server tells one moment only/);
  });

  it('is a named gap where the metrics API does not answer: the stated requests stand', async () => {
    const ref = { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', name: 'v1beta1.metrics.k8s.io' }; // prettier-ignore
    const service = await kube.get(ref);
    await kube.delete(ref);
    const report = await size('--usage', 'metrics-server');
    expect(report.gaps.join('\n')).toMatch(
      /metrics-server was not read, so that the stated requests stand: /,
    );
    expect(asked(report, 'web')).toEqual(asked(await size(), 'web'));
    if (service) await kube.create({ ...service, metadata: { name: ref.name } });
  });

  it('does not mix files with a live cluster', async () => {
    const file = join(lab.dir, 'pod.yaml');
    writeFileSync(file, 'apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: app }\nspec: { containers: [{ name: a, image: nginx }] }\n'); // prettier-ignore
    const { code, err } = await run('--usage', 'metrics-server', '--from', file);
    expect(code).toBe(2);
    expect(err).toMatch(/--usage metrics-server asks the live cluster, and --from reads files/);
  });
});

describe('size --usage prometheus=URL', () => {
  let server: Server;
  let url = '';
  const seen: { readonly path: string; readonly form: URLSearchParams; readonly auth: string }[] =
    [];
  let answer: (form: URLSearchParams) => { readonly status?: number; readonly body: string };
  const bodyOf = async (request: IncomingMessage): Promise<string> => {
    let body = '';
    for await (const piece of request) body += String(piece);
    return body;
  };
  beforeAll(async () => {
    server = createServer((request, response) => {
      void bodyOf(request).then((body) => {
        const form = new URLSearchParams(body);
        seen.push({ path: request.url ?? '', form, auth: request.headers.authorization ?? '' });
        const { status = 200, body: text } = answer(form);
        response.writeHead(status).end(text);
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.close();
  });

  const pods = () => kube.list({ apiVersion: 'v1', kind: 'Pod', namespace: 'app' });
  const matrix = (result: unknown[]): string =>
    JSON.stringify({ status: 'success', data: { resultType: 'matrix', result } });

  it('asks for each namespace’s CPU and memory over the days wanted, and sizes by the answers', async () => {
    const pod = (await pods()).find((p) => p.metadata.name.startsWith('web-'))?.metadata.name;
    answer = (form) => {
      const query = form.get('query') ?? '';
      if (!query.includes('namespace="app"')) return { body: matrix([]) };
      const value = query.includes('cpu') ? '0.05' : String(100 * 2 ** 20);
      const [start, end, step] = ['start', 'end', 'step'].map((k) => Number(form.get(k)));
      const values = [];
      for (let t = start ?? 0; t <= (end ?? 0); t += step ?? 1) values.push([t, value]);
      return { body: matrix([{ metric: { namespace: 'app', pod, container: 'web' }, values }]) };
    };
    seen.length = 0;
    const report = await size('--usage', `prometheus=http://u:secret@${url}/prom/`, '--usage-days', '2', '--headroom', '0%'); // prettier-ignore
    expect(asked(report, 'web')?.milliCpu).toBe(50);
    expect(seen.every((s) => s.path === '/prom/api/v1/query_range')).toBe(true);
    expect(new Set(seen.map((s) => s.auth))).toEqual(new Set([`Basic ${btoa('u:secret')}`]));
    const [first] = seen;
    const days = (Number(first?.form.get('end')) - Number(first?.form.get('start'))) / 86_400;
    expect([days, first?.form.get('step')]).toEqual([2, '300']);
    expect(report.gaps.join('\n')).not.toMatch(/oldest sample|no samples at all/);
    expect(report.gaps.join('\n')).toMatch(/Deployment app\/reports: no samples of reports cpu, reports memory; its requests stand/); // prettier-ignore
  });

  it('names a server that keeps less than was asked for, and one without samples', async () => {
    const pod = (await pods()).find((p) => p.metadata.name.startsWith('web-'))?.metadata.name;
    answer = (form) => {
      const end = Number(form.get('end'));
      const values = [[end - 7200, '1'], [end - 6900, '1'], [end - 6600, '1'], [end, '1']]; // prettier-ignore
      const row = { metric: { namespace: 'app', pod, container: 'web' }, values };
      const wanted = /rate\(.*namespace="app"/.test(form.get('query') ?? '');
      return { body: matrix(wanted ? [row] : []) };
    };
    const gaps = (await size('--usage', `prometheus=http://${url}`)).gaps.join('\n');
    expect(gaps).toMatch(
      /prometheus cpu: the oldest sample is 2\.0 hours before the newest, 168\.0 were asked for/,
    );
    expect(gaps).toMatch(/prometheus cpu: app\/\S+ web lacks \d+ samples/);
    expect(gaps).toMatch(/prometheus memory: no samples at all/);
  });

  it('tells what Prometheus refuses, what is no Prometheus, what cannot be reached, and what is no address', async () => {
    answer = () => ({ status: 422, body: JSON.stringify({ status: 'error', errorType: 'execution', error: 'query processing would load too many samples' }) }); // prettier-ignore
    const refused = await run('--usage', `prometheus=http://${url}`);
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/too many samples/)]);
    answer = () => ({ status: 404, body: '<html>' });
    const page = await run('--usage', `prometheus=http://u:secret@${url}`);
    expect([page.code, page.err]).toEqual([1, expect.stringMatching(/HTTP 404/)]);
    expect(page.err).not.toMatch(/secret/);
    const nobody = await run('--usage', 'prometheus=http://127.0.0.1:1');
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringMatching(/Prometheus at http:\/\/127\.0\.0\.1:1/)]); // prettier-ignore
    const bad = await run('--usage', 'prometheus=localhost');
    expect([bad.code, bad.err]).toEqual([2, expect.stringMatching(/wanted an http or https address/)]); // prettier-ignore
  });
});

describe('size --usage vpa on a live cluster', () => {
  it('takes the targets of the VerticalPodAutoscalers that are there now', async () => {
    const group = 'autoscaling.k8s.io';
    const names = { plural: 'verticalpodautoscalers', singular: 'verticalpodautoscaler', kind: 'VerticalPodAutoscaler' }; // prettier-ignore
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }; // prettier-ignore
    await kube.create({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${names.plural}.${group}` },
      spec: { group, names, scope: 'Namespaced', versions: [{ name: 'v1', served: true, storage: true, schema }] },
    } as never); // prettier-ignore
    await kube.create({
      apiVersion: `${group}/v1`,
      kind: names.kind,
      metadata: { name: 'web', namespace: 'app' },
      spec: { targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' } },
      status: {
        recommendation: {
          containerRecommendations: [{ containerName: 'web', target: { cpu: '777m', memory: '500Mi' } }],
        },
      },
    } as never); // prettier-ignore
    expect(asked(await size('--usage', 'vpa'), 'web')?.milliCpu).toBe(777);
  });
});
