import { EXIT, isFargatectlError, UserError, type FargatectlError } from '../errors/index.ts';

/** Somebody else changed what the run had left; going on would overwrite it. */
export const changedByOthers = (what: string): FargatectlError =>
  UserError({
    code: 'CHANGED_BY_OTHERS',
    message: `${what} Somebody else changed it.`,
    remedy:
      'Decide which value is right and set it, then go on: fargatectl migrate --resume, or fargatectl rollback (with --force it overwrites the change).',
    exitCode: EXIT.stopped,
  });

/** The world moved between the before-image and the call; nothing was done. The engine observes anew. */
export const changedMeanwhile = (what: string): FargatectlError =>
  UserError({
    code: 'CHANGED_MEANWHILE',
    message: `${what} It changes faster than it can be set.`,
    remedy:
      'Find out what writes it (an autoscaler, a GitOps controller), stop that, then run fargatectl migrate --resume.',
    exitCode: EXIT.stopped,
  });

export const isChangedByOthers = (error: unknown): boolean =>
  isFargatectlError(error) && error.code === 'CHANGED_BY_OTHERS';
export const isChangedMeanwhile = (error: unknown): boolean =>
  isFargatectlError(error) && error.code === 'CHANGED_MEANWHILE';
