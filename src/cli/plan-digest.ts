import { createHash } from 'node:crypto';
import { canonicalJson, type Plan } from '../model/index.ts';

/** `sha256:` over the plan's canonical JSON. */
export const planDigest = (plan: Plan): string =>
  `sha256:${createHash('sha256').update(canonicalJson(plan)).digest('hex')}`;
