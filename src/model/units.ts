/** Numbers that must not be mixed carry their unit in their type. Build them with their parser. */
declare const unit: unique symbol;
export type Brand<T, B extends string> = T & { readonly [unit]: B };

/** Thousandths of a CPU; an integer ≥ 0. */
export type MilliCpu = Brand<number, 'MilliCpu'>;
/** 2²⁰ bytes; an integer ≥ 0. Fargate's "GB" are taken as 1,024 MiB (its tiers behave so). */
export type MiB = Brand<number, 'MiB'>;
/** US dollars an hour. */
export type UsdPerHour = Brand<number, 'UsdPerHour'>;

export const milliCpu = (n: number): MilliCpu => Math.ceil(n) as MilliCpu;
export const mib = (n: number): MiB => Math.ceil(n) as MiB;
/** AWS bills a month as 730 hours in all its own examples. */
export const HOURS_PER_MONTH = 730;
