import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PodSpec } from '../kubernetes.ts';
import { FARGATE_TIERS, fargateSizeOf, smallestTier } from './sizing.ts';

const pod = (cpu: number | null, memoryMiB: number | null): PodSpec => ({
  containers: [
    {
      name: 'c',
      resources: {
        requests: {
          ...(cpu === null ? {} : { cpu: String(cpu) }),
          ...(memoryMiB === null ? {} : { memory: `${memoryMiB}Mi` }),
        },
      },
    },
  ],
});

describe('fargateSizeOf', () => {
  it.each([
    [1, 8192, '2/9'], [null, null, '0.25/0.5'], [0.25, 256, '0.25/0.5'], [0.25, 257, '0.25/1'],
    [0.25, 1792, '0.25/2'], [0.25, 1793, '0.5/3'], [0.3, 512, '0.5/1'], [1, 512, '1/2'],
    [0.1, 20480, '4/21'], [0.5, 3840, '0.5/4'], [0.5, 4000, '1/5'], [1, 7936, '1/8'],
    [2, 16384, '4/17'], [4, 30720, '8/32'], [5, 1024, '8/16'], [8, 61440, '16/64'],
    [9, 1024, '16/32'], [16, 122624, '16/120'],
  ])('sizes %s vCPU and %s MiB as %s', (cpu, memory, expected) => {
    const sized = fargateSizeOf(pod(cpu, memory));
    expect(sized.kind === 'fits' && `${sized.size.vcpu}/${sized.size.memoryGB}`).toBe(expected);
  }); // prettier-ignore

  it.each([
    [16, 122625],
    [17, 1],
  ])('says that %s vCPU and %s MiB fit nowhere', (cpu, memory) => {
    expect(fargateSizeOf(pod(cpu, memory)).kind).toBe('too-large');
  });

  it('flags a need at a tier edge, where AWS does not say what it means by GB', () => {
    const at = fargateSizeOf(pod(0.25, 256));
    const off = fargateSizeOf(pod(0.25, 512));
    expect([at.kind === 'fits' && at.boundary, off.kind === 'fits' && off.boundary]).toEqual([
      true,
      false,
    ]);
  });

  it('does not call it an edge where the CPU fixes the memory anyway', () => {
    const sized = fargateSizeOf(pod(1, 768));
    expect(sized).toMatchObject({ size: { vcpu: 1, memoryGB: 2 }, boundary: false });
  });

  it('sums containers before it rounds, so that halves of a MiB do not cost a tier', () => {
    const half = { resources: { requests: { cpu: '100m', memory: '131584Ki' } } };
    const sized = fargateSizeOf({ containers: [{ name: 'a', ...half }, { name: 'b', ...half }] }); // prettier-ignore
    expect(sized.kind === 'fits' && sized.needed.memoryMiB).toBe(257 + 256);
  });

  it('gives 20 GiB of disk unless more is asked, up to 175', () => {
    const disk = (amount: string, kind = 'requests') =>
      fargateSizeOf({
        containers: [{ name: 'c', resources: { [kind]: { 'ephemeral-storage': amount } } }],
      });
    expect(disk('5Gi')).toMatchObject({ size: { ephemeralGiB: 20 }, needed: { ephemeralGiB: 5 } });
    expect(disk('100Gi')).toMatchObject({ size: { ephemeralGiB: 100 } });
    expect(disk('30Gi', 'limits')).toMatchObject({ size: { ephemeralGiB: 30 } });
    expect(disk('176Gi')).toMatchObject({ kind: 'too-large', what: 'ephemeral-storage' });
  });

  it('says so when a container that keeps running asks for nothing', () => {
    const asks = { resources: { requests: { cpu: '1', memory: '1Gi' } } };
    const missing = (init: object) =>
      fargateSizeOf({
        initContainers: [{ name: 'i', ...init }],
        containers: [{ name: 'c', ...asks }],
      });
    expect(missing({ restartPolicy: 'Always' })).toMatchObject({ missingRequests: true });
    expect(missing({})).toMatchObject({ missingRequests: false });
    expect(missing(asks)).toMatchObject({ missingRequests: false });
  });

  it('counts init containers by their maximum and native sidecars as running', () => {
    const request = (cpu: string) => ({ resources: { requests: { cpu, memory: '64Mi' } } });
    const sized = fargateSizeOf({
      initContainers: [
        { name: 'sidecar', restartPolicy: 'Always', ...request('200m') },
        { name: 'setup', ...request('900m') },
      ],
      containers: [{ name: 'main', ...request('100m') }],
    });
    expect(sized.kind === 'fits' && sized.needed.milliCpu).toBe(1100);
  });

  it('takes limits where requests are absent, as the API server does', () => {
    const sized = fargateSizeOf({
      containers: [{ name: 'c', resources: { limits: { cpu: '2', memory: '1Gi' } } }],
    });
    expect(sized.kind === 'fits' && sized.size.vcpu).toBe(2);
  });

  it('names the container and field of a quantity that is none', () => {
    expect(fargateSizeOf({ containers: [{ name: 'web', resources: { requests: { cpu: '-1' } } }] })).toEqual({
      kind: 'bad-quantity', container: 'web', field: 'resources.requests.cpu', value: '-1',
    }); // prettier-ignore
  });

  it('never chooses less than needed, nor more than the smallest that fits, and grows with the need', () => {
    const all = FARGATE_TIERS.flatMap((t) =>
      t.memoryGB.map((gb) => ({ cpu: t.vcpu * 1000, memory: gb * 1024 })),
    );
    const need = fc.record({
      cpu: fc.integer({ min: 0, max: 16_000 }),
      memory: fc.integer({ min: 1, max: 122_880 }),
    });
    fc.assert(
      fc.property(need, fc.nat(4000), fc.nat(8192), (n, moreCpu, moreMemory) => {
        const chosen = smallestTier(n.cpu, n.memory);
        if (!chosen) return !all.some((t) => t.cpu >= n.cpu && t.memory >= n.memory);
        const covers = chosen.vcpu * 1000 >= n.cpu && chosen.memoryGB * 1024 >= n.memory;
        const smaller = all.some(
          (t) =>
            t.cpu >= n.cpu &&
            t.memory >= n.memory &&
            (t.cpu < chosen.vcpu * 1000 ||
              (t.cpu === chosen.vcpu * 1000 && t.memory < chosen.memoryGB * 1024)),
        );
        const larger = smallestTier(n.cpu + moreCpu, n.memory + moreMemory);
        const monotone =
          larger === undefined ||
          larger.vcpu > chosen.vcpu ||
          (larger.vcpu === chosen.vcpu && larger.memoryGB >= chosen.memoryGB);
        return covers && !smaller && monotone;
      }),
    );
  });

  const amounts = fc.record({ cpu: fc.integer({ min: 0, max: 3000 }), memory: fc.integer({ min: 0, max: 12_000 }) }); // prettier-ignore
  const requests = ({ cpu, memory }: { cpu: number; memory: number }) => ({
    resources: { requests: { cpu: `${cpu}m`, memory: `${memory}Mi` } },
  });
  const podOf = fc
    .record({
      main: fc.array(amounts, { minLength: 1, maxLength: 3 }),
      init: fc.array(fc.record({ asks: amounts, sidecar: fc.boolean() }), { maxLength: 3 }),
      whole: fc.option(amounts, { nil: undefined }),
    })
    .map(({ main, init, whole }) => ({
      spec: {
        containers: main.map((m, i) => ({ name: `c${i}`, ...requests(m) })),
        initContainers: init.map(({ asks, sidecar }, i) => ({ name: `i${i}`, ...requests(asks), ...(sidecar && { restartPolicy: 'Always' }) })),
        ...(whole && requests(whole)),
      } satisfies PodSpec,
      running: [...main, ...init.filter((i) => i.sidecar).map((i) => i.asks)],
      single: [...init.map((i) => i.asks), ...(whole ? [whole] : [])],
    })); // prettier-ignore

  it('holds what runs together, each init container alone, and what the pod asks for as a whole', () => {
    fc.assert(
      fc.property(podOf, ({ spec, running, single }) => {
        const sized = fargateSizeOf(spec);
        if (sized.kind !== 'fits') return sized.kind === 'too-large';
        const sum = (of: 'cpu' | 'memory') => running.reduce((n, r) => n + r[of], 0);
        const [cpu, memory] = [sized.size.vcpu * 1000, sized.size.memoryGB * 1024 - 256];
        return (
          cpu >= sum('cpu') &&
          memory >= sum('memory') &&
          single.every((s) => cpu >= s.cpu && memory >= s.memory)
        );
      }),
    );
  });

  it('never shrinks when a container is added', () => {
    fc.assert(
      fc.property(podOf, amounts, ({ spec }, more) => {
        const before = fargateSizeOf(spec);
        const after = fargateSizeOf({ ...spec, containers: [...spec.containers, { name: 'more', ...requests(more) }] }); // prettier-ignore
        if (before.kind !== 'fits') return after.kind !== 'fits';
        return (
          after.kind !== 'fits' ||
          after.size.vcpu > before.size.vcpu ||
          (after.size.vcpu === before.size.vcpu && after.size.memoryGB >= before.size.memoryGB)
        );
      }),
    );
  });

  it('takes what a pod asks for as a whole as a floor, and says that it did', () => {
    const sized = fargateSizeOf({ containers: [{ name: 'c' }], ...requests({ cpu: 2000, memory: 4096 }) });
    expect(sized).toMatchObject({ size: { vcpu: 2, memoryGB: 5 }, podLevel: true });
    expect(fargateSizeOf({ containers: [{ name: 'c' }] })).toMatchObject({ podLevel: false });
  }); // prettier-ignore
});
