import type { FargateSelector } from '../model/index.ts';

/** `app & tier=front` as people write it. */
export const selectorText = (s: FargateSelector): string =>
  [s.namespace, ...Object.entries(s.labels ?? {}).map(([k, v]) => `${k}=${v}`)].join(' & ');
