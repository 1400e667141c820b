import type { Places, RouteTable, Subnet } from '../model/index.ts';
import { readAws, type AssessContext } from './context.ts';

/** The route table of a subnet: its own, else the VPC's main one. */
export const tableOf = (subnet: Subnet, tables: readonly RouteTable[]): RouteTable | undefined =>
  tables.find((t) => t.subnetIds.includes(subnet.id)) ??
  tables.find((t) => t.isMain && t.vpcId === subnet.vpcId);

/** Private to Fargate: no route to an internet gateway; whether public IPs are assigned does not count. */
export const isPrivate = (subnet: Subnet, tables: readonly RouteTable[]): boolean => {
  const table = tableOf(subnet, tables);
  return table !== undefined && !table.routes.some((r) => r.target.startsWith('igw-'));
};

/** The cluster's subnets that a profile may use, and those that it may not. */
export function clusterSubnets(context: AssessContext): {
  readonly usable: readonly Subnet[];
  readonly all: readonly Subnet[];
  readonly tables: readonly RouteTable[];
} {
  const ids = readAws(context, 'cluster')?.subnetIds ?? [];
  const tables = readAws(context, 'routeTables') ?? [];
  const all = (readAws(context, 'subnets') ?? []).filter((s) => ids.includes(s.id));
  return { all, tables, usable: all.filter((s) => isPrivate(s, tables)) };
}

/** Where Fargate pods of the cluster would run, as far as AWS was asked. */
export function placesOf(context: AssessContext): Places {
  const { region } = context.snapshot.cluster;
  const { usable } = clusterSubnets(context);
  return {
    ...(region !== null && { region }),
    ...(usable.length > 0 && { zones: [...new Set(usable.map((s) => s.availabilityZone))].sort() }),
  };
}
