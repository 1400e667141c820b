/** Profile synthesis: the fewest profiles and selectors that take what goes and nothing else. */
export {
  SELECTORS_PER_PROFILE,
  synthesize,
  type SelectablePod,
  type Synthesis,
} from './synthesize.ts';
export { narrowestPatterns } from './patterns.ts';
