import { cloudCallOf, isNotFound } from '../errors/index.ts';

/** For deletions: what is gone already needs no deleting. */
export const ignoreGone = (error: unknown): null => {
  if (isNotFound(error)) return null;
  throw error;
};

/** For calls whose purpose is reached when they fail for this reason. */
export const ignoreReason =
  (reason: RegExp) =>
  (error: unknown): null => {
    if (reason.test(cloudCallOf(error)?.reason ?? '')) return null;
    throw error;
  };
