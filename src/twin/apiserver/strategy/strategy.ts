import type { KubeObject } from '../../../model/index.ts';
import type { Draft } from '../draft.ts';
import type { Kernel } from '../kernel.ts';
import type { StatusCause } from '../status-error.ts';

export interface WriteContext {
  readonly kernel: Kernel;
  /** By the twin's own controllers. */
  readonly internal: boolean;
  /** `binding`, `resize`, `finalize`, …; absent for the object itself. */
  readonly subresource?: string | undefined;
}

/** What is particular about one kind. Everything is optional. */
export interface Strategy {
  /** Fills in what the real server would when a client left it out; runs on every write. */
  readonly defaults?: (draft: Draft) => void;
  /** On creation, after admission: initial status, allocations. */
  readonly prepareCreate?: (draft: Draft, kernel: Kernel) => void;
  /** On update of the object itself: carries over what clients may not take away. */
  readonly prepareUpdate?: (draft: Draft, old: KubeObject, context: WriteContext) => void;
  /** All faults of the object; with `old`, those of the change too. */
  readonly validate?: (
    draft: Draft,
    old: KubeObject | undefined,
    context: WriteContext,
  ) => StatusCause[];
  /** After it was stored or removed: what the server itself derives from the object. */
  readonly onStored?: (kernel: Kernel, object: KubeObject | undefined, key: string) => void;
  /** The status as clients set it on creation is kept (nodes). */
  readonly keepsStatusOnCreate?: boolean;
  /**
   * A change of annotations makes a new generation, too, and a write to the status may change them:
   * so a Deployment's controller notes a revision without making one.
   * @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/registry/apps/deployment/strategy.go (read 2026-11-25)
   */
  readonly countsNotes?: boolean;
  /** Updates must carry a resourceVersion. */
  readonly needsVersion?: boolean;
}
