import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPlane } from '../../scripts/control-plane.mjs';
import { isThere } from '../control-plane/here.ts';
import { startControlPlane, type ControlPlane } from '../control-plane/processes.ts';
import { calls, COLLECTIONS, type ApiCall } from './calls.ts';
import { Normaliser } from './normalise.ts';
import { realPeer, twinPeer, type Peer } from './peers.ts';

/** Another seed looks elsewhere: `DIFFERENTIAL_SEED=7 DIFFERENTIAL_RUNS=1000 npm run test:differential`. */
const SEED = Number(process.env['DIFFERENTIAL_SEED'] ?? 1);
const RUNS = Number(process.env['DIFFERENTIAL_RUNS'] ?? 30);

describe.skipIf(!isThere())('the twin’s API server beside the real one', () => {
  let control: ControlPlane;
  let peers: readonly Peer[];
  let runs = 0;
  beforeAll(async () => {
    const found = controlPlane();
    if (!('path' in found)) throw new Error(found.reason);
    control = await startControlPlane({ binary: found.path, parts: 'api-server' });
    peers = [twinPeer(), realPeer(control)];
  });
  afterAll(async () => control.stop());

  /** Everything that one peer said about a sequence, in words that both have in common. */
  const story = async (peer: Peer, namespace: string, sequence: readonly ApiCall[]) => {
    const words = new Normaliser();
    const say = async (call: ApiCall) => ({
      call: `${call.method} ${call.path}`,
      ...(words.answer(await peer.send(namespace, call)) as object),
    });
    const { body } = await peer.send(namespace, { method: 'POST', group: 'v1', path: '', body: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } }); // prettier-ignore
    // The controller that makes it is not here, and pods are refused without it.
    await peer.send(namespace, { method: 'POST', group: 'v1', path: 'serviceaccounts', body: { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } } }); // prettier-ignore
    const told: unknown[] = [];
    for (const call of sequence) told.push(await say(call));
    const events = COLLECTIONS.map(async (at) => {
      const all = await peer.history(namespace, at, body.metadata.resourceVersion);
      return all.map((e) => ({ type: e.type, object: words.value(e.object) }));
    });
    for (const { group, plural } of COLLECTIONS)
      told.push(await say({ method: 'GET', group: group, path: plural }));
    return { told, events: await Promise.all(events) };
  };

  it('tells the same of the same calls: objects, codes, reasons, events', async () => {
    await fc.assert(
      fc.asyncProperty(calls, async (sequence) => {
        const namespace = `run-${(runs += 1)}`;
        const [twin, real] = await Promise.all(peers.map((p) => story(p, namespace, sequence)));
        expect(twin).toEqual(real);
      }),
      { seed: SEED, numRuns: RUNS, endOnFailure: process.env['DIFFERENTIAL_SHRINK'] === 'no' },
    );
  });
});
