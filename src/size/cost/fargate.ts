import { DEFAULT_EPHEMERAL_GIB, type FargateSize } from '../../model/index.ts';
import type { FargatePrice } from './price-book.ts';

/**
 * What one pod of a size costs while it exists; null when a price that it needs is not known.
 * Billed on the size, not on use: per second, at least a minute, from image pull to termination.
 * @source https://aws.amazon.com/fargate/pricing/ (read 2026-11-23)
 */
export function fargateUsdPerHour(size: FargateSize, price: FargatePrice | null): number | null {
  if (!price) return null;
  const extra = Math.max(0, size.ephemeralGiB - DEFAULT_EPHEMERAL_GIB);
  if (extra > 0 && price.ephemeralGbHour === null) return null;
  return (
    size.vcpu * price.vcpuHour + size.memoryGB * price.gbHour + extra * (price.ephemeralGbHour ?? 0)
  );
}
