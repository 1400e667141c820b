import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { readPlainYaml } from './plain-yaml.ts';
import { readYaml } from './yaml.ts';

/** What the parser makes of a text; its fault where it refuses it. */
function parsed(text: string): unknown {
  try {
    const documents = readYaml('a.yaml', { text, line: 1 });
    return documents.length === 1 ? documents[0]?.value : `${documents.length} documents`;
  } catch (error) {
    return error;
  }
}

const awkward = fc.constantFrom(
  'yes', 'No', 'ON', 'y', 'null', 'Null', 'nULL', '~', 'tRue', '0', '-0', '-1', '+1', '0644', '0o17', '0x1f', '0b11', '1_000',
  '1.5', '1e3', '.5', '5.', '1e', '.inf', '-.Inf', '.nan', '1.2.3.4', '12:30:45', '2026-10-01', '2026-10-01T08:00:00Z', '10m',
  '512Mi', '8080', '00fb8673-8b42', '1e5-x', '-', '--', '---', '--flag=x', '- a', '-c', ': a', 'a: b', 'a:b', 'a:', 'a #b',
  'a#b', '#a', 'a ', ' a', '', ' ', '"a"', "'a'", "it's", 'a"b', '{}', '[]', '{a', '[a', '|', '>', '|-', '!a', '&a', '*a', '%a',
  '@a', '`a', '?', '? a', '=', '<<', '...', 'a\nb', 'a\n', 'a\n\n', '\na', 'a\n\nb\n', ' a\nb', 'a\n b', 'a\n  \n', 'a\tb', 'a\\b',
  '가나다', '\u00a0a', 'a\u00a0', '\u0085', 'a\u2028b', '\ufeff', '\u{1f600}', '\x7f', '\0', 'kind: List\nitems:\n- a\n',
); // prettier-ignore
const scalar = fc.oneof(
  awkward,
  fc.string({ maxLength: 12 }),
  fc.string({ maxLength: 8, unit: 'binary' }),
  fc.integer(),
  fc.double({ noNaN: true }),
  fc.constantFrom(null, true, false),
);
const name = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z][A-Za-z0-9./_-]{0,10}$/) },
  awkward,
  fc.constantFrom('__proto__', 'constructor', 'a', 'b', 'c'),
);
const { value } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(fc.tuple(name, tie('value')), { maxLength: 4 }).map((e) => Object.fromEntries(e)),
  ),
}));
const object = fc
  .array(fc.tuple(name, value), { minLength: 1, maxLength: 4 })
  .map((e) => Object.fromEntries(e));
const style = fc.record({
  indentSeq: fc.boolean(),
  singleQuote: fc.boolean(),
  lineWidth: fc.constantFrom(0, 20),
  blockQuote: fc.constantFrom(true, false, 'literal' as const),
  minContentWidth: fc.constant(0),
});
const text = fc.tuple(object, style).map(([o, s]) => stringify(o, s));

/** Lines and characters moved, doubled and put in where they do not belong. */
const spoiled = fc
  .tuple(text, fc.array(fc.tuple(fc.nat(), fc.nat(), fc.constantFrom('', ' ', '  ', '- ', ':', ': ', '#', ' #', '"', "'", '\n', '|', '\\', '\t', '\r', '&a ', '*a', '{', ']', ',', '---\n', '...\n', 'a: 1\n', '  b: 2\n', '0', '~', '!!str ', '? ')), { minLength: 1, maxLength: 3 }))
  .map(([written, edits]) =>
    edits.reduce((t, [place, size, put]) => {
      const at = place % (t.length + 1);
      return t.slice(0, at) + put + t.slice(at + (size % 4));
    }, written),
  ); // prettier-ignore

const WORKLOAD = `apiVersion: apps/v1
kind: Deployment
metadata:
  annotations:
    deployment.kubernetes.io/revision: "3"
    kubectl.kubernetes.io/last-applied-configuration: |
      {"apiVersion":"apps/v1","kind":"Deployment","spec":{"replicas":3}}
  creationTimestamp: "2026-10-01T08:00:00Z"
  labels:
    app.kubernetes.io/name: web
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
      - args:
        - --port=8080
        - -v
        - 'on: it''s'
        command: []
        env:
        - name: TEXT
          value: |-
            one

              two
        - name: EMPTY
        image: registry.example.com/web:v1.2@sha256:ab
        resources: {}
        securityContext:
          privileged: false
          runAsUser: -1
      nodeSelector:
      serviceAccountName: "null"
status:
  conditions:
  - lastProbeTime: null
    message: 'Say: "done"'
    reason: "tab\\there"
`;

describe('plain YAML', () => {
  it('is read as the parser reads it, in whatever style it is written', () => {
    fc.assert(
      fc.property(text, (written) => {
        const value = readPlainYaml(written);
        if (value !== undefined) expect(value).toEqual(parsed(written));
      }),
      { numRuns: 3_000 },
    );
  });

  it('is left to the parser where it is spoiled, or read as the parser reads it', () => {
    fc.assert(
      fc.property(spoiled, (written) => {
        const value = readPlainYaml(written);
        if (value !== undefined) expect(value).toEqual(parsed(written));
      }),
      { numRuns: 6_000 },
    );
  });

  it('is what kubectl writes', () => {
    const value = readPlainYaml(WORKLOAD);
    expect(value).toBeDefined();
    expect(value).toEqual(parsed(WORKLOAD));
  });

  it('is read at any indent, as an element of a list', () => {
    const element = WORKLOAD.replace(/^(?=.)/gm, '  ');
    expect(readPlainYaml(element)).toEqual(readPlainYaml(WORKLOAD));
  });

  it.each([
    'a: 1\na: 2\n', 'a: 0644\n', 'a: 1.5\n', 'a: &x 1\n', 'a: [1]\n', 'a: >\n  b\n', 'a: b\n  c\n', '# a\na: 1\n', 'a: 1 # b\n', 'a:\n\n  b: 1\n',
    '<<: {}\n', '? a\n', 'yes: 1\n', '1: a\n', '"a": 1\n', 'a: 1', '---\na: 1\n', 'a: "b\n  c"\n', 'a: "\\x41"\n', '- a\n', 'a\n', '{}\n', 'a:\n- - b\n', 'a:\n-\n', 'a:\n- \n',
    'a: "\\ud800"\n', 'a: |\n\n  b\n', 'a: |2\n   b\n', 'a: 1\n b: 2\n', 'a:\n    b: 1\n  c: 2\n', '',
  ])('is not %j', (written) => {
    expect(readPlainYaml(written)).toBeUndefined();
  }); // prettier-ignore
});
