import { describe, expect, it } from 'vitest';
import { compareSnapshots } from '../../src/inventory/index.ts';
import type { FargatectlError } from '../../src/errors/index.ts';
import type { HttpRequest, HttpResponse } from '../../src/model/index.ts';
import { entriesOf, MemoryJournal, openStage, type Stage, type Tamper } from './stage.ts';

const isKube = (r: HttpRequest): boolean => r.origin.includes('kubernetes.twin');
/** `ThrottlingException` in the protocol of the service that was asked. */
function throttled(request: HttpRequest): HttpResponse {
  const service = /\/\/([a-z0-9-]+)\./.exec(request.origin)?.[1] ?? '';
  const xml = (body: string): HttpResponse => ({ status: 400, headers: { 'content-type': 'text/xml' }, body: Buffer.from(body) }); // prettier-ignore
  if (service === 'ec2')
    return xml('<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>Request limit exceeded.</Message></Error></Errors><RequestID>r</RequestID></Response>'); // prettier-ignore
  if (['iam', 'sts', 'autoscaling', 'elasticloadbalancing'].includes(service))
    return xml('<ErrorResponse><Error><Type>Sender</Type><Code>Throttling</Code><Message>Rate exceeded</Message></Error><RequestId>r</RequestId></ErrorResponse>'); // prettier-ignore
  return json(400, { __type: 'ThrottlingException', message: 'Rate exceeded' }, { 'x-amzn-errortype': 'ThrottlingException' }); // prettier-ignore
}

const isWrite = (r: HttpRequest): boolean => isKube(r) && r.method !== 'GET';

const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body)),
}); // prettier-ignore

const refused = (status: number, reason: string): HttpResponse =>
  json(
    status,
    { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: reason, reason, code: status },
    { 'retry-after': '1' },
  );

const reset = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** Every nth request that fits meets with this instead. */
const every = (
  n: number,
  fits: (r: HttpRequest) => boolean,
  what: (next: () => Promise<HttpResponse>, request: HttpRequest) => Promise<HttpResponse>,
): Tamper => {
  let count = 0;
  return (request, next) => {
    if (!fits(request)) return next();
    count += 1;
    return count % n === 0 ? what(next, request) : next();
  };
};

/** Goes on after each failure, as an operator would, and counts the goes. */
async function untilDone(stage: Stage, tamper: Tamper, most: number) {
  const plan = await stage.plan();
  const store = new MemoryJournal();
  for (let go = 1; go <= most; go += 1) {
    let error: unknown;
    try {
      const result = await stage.session({ plan, store, tamper });
      expect(result.summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
      if (result.summary.outcome === 'done') return { goes: go, store, plan };
      error = result.error;
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ fargatectl: true });
    expect((error as { category: string }).category, String(error)).not.toBe('bug');
    expect((error as FargatectlError).remedy.en).not.toBe('');
    await stage.clock.sleep(61_000);
  }
  throw new Error(`not done after ${most} goes`);
}

const passing: readonly (readonly [name: string, tamper: () => Tamper, goes: number])[] = [
  ['AWS throttles every third call', () => every(3, (r) => !isKube(r), (_next, request) => Promise.resolve(throttled(request))), 1],
  ['AWS answers every fourth call with 503', () => every(4, (r) => !isKube(r), () => Promise.resolve(json(503, { message: 'Service Unavailable' }))), 1],
  ['the wire to AWS breaks at every fifth call', () => every(5, (r) => !isKube(r), () => Promise.reject(reset())), 1],
  ['the API server is too busy at every fourth read', () => every(4, (r) => isKube(r) && r.method === 'GET', () => Promise.resolve(refused(429, 'TooManyRequests'))), 1],
  ['the API server restarts: every fifth read is refused', () => every(5, (r) => isKube(r) && r.method === 'GET', () => Promise.resolve(refused(503, 'ServiceUnavailable'))), 1],
  ['the wire breaks at every seventh read', () => every(7, (r) => isKube(r) && r.method === 'GET', () => Promise.reject(reset())), 1],
  ['every twelfth write is refused before it happens', () => every(12, (r) => isWrite(r), () => Promise.resolve(refused(503, 'ServiceUnavailable'))), 1],
  ['every ninth write happens and its answer is lost', () => every(9, (r) => isWrite(r), (next) => next().then(() => Promise.reject(reset()))), 1],
]; // prettier-ignore

describe('faults that pass', () => {
  for (const [name, tamper, goes] of passing)
    it(`${name}: the move is finished, nothing twice, nothing below budget`, async () => {
      const stage = await openStage();
      try {
        const { plan, store } = await untilDone(stage, tamper(), goes);
        const back = await stage.session({ plan, store, direction: { way: 'back' } });
        expect(back.error).toBeUndefined();
        expect(compareSnapshots(stage.snapshot, await stage.look())).toEqual([]);
      } finally {
        stage.stop();
      }
    });
});

/** The failure ends the run; then the way back leaves nothing behind. */
async function stopsCleanly(
  arrange: (stage: Stage) => void | Promise<void>,
  options: Parameters<Stage['plan']>[0] = {},
) {
  const stage = await openStage();
  try {
    const plan = await stage.plan(options);
    await arrange(stage);
    const store = new MemoryJournal();
    const { error, summary } = await stage.session({ plan, store });
    expect(summary.availability.filter((a) => a.secondsBelowBudget > 0)).toEqual([]);
    const deletesOfPods = entriesOf(store).filter((e) => {
      const effect = e['effect'] as { kind?: string; ref?: { kind?: string; namespace?: string; name?: string } } | undefined; // prettier-ignore
      return effect?.kind === 'kube-delete' && effect.ref?.kind === 'Pod' && effect.ref.namespace === 'app' && !effect.ref.name?.startsWith('fargatectl-'); // prettier-ignore
    });
    const back = await stage.session({ plan, store, direction: { way: 'back' } });
    expect(back.error).toBeUndefined();
    return { error, summary, deletesOfPods, differences: compareSnapshots(stage.snapshot, await stage.look()) }; // prettier-ignore
  } finally {
    stage.stop();
  }
}

describe('faults that do not pass', () => {
  it('a denied call is named with what it wanted, and the way back is clean', async () => {
    const r = await stopsCleanly(
      (s) => void s.twin.aws.controls.denied.add('eks:CreateFargateProfile'),
    );
    expect(r.error?.message).toMatch(/CreateFargateProfile/);
    expect(r.error?.remedy.en).not.toBe('');
    expect(r.differences).toEqual([]);
  });

  it('a profile that ends in CREATE_FAILED stops the run with its health issue', async () => {
    const r = await stopsCleanly((s) => void s.twin.aws.controls.failNextProfiles.push({ code: 'AccessDenied', message: 'The pod execution role cannot be assumed.' })); // prettier-ignore
    expect(r.error?.message).toMatch(/CREATE_FAILED/);
    expect(r.error?.message).toMatch(/cannot be assumed/);
    expect(r.differences).toEqual([]);
  });

  it('no Fargate capacity: waits for it, stops with what to do, loses nothing', async () => {
    const r = await stopsCleanly((s) => void s.twin.aws.controls.noFargateCapacity.add('*'));
    expect(r.error).toMatchObject({ code: 'FARGATE_CAPACITY', exitCode: 5 });
    expect(r.error?.message).toMatch(/^Pod \S+\/fargatectl-canary-\S+ does not start\./);
    expect(r.error?.message).toMatch(/Said: Fargate capacity is unavailable/);
    expect(r.error?.remedy.en).toMatch(/migrate --resume/);
    expect(r.differences).toEqual([]);
  });

  it('a budget that allows no disruption is waited for and never overridden', async () => {
    const r = await stopsCleanly(
      async (s) => {
        const budget = { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', namespace: 'app', name: 'web' }; // prettier-ignore
        await s.twin.kube.mergePatch(budget, {
          spec: { minAvailable: '100%', maxUnavailable: null },
        });
      },
      { keep: ['app/web'] },
    );
    expect(r.error).toMatchObject({ code: 'WAIT_TIMED_OUT', exitCode: 5 });
    expect(r.error?.message).toMatch(/pods left: app\/web-/);
    expect(r.deletesOfPods).toEqual([]);
    expect(new Set(r.differences.map((d) => d.object))).toEqual(
      new Set(['policy/v1/PodDisruptionBudget/app/web']),
    );
  });
});
