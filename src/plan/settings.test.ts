import { describe, expect, it } from 'vitest';
import type { KubeObject } from '../model/index.ts';
import { settingsFromPatch } from './settings.ts';

const object: KubeObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web' },
  spec: {
    template: {
      spec: {
        containers: [
          { name: 'web', args: ['--a'], ports: [{ containerPort: 80, hostPort: 8080 }] },
        ],
      },
    },
  },
};

describe('settingsFromPatch', () => {
  it('names containers and ports instead of counting them', () => {
    const settings = settingsFromPatch(object, [
      { op: 'remove', path: '/spec/template/spec/containers/0/ports/0/hostPort' },
    ]);
    expect(settings).toEqual([
      {
        path: [
          'spec',
          'template',
          'spec',
          'containers',
          { name: 'web' },
          'ports',
          { containerPort: 80 },
          'hostPort',
        ],
      },
    ]);
  });

  it('sets a list of plain strings as a whole, once for several changes', () => {
    const settings = settingsFromPatch(object, [
      { op: 'add', path: '/spec/template/spec/containers/0/args/-', value: '--b' },
      { op: 'replace', path: '/spec/template/spec/containers/0/args/0', value: '--c' },
    ]);
    expect(settings).toEqual([
      {
        path: ['spec', 'template', 'spec', 'containers', { name: 'web' }, 'args'],
        value: ['--c', '--b'],
      },
    ]);
  });
});
