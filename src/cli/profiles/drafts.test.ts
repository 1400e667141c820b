import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextName } from '../commands/profiles-replace.ts';
import { parseSelector, wantedIn } from './drafts.ts';

const wanted = { name: 'web', selectors: [{ namespace: 'app', labels: { a: 'b' } }], subnetIds: ['subnet-1'], role: 'r' }; // prettier-ignore

describe('--selector', () => {
  it('reads back whatever namespace and labels were written', () => {
    const word = fc.stringMatching(/^[a-z0-9*][a-z0-9.*/-]{0,10}$/);
    fc.assert(
      fc.property(word, fc.dictionary(word, word, { maxKeys: 5 }), (namespace, labels) => {
        const pairs = Object.entries(labels).map(([k, v]) => `${k}=${v}`);
        const given = `${namespace}${pairs.length === 0 ? '' : `:${pairs.join(',')}`}`;
        expect(parseSelector(given)).toEqual({ namespace, ...(pairs.length === 0 ? {} : { labels: { ...labels } }) }); // prettier-ignore
      }),
    );
  });
  it('refuses what names no namespace or no pair', () => {
    for (const bad of ['', ':a=b', 'app:a', 'app:=b'])
      expect(() => parseSelector(bad), bad).toThrow(expect.objectContaining({ code: 'BAD_FLAG' }));
  });
});

describe('-f', () => {
  it('knows our own words, those of aws eks and those of eksctl', () => {
    const own = { name: 'web', selectors: wanted.selectors, subnets: ['subnet-1'], podExecutionRoleArn: 'r' }; // prettier-ignore
    const aws = { fargateProfileName: 'web', clusterName: 'c', selectors: wanted.selectors, subnets: ['subnet-1'], podExecutionRoleArn: 'r', tags: {} }; // prettier-ignore
    const eksctl = { name: 'web', selectors: wanted.selectors, subnets: ['subnet-1'], podExecutionRoleARN: 'r' }; // prettier-ignore
    for (const document of [
      own,
      [own],
      { kind: 'ProfileProposal', profiles: [own] },
      aws,
      { fargateProfile: { ...aws, status: 'ACTIVE', health: {} } },
      { kind: 'ClusterConfig', fargateProfiles: [eksctl] },
    ])
      // prettier-ignore
      expect(wantedIn(document, 'f')).toEqual([wanted]);
  });
  it('leaves to the cluster what it does not say', () => {
    expect(wantedIn({ name: 'web', selectors: [{ namespace: 'app' }] }, 'f')).toEqual([
      { name: 'web', selectors: [{ namespace: 'app' }], subnetIds: null, role: null },
    ]);
  });
  it('refuses unknown keys and wrong types, naming the place', () => {
    const at = (document: unknown): string => {
      try {
        wantedIn(document, 'f');
      } catch (error) {
        return (error as Error).message;
      }
      return 'taken';
    };
    expect(at({ name: 'web', selectors: [], subnet: [] })).toContain('[0].subnet is unknown');
    expect(at([{ name: 'a', selectors: [] }, { selectors: [] }])).toContain('[1].name');
    expect(at({ name: 'web', selectors: [{ namespace: 'a', label: {} }] })).toContain('[0].selectors[0]'); // prettier-ignore
    expect(at({ name: 'web', selectors: [], subnets: 'subnet-1' })).toContain('[0].subnets');
    expect(at(null)).toContain('no profile');
    expect(at({ profiles: [] })).toContain('no profile');
  });
});

describe('the successor’s name', () => {
  it('is free, sorts after the old one, and is a name, whatever the old one is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,58}$/), (name) => {
        const next = nextName(name, [name]);
        expect(next).not.toBe(name);
        expect(next > name).toBe(true);
        expect(next.length).toBeLessThanOrEqual(63);
        expect(nextName(name, [name, next])).not.toBe(next);
      }),
    );
  });
});
