import { copyJson, isDraft, own, set, type Draft } from '../draft.ts';

/**
 * JSON Merge Patch: null removes, objects merge, everything else replaces. The target is a draft
 * and is written to.
 * @source https://www.rfc-editor.org/rfc/rfc7386 (read 2026-11-23)
 */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isDraft(patch)) return copyJson(patch);
  const result: Draft = isDraft(target) ? target : {};
  for (const [key, value] of Object.entries(patch))
    if (value === null) delete result[key];
    else if (value !== undefined) set(result, key, mergePatch(own(result, key), value));
  return result;
}
