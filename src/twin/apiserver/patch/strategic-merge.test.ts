import { describe, expect, it } from 'vitest';
import { kindType } from '../schema/types.ts';
import { strategicMerge } from './strategic-merge.ts';

const struct = kindType('v1', 'Pod');
const merged = (target: object, patch: object): unknown =>
  strategicMerge(structuredClone(target) as never, patch as never, struct);
const pod = (...names: readonly string[]) => ({
  metadata: { labels: { app: 'web' }, finalizers: ['a', 'b'] },
  spec: { containers: names.map((name) => ({ name, image: 'app:1' })) },
});
const containers = (list: readonly object[], more: object = {}) => ({ spec: { containers: list, ...more } }); // prettier-ignore
const namesOf = (o: unknown): readonly string[] =>
  (o as ReturnType<typeof pod>).spec.containers.map((c) => c.name);

/** Each was seen on Kubernetes 1.35.4 by `npm run test:differential`. */
describe('a strategic merge patch', () => {
  it('replaces a map that the object has, and drops one that it has not', () => {
    const replace = { metadata: { labels: { $patch: 'replace', tier: 'x' }, annotations: { $patch: 'replace', note: 'n' } } }; // prettier-ignore
    expect(merged(pod('main'), replace)).toMatchObject({ metadata: { labels: { tier: 'x' } } });
    expect(merged(pod('main'), replace)).not.toHaveProperty('metadata.annotations');
    expect(merged(pod('main'), replace)).not.toHaveProperty('metadata.labels.app');
  });

  it('puts what an order names in its place among what only the server has', () => {
    const order = { '$setElementOrder/containers': [{ name: 'c' }, { name: 'a' }] };
    expect(namesOf(merged(pod('a', 'b', 'c'), { spec: order }))).toEqual(['b', 'c', 'a']);
    const brought = containers([{ name: 'new', image: 'app:2' }], { '$setElementOrder/containers': [{ name: 'new' }, { name: 'a' }] }); // prettier-ignore
    expect(namesOf(merged(pod('a', 'b'), brought))).toEqual(['new', 'a', 'b']);
  });

  it('replaces a whole list, and deletes single items and scalars', () => {
    const only = containers([{ $patch: 'replace' }, { name: 'only', image: 'app:2' }]);
    expect(namesOf(merged(pod('a', 'b'), only))).toEqual(['only']);
    expect(namesOf(merged(pod('a', 'b'), containers([{ name: 'a', $patch: 'delete' }])))).toEqual(['b']); // prettier-ignore
    const scalars = { metadata: { '$deleteFromPrimitiveList/finalizers': ['a'] } };
    expect(merged(pod('a'), scalars)).toMatchObject({ metadata: { finalizers: ['b'] } });
  });

  it('is left as it was by whoever sends it, for another try', () => {
    const patch = containers([{ name: 'a', $patch: 'delete' }], { '$setElementOrder/containers': [] }); // prettier-ignore
    const before = structuredClone(patch);
    merged(pod('a'), patch);
    expect(patch).toEqual(before);
  });

  it.each([
    ['a key that $retainKeys does not name', { spec: { $retainKeys: ['x'], hostname: 'h' } }, 400],
    ['an unknown instruction', { spec: { $patch: 'nonsense' } }, 500],
    ['an item without its merge key', containers([{ image: 'app:2' }]), 500],
    ['an order of a list that the type has not', { spec: { '$setElementOrder/nonsense': [] } }, 500], // prettier-ignore
    ['an order that the list does not keep', containers([{ name: 'a' }, { name: 'b' }], { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] }), 500], // prettier-ignore
  ])('is refused for %s', (_why, patch, code) => {
    expect(() => merged(pod('a'), patch)).toThrow(expect.objectContaining({ code }) as Error);
  });
});
