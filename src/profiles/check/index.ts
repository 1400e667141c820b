/** What a profile that somebody wants would meet: its form, its surroundings, the pods it takes. */
export { blocker, ok, warning, type ProfileCheck, type ProfileDraft } from './check.ts';
export { checkSelectors } from './syntax.ts';
export { checkName, checkQuota, checkRole, checkSubnets, PROFILE_QUOTA, PROFILES_PER_CLUSTER } from './surroundings.ts'; // prettier-ignore
export { checkTaken, podsIn, takenBy, type Taken } from './taken.ts';
