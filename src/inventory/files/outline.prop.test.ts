import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isFargatectlError } from '../../errors/index.ts';
import type { KubeObject } from '../../model/index.ts';
import { redactObject } from '../redact.ts';
import { snapshotLines } from '../snapshot-lines.ts';
import { SnapshotReader } from './index.ts';
import { Outline } from './outline.ts';

type Json = Record<string, unknown>;
interface Varying {
  readonly name: string;
  readonly node: string;
  readonly token: string;
  readonly restarts: unknown;
  readonly time: string;
}
const pod = (v: Varying, owner = 'u-1'): Json => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: {
    name: v.name,
    namespace: 'app',
    labels: { app: 'web', 'apps.kubernetes.io/pod-index': v.name },
    annotations: { note: 'é "x" \\' },
    creationTimestamp: v.time,
    managedFields: [
      { time: v.time, fieldsV1: { 'f:status': { [`k:{"ip":"${v.node}"}`]: { '.': {} } } } },
    ],
    ownerReferences: [
      { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web', uid: owner, controller: true },
    ],
    uid: `uid-of-${v.name}`,
  },
  spec: {
    containers: [
      {
        name: 'web',
        image: 'web:1',
        env: [{ name: 'A', value: 'hunter2' }],
        command: ['sh', '-c', 'PASSWORD=x run'],
        volumeMounts: [{ name: `kube-api-access-${v.token}`, mountPath: '/var/run' }],
      },
    ],
    nodeName: v.node,
    volumes: [{ name: `kube-api-access-${v.token}`, projected: { sources: [] } }],
  },
  status: {
    conditions: [
      { type: 'Ready', status: 'True', lastProbeTime: null, lastTransitionTime: v.time },
    ],
    containerStatuses: [
      {
        name: 'web',
        containerID: `containerd://${v.token}`,
        restartCount: v.restarts,
        state: { running: { startedAt: v.time } },
        lastState: { terminated: { finishedAt: v.time, message: 'hunter2' } },
      },
    ],
    hostIPs: [{ ip: v.node }],
    podIP: v.token,
  },
});

const odd = fc.constantFrom('', '$(A)', '${x}', '{{ .Values.a }}', 'é', '한', 'a"b', 'a\\b', 'a\nb', 'AKIAABCDEFGHIJKLMNOP', 'https://user:hunter2@host/', '<redacted>', 'env', 'managedFields'); // prettier-ignore
const plain = fc.stringMatching(/^[a-z0-9.:-]{1,12}$/);
const word = fc.oneof({ weight: 9, arbitrary: plain }, { weight: 1, arbitrary: odd });
/** As the API server makes them, and as a person may. */
const suffix = fc.stringMatching(/^[a-z0-9]{5}$/);
const varying: fc.Arbitrary<Varying> = fc.record({
  name: word,
  node: word,
  token: fc.oneof({ weight: 9, arbitrary: suffix }, { weight: 2, arbitrary: word }),
  restarts: fc.oneof({ weight: 9, arbitrary: fc.nat() as fc.Arbitrary<unknown> }, { weight: 1, arbitrary: fc.constantFrom<unknown>(-1, 1.5, 1e21, null, '3', true, 9007199254740993) }),
  time: word,
}); // prettier-ignore

/** What a person, or a broken disk, may do to a text. */
const edit = fc.oneof(
  { weight: 6, arbitrary: fc.constant((text: string) => text) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat(), fc.nat(3), fc.constantFrom('', '"', '\\', '{', '}', '[', ',', ' ', '0', 'x', 'null', '\n'))
      .map(([place, count, by]) => (text: string) => {
        const at = place % text.length;
        return text.slice(0, at) + by + text.slice(at + count);
      }),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<readonly [RegExp, string]>(
      [/"restartCount":\s*\d+/, '"restartCount":007'],
      [/"restartCount":\s*(\d+)/, '"restartCount":$1e1'],
      [/"podIP"/, '"pod\\u0049P"'],
      [/"nodeName":/, '"nodeName":"other","nodeName":'],
      [/"nodeName":/, '"node\\u004eame":"other","nodeName":'],
      [/"status":/, '"spec":{},"status":'],
      [/"volumes":\s*\[/, '"volumes":[null,'],
      [/"time":\s*"/, '"time":"\\x'],
      [/"time":\s*"/, '"time":"\\"}]'],
      [/"kind":\s*"Pod",?/, ''],
      [/"namespace":\s*"app",/, ''],
    ).map(([from, to]) => (text: string) => text.replace(from, to)),
  },
); // prettier-ignore

/** The pods that reading gives, as text; or the code of the error. */
function outcome(name: string, text: string, size: number): unknown {
  try {
    const reader = new SnapshotReader();
    const file = reader.file(name, { isOneOfMany: false });
    const bytes = Buffer.from(text, 'utf8');
    for (let at = 0; at < bytes.length; at += size) file.push(bytes.subarray(at, at + size));
    file.end();
    const { objects } = reader.finish().snapshot;
    return objects.filter((o) => o.metadata.namespace !== 'between').map((o) => JSON.stringify(o));
  } catch (error) {
    if (!isFargatectlError(error)) throw error;
    return error.code;
  }
}

/** A pod of another controller: after it nothing is known of the pods before. */
const between = (i: number): Json => {
  const other = pod({ name: `z${i}`, node: 'n', token: 't', restarts: 0, time: 't' }, `u-z${i}`);
  return { ...other, metadata: { ...(other['metadata'] as Json), namespace: 'between' } };
};

/** Stands before all, so that each list gives something even if it breaks off. */
const first = JSON.stringify(between(99));

const cases = fc.record({
  pods: fc.array(fc.tuple(varying, edit), { minLength: 2, maxLength: 6 }),
  indent: fc.constantFrom(0, 2),
  size: fc.constantFrom(1 << 20, 1000, 61),
  head: fc.constantFrom('{"kind":"List","apiVersion":"v1","items":[', '{"kind":"PodList","apiVersion":"v1","items":[', '{"items":[', '['),
}); // prettier-ignore
const tail = (head: string): string =>
  head === '[' ? ']' : head === '{"items":[' ? '],"kind":"PodList","apiVersion":"v1"}' : ']}';

describe('an outline', () => {
  it('gives what reading each pod whole gives, whatever somebody did to the copies', () => {
    fc.assert(
      fc.property(cases, ({ pods, indent, size, head }) => {
        const texts = pods.map(([v, change]) => change(JSON.stringify(pod(v), null, indent)));
        const others = texts.map((_, i) => JSON.stringify(between(i)));
        const whole = texts.flatMap((t, i) => [t, others[i] as string]);
        const list = (t: readonly string[]): string => `${head}${t.join(',\n')}${tail(head)}`;
        expect(outcome('a.json', list([first, ...texts, ...others]), size)).toEqual(
          outcome('a.json', list([first, ...whole]), size),
        );
      }),
      { numRuns: 1500 },
    );
  });

  it('gives the same for the lines of a snapshot', () => {
    const empty = new SnapshotReader();
    const file = empty.file('a.json', { isOneOfMany: false });
    file.push(Buffer.from(JSON.stringify(between(0))));
    file.end();
    const [header = ''] = snapshotLines(empty.finish().snapshot);
    const snapshot = (lines: readonly string[]): string =>
      [header.trim().replace('"objectCount":1', `"objectCount":${lines.length}`), ...lines, ''].join('\n'); // prettier-ignore
    fc.assert(
      fc.property(cases, ({ pods, size }) => {
        const texts = pods.map(([v, change]) => change(JSON.stringify(pod(v))));
        const others = texts.map((_, i) => JSON.stringify(between(i)));
        const whole = texts.flatMap((t, i) => [t, others[i] as string]);
        expect(outcome('s.jsonl', snapshot([first, ...texts, ...others]), size)).toEqual(
          outcome('s.jsonl', snapshot([first, ...whole]), size),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('matches copies with other names, addresses, times and counts, and only its own length', () => {
    fc.assert(
      fc.property(
        fc.tuple(plain, plain, suffix, fc.nat(), plain),
        fc.tuple(plain, plain, suffix, fc.nat(), plain),
        (one, two) => {
          const [a, b] = [one, two].map(([name, node, token, restarts, time]) =>
            pod({ name, node, token, restarts, time }),
          ) as [Json, Json];
          const kept = (object: Json): KubeObject => redactObject(object as unknown as KubeObject);
          const text = Buffer.from(` ${JSON.stringify(b)} `);
          const outline = Outline.of(Buffer.from(JSON.stringify(a)), kept(a));
          expect(outline?.matches(text, 1)).toBe(true);
          expect(outline?.end).toBe(text.length - 1);
          expect(outline?.copy()).toEqual(kept(b));
        },
      ),
      { numRuns: 200 },
    );
  });
});
