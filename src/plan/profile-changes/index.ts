/** Making, replacing and deleting profiles outside a migration: what was looked at, and the plan that does it. */
export {
  existingProfile,
  planCreation,
  planDeletion,
  planReplacement,
  type ProfileChange,
} from './changes.ts';
export { roleNameOf } from './checks.ts';
export type { Destination } from './rehome.ts';
export type { ProfileWorld } from './world.ts';
