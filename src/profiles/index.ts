/** Fargate profiles for a plan: which selectors take what moves, and the proof that they do. */
export { proposeProfiles, type ProposalInput, type ProposedProfile } from './propose.ts';
export { proofOfMatch, type Match, type MatchProof } from './proof.ts';
