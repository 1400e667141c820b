import { expect, it } from 'vitest';
import { VirtualClock } from '../../clock/index.ts';
import { Store } from '../store/index.ts';
import { ISSUER, signToken, userOfToken } from './service-accounts.ts';

function aGround() {
  const ground = { store: new Store(), clock: new VirtualClock() };
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'robot', namespace: 'default', uid: 'u-1' },
  };
  ground.store.put('/serviceaccounts', 'default/robot', account);
  const claims = (over: object = {}) => ({
    aud: [ISSUER],
    exp: ground.clock.now() / 1000 + 60,
    sub: 'system:serviceaccount:default:robot',
    'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid: 'u-1' } },
    ...over,
  });
  return { ground, claims };
}

it('knows the account of a token that it signed', () => {
  const { ground, claims } = aGround();
  expect(userOfToken(ground, `Bearer ${signToken(ground, claims())}`)).toEqual({
    username: 'system:serviceaccount:default:robot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:default'],
    uid: 'u-1',
  });
});

it('refuses forged, foreign, expired and orphaned tokens', () => {
  const { ground, claims } = aGround();
  const good = signToken(ground, claims());
  const [head = '', , signature = ''] = good.split('.');
  const forged = Buffer.from(JSON.stringify(claims({ sub: 'x' }))).toString('base64url');
  const elsewhere = aGround();
  const bad = {
    forged: `${head}.${forged}.${signature}`,
    foreign: signToken(elsewhere.ground, elsewhere.claims()),
    audience: signToken(ground, claims({ aud: ['sts.amazonaws.com'] })),
    expired: signToken(ground, claims({ exp: ground.clock.now() / 1000 })),
    orphaned: signToken(ground, claims({ 'kubernetes.io': { namespace: 'default', serviceaccount: { name: 'robot', uid: 'u-0' } } })), // prettier-ignore
    nonsense: 'twin',
  };
  for (const [why, token] of Object.entries(bad))
    expect([why, userOfToken(ground, `Bearer ${token}`)]).toEqual([why, undefined]);
});
