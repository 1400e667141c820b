import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { fargatectl } from './lab.ts';

const deployment = (namespace: string, name: string, more = '') => `
apiVersion: apps/v1
kind: Deployment
metadata: { namespace: ${namespace}, name: ${name} }
spec:
  selector: { matchLabels: { app: ${name} } }
  template:
    metadata: { labels: { app: ${name}, tier: shop } }
    spec:
      containers:
        - { name: main, image: example.com/main:1, resources: { requests: { cpu: 100m, memory: 64Mi } }${more} }
---`;
const PRIVILEGED = ', securityContext: { privileged: true }';

describe('profiles plan', () => {
  let cwd: string;
  beforeAll(() => {
    cwd = mkdtempSync(join(tmpdir(), 'fargatectl-profiles-'));
    writeFileSync(
      join(cwd, 'shop.yaml'),
      ['cart', 'pay', 'web'].map((n) => deployment('shop', n)).join('') +
        deployment('free', 'alone') +
        deployment('shop', 'tuner', PRIVILEGED),
    );
  });
  afterAll(() => rmSync(cwd, { recursive: true, force: true }));
  const plan = (...args: string[]) =>
    fargatectl(['profiles', 'plan', '--from', 'shop.yaml', ...args], { cwd });

  it('names the fewest selectors over the labels that pods have, and proves them', async () => {
    const { code, out } = await plan('--selectors', 'own-labels');
    expect(code).toBe(0);
    expect(out).toContain('     free\n');
    expect(out).toContain('     shop & app=cart\n');
    expect(out).not.toContain('tuner');
    expect(out).toContain('4 selectors in 1 profile: proven fewest');
    expect(out).toContain('Each of the 4 workloads that go is taken by one profile');
  });

  it('says who would be swept along by whole namespaces, and ends with 3', async () => {
    const { code, out } = await plan('--selectors', 'namespaces', '-o', 'json');
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({
      kind: 'ProfileProposal',
      profiles: [{ name: 'fargatectl-apps', selectors: [{ namespace: 'free' }, { namespace: 'shop' }] }],
      proof: { swept: ['apps/v1/Deployment/shop/tuner'], missed: [] },
      existing: null,
    }); // prettier-ignore
  });

  it('refuses a way of selecting that there is not', async () => {
    const { code, err } = await plan('--selectors', 'magic');
    expect(code).toBe(2);
    expect(err).toContain('opt-in');
  });
});

describe('-o yaml', () => {
  it('prints what -o json prints, from the bundle', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'fargatectl-yaml-'));
    try {
      writeFileSync(join(cwd, 'shop.yaml'), deployment('shop', 'web'));
      for (const command of [['assess'], ['size'], ['profiles', 'plan']]) {
        const as = (format: string) =>
          fargatectl([...command, '--from', 'shop.yaml', '-o', format], { cwd });
        const [yaml, json] = [await as('yaml'), await as('json')];
        expect(yaml.err).toBe(json.err);
        expect(parse(yaml.out)).toEqual(JSON.parse(json.out));
      }
    } finally {
      rmSync(cwd, { recursive: true, force: true });
    }
  });
});
