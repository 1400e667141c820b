import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { EXIT } from '../errors/index.ts';
import { runCli } from './program.ts';
import type { Io } from './io.ts';

const folder = mkdtempSync(join(tmpdir(), 'explain-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
async function explain(...argv: string[]): Promise<{ out: string; err: string; code: number }> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    isTTY: false, errIsTTY: false, columns: 120, color: false, env: {}, cwd: folder, lang: 'en',
    stdin: async function* () {},
    ask: () => Promise.resolve(undefined),
    onInterrupt: () => () => undefined,
  }; // prettier-ignore
  const code = await runCli(['explain', ...argv], io);
  return { out, err, code };
}

/** Every explanation as data is held against the schema that is published. */
const published = z.fromJSONSchema(
  JSON.parse(readFileSync('schemas/explanation.schema.json', 'utf8')) as Parameters<
    typeof z.fromJSONSchema
  >[0],
);

const pod = (status: object, spec: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web-1', namespace: 'app' },
  spec: { containers: [{ name: 'a' }], ...spec },
  status,
});
const event = (message: string, name = 'web-1', at = '2026-11-24T10:00:00Z') => ({
  apiVersion: 'v1',
  kind: 'Event',
  metadata: { name: `${name}.1`, namespace: 'app' },
  involvedObject: { kind: 'Pod', name, namespace: 'app' },
  message,
  lastTimestamp: at,
});
const list = (...items: object[]): string =>
  JSON.stringify({ apiVersion: 'v1', kind: 'List', items });

describe('explain event', () => {
  it('says cause, evidence, next command and where to read on', async () => {
    const { out, code } = await explain('event', 'Pod not supported on Fargate: port contains HostIP or HostPort'); // prettier-ignore
    expect(code).toBe(EXIT.done);
    expect(out).toContain('evidence: port contains HostIP or HostPort');
    expect(out).toContain('fargatectl explain host-port');
    expect((await explain('event', 'Fargate capacity is unavailable', '--lang', 'ko')).out).toMatch(/가용 영역/); // prettier-ignore
  });
  it('says that it does not know a message, and does not end as if it did', async () => {
    expect(await explain('event', 'Insufficient cpu')).toMatchObject({ code: EXIT.incomplete, out: '' }); // prettier-ignore
  });
});

describe('explain pending', () => {
  it('reads a pod with its events, and fills its names into the commands', async () => {
    const dump = file('dump.json', list(pod({ phase: 'Pending' }), event('MatchNodeSelector failed: Fargate profile p cannot'), event('Fargate capacity is unavailable', 'other'))); // prettier-ignore
    const { out, code } = await explain('pending', 'web-1', '--from', dump);
    expect(code).toBe(EXIT.done);
    expect(out).toContain('Pod app/web-1: Pending');
    expect(out).toContain('kubectl get pod -n app web-1');
    expect(out).not.toContain('capacity');
  });
  it('reads the text of kubectl describe', async () => {
    const text = 'Name:  web-1\nNamespace: app\nEvents:\n  Warning  FailedScheduling  fargate-scheduler  Pod provisioning timed out (will retry) for pod: app/web-1\n'; // prettier-ignore
    const { out } = await explain('pending', 'web-1', '--from', file('describe.txt', text));
    expect(out).toContain('provisioning-timeout');
  });
  it('reads the pod’s own condition where events are gone', async () => {
    const conditions = [{ type: 'PodScheduled', status: 'False', message: 'Your AWS account is currently blocked' }]; // prettier-ignore
    const dump = file('dump.json', list(pod({ phase: 'Pending', conditions })));
    expect((await explain('pending', 'web-1', '--from', dump)).out).toContain('account-blocked');
  });
  it('tells who has the pod when no message says why', async () => {
    const by = async (spec: object) =>
      explain('pending', 'web-1', '--from', file('dump.json', list(pod({ phase: 'Pending' }, spec)))); // prettier-ignore
    expect(await by({})).toMatchObject({ code: EXIT.incomplete, out: expect.stringContaining('ordinary scheduler') as string }); // prettier-ignore
    expect((await by({ schedulerName: 'fargate-scheduler' })).out).toContain('Fargate’s scheduler');
  });
  it('says that a running pod does not wait', async () => {
    const dump = file('dump.json', list(pod({ phase: 'Running' })));
    expect(await explain('pending', 'web-1', '--from', dump)).toMatchObject({ code: EXIT.done, out: expect.stringContaining('not waiting') as string }); // prettier-ignore
  });
  it('refuses a pod that is not there', async () => {
    const dump = file('dump.json', list(pod({ phase: 'Pending' })));
    expect((await explain('pending', 'web-2', '--from', dump)).err).toContain('POD_UNKNOWN');
  });
});

describe('explain pod', () => {
  const manifest = (container: object) =>
    file('pod.json', JSON.stringify({ ...pod({}), spec: { containers: [{ name: 'a', image: 'b', ...container }] } })); // prettier-ignore
  it('shows before, after and the price of the Region', async () => {
    const path = manifest({ resources: { requests: { cpu: '250m', memory: '256Mi' } } });
    const { out } = await explain('pod', path, '--region', 'ap-northeast-2');
    expect(out).toContain('CapacityProvisioned: 0.25vCPU 0.5GB');
    expect(out).toContain('10.36 USD/month a pod (ap-northeast-2)');
    expect((await explain('pod', path)).out).toContain('name the Region');
  });
  it('shows AWS’ own words for what it refuses', async () => {
    const { out } = await explain('pod', manifest({ securityContext: { privileged: true } }));
    expect(out).toContain('FailedScheduling  Pod not supported on Fargate: invalid SecurityContext fields: Privileged'); // prettier-ignore
  });
});

describe('explain -o json', () => {
  const parsed = async (...argv: string[]) => {
    const { out, code } = await explain(...argv, '-o', 'json');
    published.parse(JSON.parse(out));
    return { code, ...(JSON.parse(out) as Record<string, unknown>) };
  };
  it('gives the causes of an event, and none of a message that it does not know', async () => {
    expect(await parsed('event', 'Fargate capacity is unavailable')).toMatchObject({
      apiVersion: 'fargatectl/v1', kind: 'Explanation', topic: 'event', code: EXIT.done,
      causes: [{ id: 'capacity', harmless: false, retries: true }],
    }); // prettier-ignore
    expect(await parsed('event', 'Insufficient cpu')).toMatchObject({ code: EXIT.incomplete, causes: [] }); // prettier-ignore
  });
  it('gives why a pod waits, in the language asked for', async () => {
    const dump = file('dump.json', list(pod({ phase: 'Pending' }), event('Fargate capacity is unavailable'))); // prettier-ignore
    expect(await parsed('pending', 'web-1', '--from', dump, '--lang', 'ko')).toMatchObject({
      topic: 'pending', pod: { namespace: 'app', name: 'web-1' }, phase: 'Pending', otherwise: null,
      causes: [{ cause: expect.stringMatching(/[가-힣]/) as string }],
    }); // prettier-ignore
    const silent = file('dump.json', list(pod({ phase: 'Pending' })));
    expect(await parsed('pending', 'web-1', '--from', silent)).toMatchObject({ code: EXIT.incomplete, causes: [], otherwise: expect.stringContaining('ordinary scheduler') as string }); // prettier-ignore
  });
  it('gives a workload before and after, and no size to what Fargate refuses', async () => {
    const of = (spec: object) => file('pod.json', JSON.stringify({ ...pod({}), spec: { containers: [{ name: 'a', image: 'b', resources: { requests: { cpu: '250m', memory: '256Mi' } }, ...spec }] } })); // prettier-ignore
    const region = ['--region', 'ap-northeast-2'];
    expect(await parsed('pod', of({}), ...region)).toMatchObject({
      topic: 'pod',
      workloads: [{ ref: { name: 'web-1' }, admission: { kind: 'placed', size: { vcpu: 0.25, memoryGB: 0.5 } }, region: 'ap-northeast-2' }],
    }); // prettier-ignore
    expect(await parsed('pod', of({ securityContext: { privileged: true } }), ...region)).toMatchObject({
      workloads: [{ verdict: 'stays', admission: { kind: 'refused', size: null, event: { reason: 'FailedScheduling' } }, usdPerMonthPerPod: null }],
    }); // prettier-ignore
  });
  it('has no pod to show of what makes its pods from settings', async () => {
    const kafka = file('kafka.json', JSON.stringify({ apiVersion: 'kafka.strimzi.io/v1beta2', kind: 'Kafka', metadata: { name: 'k' }, spec: {} })); // prettier-ignore
    expect(await parsed('pod', kafka)).toMatchObject({ workloads: [{ verdict: 'unknown', admission: null }] }); // prettier-ignore
    expect((await explain('pod', kafka)).out).toContain('? Kafka default/k: the operator of Kafka');
  });
  it('is YAML when asked for, and refuses other formats and topics that are pages', async () => {
    expect((await explain('event', 'Fargate capacity is unavailable', '-o', 'yaml')).out).toContain('topic: event'); // prettier-ignore
    expect((await explain('event', 'x', '-o', 'xml')).err).toContain('wanted one of text, json, yaml'); // prettier-ignore
    expect((await explain('fargate', '-o', 'json')).code).toBe(EXIT.usage);
  });
});

it.each([['event', 'the text of an event'], ['pending', 'the name of a pod'], ['pod', 'a manifest']])(
  'says what explain %s wants when it is given nothing',
  async (topic, wanted) => {
    const { err, code } = await explain(topic);
    expect([code, err]).toEqual([EXIT.usage, expect.stringContaining(wanted)]);
  },
); // prettier-ignore

it('refuses a second word after an ordinary topic', async () => {
  expect((await explain('fargate', 'more')).code).toBe(EXIT.usage);
});
