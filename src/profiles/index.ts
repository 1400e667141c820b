/** Fargate profiles for a plan: which selectors take what moves, and the proof that they do. */
export {
  proposeProfiles,
  type Proposal,
  type ProposalInput,
  type ProposedProfile,
} from './propose.ts';
export { proofOfMatch, type Match, type MatchProof, type Overlap } from './proof.ts';
export { synthesize, type SelectablePod, type Synthesis } from './synthesis/index.ts';
export * from './check/index.ts';
export { selectorText } from './selector-text.ts';
export { listProfiles, type ListedProfile } from './list.ts';
