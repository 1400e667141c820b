/** One rung of Fargate's ladder. GB as AWS names it: 1 GB is 1,024 MiB here (see units.ts). */
export interface FargateSize {
  readonly vcpu: number;
  readonly memoryGB: number;
  readonly ephemeralGiB: number;
}
