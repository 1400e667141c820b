import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { controlPlane } from '../../scripts/control-plane.mjs';
import { isThere } from '../control-plane/here.ts';
import { startControlPlane } from '../control-plane/processes.ts';
import { Normaliser } from './normalise.ts';
import { KNOWN, ODD_REQUESTS, type OddRequest } from './odd-requests.ts';
import { sendRaw, twinRawPeer, type RawPeer } from './raw.ts';

const NAMESPACES = '/api/v1/namespaces';

/**
 * Texts that quote a decoder, uids and versions; what Go's and JavaScript's decoders say of the same
 * fault differs in words.
 */
const plain = (message: string): string =>
  message
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UID')
    .replace(/(current: |in record \()\d+/g, '$1N')
    .replace(/ in scheme "[^"]*"/, '')
    .replace(
      /((json parse error|error decoding patch|yaml|unable to parse requirement|continue key is not valid): ).*/s,
      '$1…',
    ) // prettier-ignore
    .replace(/(expected prefix \[107 56 115 0\]).*/, '$1');

async function told(peer: RawPeer, odd: OddRequest): Promise<unknown> {
  const { status, type, text } = await sendRaw(peer, odd);
  // The first line of a watch.
  const first = text.includes('\n{') ? (text.split('\n')[0] ?? '') : text;
  if (!first.startsWith('{')) return { status, type, text };
  const body = JSON.parse(first) as Record<string, unknown>;
  if (body['kind'] === 'Status') {
    const { message, details, ...rest } = body;
    const { uid, ...others } = (details ?? {}) as Record<string, unknown>;
    return { status, type, rest, details: details && others, uid: typeof uid, message: plain(String(message)) }; // prettier-ignore
  }
  if ('gitVersion' in body || 'swagger' in body) return { status, type, body: 'a document' };
  const value = new Normaliser().value('object' in body ? body['object'] : body);
  return { status, type, event: body['type'], value };
}

describe.skipIf(!isThere())('a request that no careful client sends', () => {
  let real: RawPeer;
  let twin: RawPeer;
  const post = (peer: RawPeer, path: string, body: object) =>
    sendRaw(peer, { what: 'seed', method: 'POST', path, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }); // prettier-ignore
  const seed = (peer: RawPeer) =>
    post(peer, `${NAMESPACES}/odd/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'here' } }); // prettier-ignore
  beforeAll(async () => {
    const found = controlPlane();
    if (!('path' in found)) throw new Error(found.reason);
    const control = await startControlPlane({ binary: found.path, parts: 'api-server' });
    real = { origin: control.endpoint, token: control.token, stop: control.stop };
    twin = await twinRawPeer();
    for (const peer of [real, twin]) {
      await post(peer, NAMESPACES, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'odd' } }); // prettier-ignore
      await post(peer, `${NAMESPACES}/odd/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default' } }); // prettier-ignore
      await post(peer, `${NAMESPACES}/odd/pods`, { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod' }, spec: { containers: [{ name: 'c', image: 'i' }] } }); // prettier-ignore
    }
  });
  afterAll(async () => {
    await twin.stop();
    await real.stop();
  });

  for (const odd of ODD_REQUESTS)
    it(`gets the real server’s answer: ${odd.what}`, async () => {
      await Promise.all([seed(real), seed(twin)]);
      const [wanted, got] = await Promise.all([told(real, odd), told(twin, odd)]);
      if (odd.what in KNOWN) expect(got).not.toEqual(wanted);
      else expect(got).toEqual(wanted);
    });
});
