import type { ResolvedSeed } from '../seed/index.ts';
import table from './instance-types.json' with { type: 'json' };

export interface InstanceType {
  readonly name: string;
  readonly vcpu: number;
  readonly memoryMiB: number;
  readonly arch: 'amd64' | 'arm64';
  readonly enis: number;
  readonly ipsPerEni: number;
  readonly allocatableMilliCpu: number;
  readonly allocatableMemoryMiB: number;
}

type Row = [number, number, 'amd64' | 'arm64', number, number, number, number];

/** Looks an instance type up: the seed's own first, then the built-in table. */
export function instanceTypeOf(seed: ResolvedSeed, name: string): InstanceType | undefined {
  const own = seed.instanceTypes[name];
  if (own) return { name, ...own };
  const row = (table.types as unknown as Readonly<Record<string, Row>>)[name];
  if (!row) return undefined;
  const [vcpu, memoryMiB, arch, enis, ipsPerEni, allocatableMilliCpu, allocatableMemoryMiB] = row;
  return {
    name,
    vcpu,
    memoryMiB,
    arch,
    enis,
    ipsPerEni,
    allocatableMilliCpu,
    allocatableMemoryMiB,
  };
}

/**
 * Pods that a node can carry: what the VPC CNI can address without prefix delegation.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html (read 2026-11-23)
 */
export const maxPodsOf = (type: InstanceType): number => type.enis * (type.ipsPerEni - 1) + 2;
