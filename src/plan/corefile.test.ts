import { describe, expect, it } from 'vitest';
import { expectedLookups } from './corefile.ts';

describe('expectedLookups', () => {
  it('finds a stub domain and the address that its hosts plugin states', () => {
    const corefile = `.:53 {\n    forward . /etc/resolv.conf\n}\nlocal-domain.com:53 {\n    hosts {\n        10.6.180.43 local-domain.com\n        fallthrough\n    }\n}\n`;
    expect(expectedLookups(corefile)).toEqual([
      { name: 'local-domain.com', expect: '10.6.180.43' },
    ]);
  });

  it('asks for a forwarded stub domain without knowing the answer', () => {
    expect(
      expectedLookups('.:53 {\n}\ncorp.example:53 { # office\n  forward . 10.0.0.2\n}\n'),
    ).toEqual([{ name: 'corp.example', expect: null }]);
  });

  it('finds nothing in a plain Corefile', () => {
    expect(
      expectedLookups('.:53 {\n    kubernetes cluster.local {\n      pods insecure\n    }\n}\n'),
    ).toEqual([]);
  });
});
