const FORM = /^([+-]?)(\d*)\.?(\d*)(?:([numkMGTPE]|[KMGTPE]i)|[eE]([+-]?\d+))?$/;
const DECIMAL: readonly (readonly [string, number])[] = [
  ['n', -9], ['u', -6], ['m', -3], ['', 0], ['k', 3], ['M', 6], ['G', 9], ['T', 12], ['P', 15], ['E', 18],
]; // prettier-ignore
const BINARY = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const NANO = 9;

const canonical = new Map<string, string | undefined>();

/**
 * A quantity as the API server writes it back: no fraction, the largest fitting suffix, binary or
 * decimal as it was (`0.5` → `500m`, `1024Mi` → `1Gi`); `undefined` for what is none.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/api/resource/quantity.go (read 2026-11-23)
 */
export function canonicalQuantity(value: string | number): string | undefined {
  const text = String(value).trim();
  if (canonical.has(text)) return canonical.get(text);
  const result = canonicalize(text);
  // Bounded: texts come from clients.
  if (canonical.size > 10_000) canonical.clear();
  canonical.set(text, result);
  return result;
}

function canonicalize(text: string): string | undefined {
  const m = FORM.exec(text);
  if (!m) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = '', exponent] = m;
  if (whole === '' && fraction === '') return undefined;
  const binary = BINARY.indexOf(suffix);
  const isBinary = suffix !== '' && binary > 0;
  const shift = isBinary
    ? 0
    : exponent === undefined
      ? (DECIMAL.find(([s]) => s === suffix)?.[1] ?? 0)
      : Number(exponent);
  if (Math.abs(shift) > 40) return undefined;
  // In billionths, rounded up beyond that, as the real type does.
  let nano = scaled(BigInt(whole + fraction || '0'), shift - fraction.length + NANO);
  if (isBinary) nano = nano * 1024n ** BigInt(binary);
  const negative = sign === '-' && nano !== 0n ? '-' : '';
  const unit = 10n ** 9n;
  if (isBinary && nano >= 1024n * unit && nano % unit === 0n) {
    let n = nano / unit;
    let power = 0;
    while (n % 1024n === 0n && power < 6) {
      n /= 1024n;
      power += 1;
    }
    return `${negative}${n}${BINARY[power] as string}`;
  }
  if (exponent !== undefined) return negative + inExponents(nano);
  return negative + inDecimals(nano);
}

function scaled(n: bigint, power: number): bigint {
  if (power >= 0) return n * 10n ** BigInt(power);
  const divisor = 10n ** BigInt(-power);
  return (n + divisor - 1n) / divisor;
}

function reduced(nano: bigint): { n: bigint; power: number } {
  let n = nano;
  let power = -NANO;
  while (n !== 0n && n % 1000n === 0n && power < 18) {
    n /= 1000n;
    power += 3;
  }
  return { n, power };
}

function inDecimals(nano: bigint): string {
  if (nano === 0n) return '0';
  const { n, power } = reduced(nano);
  return `${n}${DECIMAL.find(([, p]) => p === power)?.[0] ?? ''}`;
}

function inExponents(nano: bigint): string {
  if (nano === 0n) return '0';
  const { n, power } = reduced(nano);
  return power === 0 ? String(n) : `${n}e${power}`;
}
