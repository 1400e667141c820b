import { describe, expect, it } from 'vitest';
import { withLimitRangeDefaults } from './limit-ranges.ts';
import { fargateSizeOf } from './sizing.ts';

const range = (limits: object) => ({
  apiVersion: 'v1',
  kind: 'LimitRange',
  metadata: { name: 'r', namespace: 'app' },
  spec: { limits: [{ type: 'Container', ...limits }] },
});
const sizeWith = (resources: object, limits: object) => {
  const sized = fargateSizeOf(
    withLimitRangeDefaults({ containers: [{ name: 'c', resources }] }, [range(limits)]),
  );
  return sized.kind === 'fits' ? `${sized.needed.milliCpu}/${sized.needed.memoryMiB - 256}` : sized;
};

describe('withLimitRangeDefaults', () => {
  it('gives containers that ask for nothing the namespace’s defaults', () => {
    expect(sizeWith({}, { defaultRequest: { cpu: '300m', memory: '1Gi' } })).toBe('300/1024');
  });
  it('takes the default limit where the range states no default request', () => {
    expect(sizeWith({}, { default: { cpu: '1', memory: '2Gi' } })).toBe('1000/2048');
  });
  it('lets the container’s own limits become requests before the range is asked', () => {
    expect(
      sizeWith({ limits: { memory: '512Mi' } }, { defaultRequest: { cpu: '300m', memory: '1Gi' } }),
    ).toBe('300/512');
  });
  it('leaves what the container says itself', () => {
    expect(
      sizeWith({ requests: { cpu: '2', memory: '3Gi' } }, { defaultRequest: { cpu: '300m' } }),
    ).toBe('2000/3072');
  });
  it('ignores ranges for pods and volumes', () => {
    expect(sizeWith({}, { type: 'Pod', default: { cpu: '1' } })).toBe('0/0');
  });
});
