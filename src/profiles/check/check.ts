import type { FargateSelector, Text } from '../../model/index.ts';

/** A profile as somebody wants it, before it is held against the cluster. */
export interface ProfileDraft {
  readonly name: string;
  readonly selectors: readonly FargateSelector[];
  readonly subnetIds: readonly string[];
  readonly podExecutionRoleArn: string;
}

/**
 * One look at a draft. `blocker`: EKS would refuse it, or it would do harm · `warning`: it works,
 * and somebody should know · `unknown`: could not be looked at.
 */
export interface ProfileCheck {
  readonly about:
    'name' | 'selectors' | 'quota' | 'subnets' | 'role' | 'overlap' | 'takes' | 'pods';
  readonly state: 'ok' | 'warning' | 'blocker' | 'unknown';
  readonly says: Text;
  /** One command or act that mends it; null where nothing is to do. */
  readonly remedy: Text | null;
}

type About = ProfileCheck['about'];
export const ok = (about: About, says: Text): ProfileCheck => ({ about, state: 'ok', says, remedy: null }); // prettier-ignore
export const warning = (about: About, says: Text, remedy: Text | null = null): ProfileCheck => ({ about, state: 'warning', says, remedy }); // prettier-ignore
export const blocker = (about: About, says: Text, remedy: Text): ProfileCheck => ({ about, state: 'blocker', says, remedy }); // prettier-ignore
export const unknown = (about: About, says: Text): ProfileCheck => ({ about, state: 'unknown', says, remedy: null }); // prettier-ignore
