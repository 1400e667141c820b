import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonEqual } from '../model/index.ts';
import type { FieldSetting } from './effect.ts';
import { applyOps, invert, locate, lower, seeFields } from './field-path.ts';

const key = fc.constantFrom('a', 'b', 'c');
const leaf = fc.oneof(
  fc.integer(),
  fc.string({ maxLength: 3 }),
  fc.constant(true),
  fc.array(fc.string({ maxLength: 2 }), { maxLength: 2 }),
);
const tree = fc.letrec((tie) => ({
  node: fc.dictionary(key, fc.oneof({ depthSize: 'small' }, leaf, tie('node'), tie('list')), { maxKeys: 3 }),
  list: fc.uniqueArray(fc.record({ name: key, v: leaf }), { selector: (e) => e.name, maxLength: 3 }),
})).node; // prettier-ignore
/** A setting is of a field: its path may lead through elements of a list, but does not end at one. */
const path = fc
  .tuple(
    fc.array(
      fc.oneof({ weight: 4, arbitrary: key }, { weight: 1, arbitrary: fc.record({ name: key }) }),
      { maxLength: 3 },
    ),
    key,
  )
  .map(([through, field]) => [...through, field]);
const setting: fc.Arbitrary<FieldSetting> = fc.oneof(
  fc.record({ path, value: leaf }),
  fc.record({ path }),
);

/** A path through a plain value would have to replace it; no step writes such a path. */
const walks = (object: unknown, s: FieldSetting): boolean => {
  const { tokens, depth } = locate(object, s.path);
  if (depth === s.path.length) return true;
  const at = tokens.reduce<unknown>((o, t) => (o as Record<string, unknown>)[t], object);
  return (
    at !== null &&
    typeof at === 'object' &&
    !Array.isArray(at) &&
    s.path.slice(depth).every((p) => typeof p === 'string')
  );
};

describe('field settings', () => {
  it('are undone by their inverse, whatever the object', () => {
    fc.assert(
      fc.property(tree, setting, (object, s) => {
        fc.pre(walks(object, s));
        const there = lower(object, [s]);
        if (there.kind !== 'ops') return false;
        const back = lower(there.result, invert(seeFields(object, [s]), [s]));
        return back.kind === 'ops' && jsonEqual(back.result, object);
      }),
    );
  });

  it('are undone together when they share parents that we made', () => {
    const object = { metadata: { name: 'x' } };
    const settings = [
      { path: ['metadata', 'annotations', 'one'], value: '1' },
      { path: ['metadata', 'annotations', 'two'], value: '2' },
    ];
    const there = lower(object, settings);
    expect(there.kind === 'ops' && there.result).toEqual({
      metadata: { name: 'x', annotations: { one: '1', two: '2' } },
    });
    const back = lower(
      there.kind === 'ops' && there.result,
      invert(seeFields(object, settings), settings),
    );
    expect(back.kind === 'ops' && back.result).toEqual({ metadata: { name: 'x' } });
  });

  it('leave what somebody else adds meanwhile', () => {
    const s = [{ path: ['metadata', 'labels', 'ours'], value: 'x' }];
    const before = { metadata: {} };
    const there = lower(before, s);
    const touched = applyOps(there.kind === 'ops' && there.result, [
      { op: 'add', path: '/metadata/labels/theirs', value: 'y' },
    ]);
    const back = lower(touched, invert(seeFields(before, s), s));
    expect(back.kind === 'ops' && back.result).toEqual({ metadata: { labels: { theirs: 'y' } } });
  });

  it('say that a named element is not there', () => {
    expect(lower({ list: [] }, [{ path: ['list', { name: 'a' }, 'v'], value: 1 }]).kind).toBe(
      'no-such-element',
    );
  });
});
