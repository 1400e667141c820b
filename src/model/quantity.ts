import type { MiB, MilliCpu } from './units.ts';
import { mib, milliCpu } from './units.ts';

/**
 * Kubernetes quantities: a decimal number with an optional suffix or exponent.
 * @source https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/ (read 2026-11-23)
 */
const SUFFIX: Readonly<Record<string, number>> = {
  '': 1, n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18,
  Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60,
}; // prettier-ignore
const FORM = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;

export type QuantityError = { readonly kind: 'bad-quantity'; readonly value: string };

/** Clusters write few amounts, each of them thousands of times. */
const known = new Map<string | number, number | undefined>();
const MOST_KNOWN = 10_000;

/** The quantity in its base unit (cores, bytes, pieces), or `undefined` when it is not one. */
export function parseQuantity(text: string | number): number | undefined {
  const before = known.get(text);
  if (before !== undefined) return before;
  const value = valueOf(text);
  if (known.size < MOST_KNOWN) known.set(text, value);
  return value;
}

function valueOf(text: string | number): number | undefined {
  const m = FORM.exec(String(text).trim());
  if (!m) return undefined;
  const [, digits = '', suffix = '', exponent] = m;
  const value =
    exponent === undefined
      ? Number(digits) * (SUFFIX[suffix] ?? NaN)
      : Number(`${digits}e${exponent}`);
  return Number.isFinite(value) ? value : undefined;
}

/** Guards against 0.1 + 0.2: rounds away float dust before rounding up, as Kubernetes' decimals do. */
const up = (n: number): number =>
  Number.isInteger(n) && n < 1e15 ? n : Math.ceil(Number(n.toPrecision(15)));

/** Milli-CPUs rounded up; `undefined` for nonsense and for negative values. */
export function parseCpu(text: string | number): MilliCpu | undefined {
  const cores = parseQuantity(text);
  return cores === undefined || cores < 0 ? undefined : milliCpu(up(cores * 1000));
}

/** MiB rounded up; `undefined` for nonsense and for negative values. */
export function parseMemory(text: string | number): MiB | undefined {
  const bytes = parseQuantity(text);
  return bytes === undefined || bytes < 0 ? undefined : mib(up(bytes / 2 ** 20));
}

/** A number as people write one, `0.059` or `1e-3`; NaN for all else, `0x10` and the empty word among it. */
export const parseDecimal = (written: string): number =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(written.trim()) ? Number(written) : NaN;
