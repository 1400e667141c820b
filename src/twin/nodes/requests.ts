import {
  parseCpu,
  parseMemory,
  type Container,
  type KubeObject,
  type Pod,
} from '../../model/index.ts';

export interface Amount {
  readonly milliCpu: number;
  readonly memoryMiB: number;
}

/** What the scheduler counts: the sum of containers, or the largest init container when that is more; sidecars add. */
export function requestsOf(pod: Pod): Amount {
  const ask = (c: Container): Amount => {
    const { requests, limits } = c.resources ?? {};
    return {
      milliCpu: parseCpu(requests?.['cpu'] ?? limits?.['cpu'] ?? 0) ?? 0,
      memoryMiB: parseMemory(requests?.['memory'] ?? limits?.['memory'] ?? 0) ?? 0,
    };
  };
  const sum = (all: readonly Container[]): Amount =>
    all
      .map(ask)
      .reduce(
        (a, b) => ({ milliCpu: a.milliCpu + b.milliCpu, memoryMiB: a.memoryMiB + b.memoryMiB }),
        { milliCpu: 0, memoryMiB: 0 },
      );
  const init = pod.spec.initContainers ?? [];
  const steady = sum([...pod.spec.containers, ...init.filter((c) => c.restartPolicy === 'Always')]);
  return init
    .filter((c) => c.restartPolicy !== 'Always')
    .map(ask)
    .reduce(
      (a, b) => ({
        milliCpu: Math.max(a.milliCpu, b.milliCpu),
        memoryMiB: Math.max(a.memoryMiB, b.memoryMiB),
      }),
      steady,
    );
}

export function allocatableOf(node: KubeObject): Amount & { readonly pods: number } {
  const a =
    (node['status'] as { allocatable?: Readonly<Record<string, string>> } | undefined)
      ?.allocatable ?? {};
  return {
    milliCpu: parseCpu(a['cpu'] ?? 0) ?? 0,
    memoryMiB: parseMemory(a['memory'] ?? 0) ?? 0,
    pods: Number(a['pods'] ?? 0),
  };
}

export const hostPortsOf = (pod: Pod): readonly string[] =>
  pod.spec.containers.flatMap((c) =>
    (c.ports ?? []).flatMap((p) => {
      const port = p.hostPort ?? (pod.spec.hostNetwork === true ? p.containerPort : undefined);
      return port === undefined ? [] : [`${p.protocol ?? 'TCP'}/${port}`];
    }),
  );
