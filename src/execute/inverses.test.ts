import { expect, it } from 'vitest';
import { withoutExpectations } from './inverses.ts';

it('by force the sizes of a node group and the configuration of an add-on are put back whatever stands there', () => {
  const scaling = { minSize: 2, maxSize: 6, desiredSize: 3 };
  const named = { cluster: 'c', name: 'general' };
  const scale = { kind: 'eks-scale-nodegroup', ...named, scaling } as const;
  expect(withoutExpectations({ ...scale, expect: { ...scaling, minSize: 0 } })).toEqual(scale);
  const addon = { kind: 'eks-update-addon', ...named, configurationValues: null } as const;
  expect(withoutExpectations({ ...addon, expect: { configurationValues: '{}' } })).toEqual(addon);
});

it('by force what others have made stays theirs', () => {
  const role = { kind: 'iam-delete-role', name: 'r', run: 'ours' } as const;
  expect(withoutExpectations(role)).toEqual(role);
});
