import type { KubeObject } from '../../model/index.ts';
import type { ElementPiece } from './json-piece.ts';
import { Outline } from './outline.ts';

/** Of one controller: pods that run, wait, are of different nodes. */
const MOST_OUTLINES = 4;

/**
 * Pods of one controller, which stand next to each other in lists sorted by name: after the first,
 * one is a copy in most cases, and is told by its bytes. What is no copy is read like anything else.
 */
export class Repeats {
  /** The uid of the controller of the pod that was read last, between quotes. */
  private owner = '';
  private last: { readonly length: number; readonly object: KubeObject } | undefined;
  /** The bytes of `last`. Kept, for new ones each time would have garbage collected all the time. */
  private room: Buffer = Buffer.alloc(0);
  private outlines: Outline[] = [];

  /** Takes note of an object that was read whole, and of what became of it. */
  learn(piece: ElementPiece, object: KubeObject | undefined): void {
    if (object?.kind !== 'Pod') return;
    const uid = object.metadata.ownerReferences?.find((o) => o.controller === true)?.uid;
    if (typeof uid !== 'string' || uid === '') return;
    const owner = `"${uid}"`;
    if (owner !== this.owner) this.outlines = [];
    this.owner = owner;
    if (this.room.length < piece.size) this.room = Buffer.allocUnsafeSlow(piece.size * 2);
    this.last = { length: piece.copyTo(this.room), object };
  }

  /** The outline that what begins at `at` is a copy of, its `end` and `copy` at hand. */
  find(text: Buffer, at: number, length: number): Outline | undefined {
    const { last, owner, outlines } = this;
    if (!last && outlines.length === 0) return undefined;
    const read = text.subarray(0, length);
    for (const outline of outlines) if (outline.matches(read, at)) return outline;
    if (!last) return undefined;
    // A guess: an outline takes longer to make than a single copy would gain.
    const near = read.subarray(at, at + last.length + 256);
    if (!near.includes(owner, 0, 'utf8')) return undefined;
    this.last = undefined;
    // Not of the pool: what is kept of it would keep eight others.
    const bytes = Buffer.allocUnsafeSlow(last.length);
    this.room.copy(bytes, 0, 0, last.length);
    const outline = Outline.of(bytes, last.object);
    if (!outline) return undefined;
    this.outlines = [outline, ...this.outlines].slice(0, MOST_OUTLINES);
    return outline.matches(read, at) ? outline : undefined;
  }
}
