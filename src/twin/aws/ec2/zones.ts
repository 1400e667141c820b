import type { ResolvedSeed } from '../seed/index.ts';

export interface ZoneRecord {
  readonly name: string;
  readonly id: string;
  readonly type: string;
}

/** Short codes of zone ids: `ap-northeast-2` → `apne2`. */
function regionCode(region: string): string {
  const match = /^([a-z]+)-(gov-)?([a-z]+)-(\d)$/.exec(region);
  if (!match) return region;
  const [, area = '', gov, direction = '', n = ''] = match;
  const short = direction
    .replace('north', 'n')
    .replace('south', 's')
    .replace('east', 'e')
    .replace('west', 'w')
    .replace('central', 'c');
  return `${area}${gov === undefined ? '' : 'g'}${short}${n}`;
}

/** The zones of the seed, else those of its subnets and the region's usual a–d. */
export function zonesOf(seed: ResolvedSeed, region: string): ZoneRecord[] {
  const names = new Set([
    ...['a', 'b', 'c', 'd'].map((letter) => region + letter),
    ...seed.subnets.map((s) => s.zone),
  ]);
  const given =
    seed.zones ?? [...names].map((name) => ({ name, type: 'availability-zone', id: undefined }));
  return given.map((z) => ({
    name: z.name,
    id: z.id ?? `${regionCode(region)}-az${z.name.charCodeAt(z.name.length - 1) - 96}`,
    type: z.type,
  }));
}
