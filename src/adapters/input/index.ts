export { INPUT_LIMITS, type InputLimits } from './limits.ts';
export { openInput, openStream, type InputEntry, type OpenOptions } from './open.ts';
