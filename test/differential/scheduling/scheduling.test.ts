import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPlane } from '../../../scripts/control-plane.mjs';
import { createApiServer } from '../../../src/twin/apiserver/index.ts';
import { RealClock } from '../../../src/twin/index.ts';
import { ec2Scheduler } from '../../../src/twin/nodes/scheduler.ts';
import { remoteApi } from '../../../src/twin/remote/index.ts';
import { ControllerManager, seededRandom } from '../../../src/twin/runtime/index.ts';
import { isThere } from '../../control-plane/here.ts';
import { startControlPlane, type ControlPlane } from '../../control-plane/processes.ts';
import { CLASSES, schedulingCases } from './cases.ts';
import { placementOf, type Side } from './probe.ts';

/** `npm run test:differential -- --only scheduling --seed 7 --cases 300` looks elsewhere and longer. */
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const CASES = Number(process.env['DIFFERENTIAL_CASES'] ?? 40);
/** The real scheduler hears of a write by its watch. */
const HEARD_MS = 60;

const sleep = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));
const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: 'default' } }; // prettier-ignore

async function twinSide(): Promise<Side & { readonly stop: () => void }> {
  const clock = new RealClock();
  const { api } = createApiServer({
    clock,
    random: seededRandom(7),
    version: { major: '1', minor: '35', gitVersion: 'v1.35.4' },
    admission: [],
    authenticate: () => ({ username: 'kubernetes-admin', groups: ['system:masters'] }),
    nodeProxy: { logs: () => Buffer.alloc(0), exec: () => Promise.reject(new TypeError('nothing runs here')) },
  }); // prettier-ignore
  const manager = new ControllerManager({ api, clock, random: seededRandom(3) });
  await manager.start([ec2Scheduler()]);
  return { name: 'twin', api, settle: () => sleep(1), stop: () => manager.stop() };
}

describe.skipIf(!isThere())('the twin’s EC2 scheduler beside kube-scheduler', () => {
  let control: ControlPlane;
  let twin: Awaited<ReturnType<typeof twinSide>>;
  let real: Side;
  beforeAll(async () => {
    const found = controlPlane();
    if (!('path' in found)) throw new Error(found.reason);
    control = await startControlPlane({ binary: found.path, parts: 'scheduler' });
    const { endpoint: origin, transport } = control;
    const api = remoteApi({ origin, transport, clock: new RealClock(), onLost: () => undefined });
    real = { name: 'real', api, settle: () => sleep(HEARD_MS) };
    twin = await twinSide();
    for (const side of [twin, real])
      for (const object of [account, ...CLASSES])
        await side.api.create(object).catch((error: unknown) => {
          // A server may have made its first account itself.
          if ((error as { reason?: string }).reason !== 'AlreadyExists') throw error;
        });
  });
  afterAll(async () => {
    twin.stop();
    await control.stop();
  });

  it('takes the same nodes, and says the same of those that it does not take', async () => {
    const cases = fc.sample(schedulingCases, { seed: SEED, numRuns: CASES });
    const reports: string[] = [];
    for (const [i, c] of cases.entries()) {
      const [ours, theirs] = await Promise.all([
        placementOf(twin, c, `probe-${i}`),
        placementOf(real, c, `probe-${i}`),
      ]);
      if (JSON.stringify(ours) === JSON.stringify(theirs)) continue;
      const shown = { nodes: c.nodes.map((n) => ({ ...n.metadata.labels, ...(n['spec'] as object), ...(n['status'] as { capacity: object }).capacity })), placed: c.placed.map((p) => [p.metadata.labels, p['spec']]), storage: c.storage, probe: c.probe }; // prettier-ignore
      reports.push(
        [
          `case ${i} (seed ${SEED})`,
          ...Object.entries(shown).map(([k, v]) => `  ${k}: ${JSON.stringify(v)}`),
          `  twin: ${ours.feasible.join(' ')} | ${ours.message}`,
          `  real: ${theirs.feasible.join(' ')} | ${theirs.message}`,
        ].join('\n'),
      );
    }
    expect(reports.join('\n\n')).toBe('');
  });
});
