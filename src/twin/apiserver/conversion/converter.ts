import type { KubeObject } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';

/** Between a version as asked for and the one that is stored; each way on a private copy. */
export interface Converter {
  readonly toStored: (draft: Draft) => Draft;
  readonly fromStored: (object: KubeObject) => KubeObject;
}
