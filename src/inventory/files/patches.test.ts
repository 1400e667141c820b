import { describe, expect, it } from 'vitest';
import { snapshotFromFiles, type InputFile } from './index.ts';

const deployment = (spec: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: app}\nspec: ${spec}\n`;
const WHOLE = deployment(
  '{selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}}, spec: {hostNetwork: true, containers: [{name: web, image: web:1}]}}}',
);
const file = (name: string, text: string): InputFile => ({ name, text });
const overlay = (...lines: string[]): InputFile =>
  file('prod/kustomization.yaml', `resources: [../base]\n${lines.join('\n')}\n`);
const base = file('base/web.yaml', WHOLE);
const read = (...inputs: InputFile[]) => {
  const { objects, notes } = snapshotFromFiles(inputs).snapshot;
  return { objects: objects.map((o) => JSON.stringify(o['spec'])), notes: notes.map((n) => n.en).join('\n') }; // prettier-ignore
};

const REPLICAS = file('prod/replicas.yaml', deployment('{replicas: 5}'));
const ENV = file('prod/env.yaml', deployment('{template: {spec: {containers: [{name: web, env: [{name: A, value: b}]}]}}}')); // prettier-ignore

describe('patches of an overlay', () => {
  it.each([
    ['patches: [{path: replicas.yaml}, {path: ./env.yaml}]'],
    ['patchesStrategicMerge: [replicas.yaml, env.yaml]'],
  ])('are no manifests of their own, wherever they stand: %s', (list) => {
    for (const inputs of [[base, overlay(list), REPLICAS, ENV], [ENV, REPLICAS, base, overlay(list)]]) {
      const { objects, notes } = read(...inputs);
      expect(objects).toHaveLength(1);
      expect(objects[0]).toContain('"hostNetwork":true');
      expect(notes).toContain('Patches of overlays, not looked at: prod/env.yaml, prod/replicas.yaml.');
      expect(notes).not.toContain('the latter counts');
    }
  }); // prettier-ignore

  it('of what is not in the input leave nothing to judge', () => {
    const { objects } = read(overlay('patches: [{path: env.yaml}]'), ENV);
    expect(objects).toEqual([]);
  });

  it('are errors as before where no kustomization names them', () => {
    expect(() => read(base, REPLICAS)).toThrow(/prod\/replicas\.yaml:4: found no template/);
    expect(() => read(base, overlay('patches: [{path: other.yaml}]'), REPLICAS)).toThrow(/replicas/);
  }); // prettier-ignore

  it('stand not in the way of what is given twice in whole: the latter counts', () => {
    const other = file('stage/web.yaml', WHOLE.replace('hostNetwork: true', 'hostNetwork: false'));
    const inputs = [base, other, overlay('patches: [{path: env.yaml}]'), ENV];
    const { objects, notes } = read(...inputs);
    expect(objects).toHaveLength(1);
    expect(objects[0]).toContain('"hostNetwork":false');
    expect(notes).toContain('Deployment app/web stands in base/web.yaml:1 and, differently, in stage/web.yaml:1'); // prettier-ignore
  });
});
