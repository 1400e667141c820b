import type { KubeObject } from '../../model/index.ts';
import { maskCredentials } from '../credentials.ts';
import { endOfToken } from '../token-volume.ts';
import { isFields } from './document.ts';
import { holesOf, type Hole } from './holes.ts';

const QUOTE = 34, BACKSLASH = 92, OPEN = 123; // prettier-ignore
/** 1 where a character of a string stands for itself, and can be no part of a chart's variable. */
const PLAIN = new Uint8Array(256);
for (let c = 32; c < 127; c += 1) PLAIN[c] = '"\\{$'.includes(String.fromCharCode(c)) ? 0 : 1;
/** Of a count: with no more, a number holds it exactly. */
const MOST_DIGITS = 15;
/** Bytes, about: fewer are compared faster here than by a call. */
const FEW = 24;

/** What must be set in a copy: the value of a hole, or what holds such values. */
type Way = { readonly hole: number } | { readonly inside: Map<string | number, Way> };

/**
 * A pod's text as an outline that its copies fill in: the bytes that they have in common, and the
 * holes between them. What matches it is the same object but for the holes, since equal bytes in
 * equal places are read alike. It is told in a look at the bytes, and need not be parsed.
 */
export class Outline {
  /** Where the copy found last ends. */
  end = -1;
  /** Line ends within any copy: holes hold none. */
  readonly lines: number;
  private readonly bytes: Buffer;
  private readonly holes: readonly Hole[];
  private readonly object: KubeObject;
  private readonly way: Way;
  private readonly own: readonly (string | number)[];
  private readonly found: (string | number)[] = [];

  private constructor(bytes: Buffer, holes: readonly Hole[], object: KubeObject) {
    this.bytes = bytes;
    this.holes = holes;
    this.object = object;
    let lines = 0;
    for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) lines += 1;
    this.lines = lines;
    this.own = holes.map((h) => contentOf(bytes, h));
    this.way = wayTo(holes);
  }

  /** Of a text and what a snapshot keeps of it; undefined where the one does not show in the other. */
  static of(bytes: Buffer, object: KubeObject): Outline | undefined {
    const holes = holesOf(bytes);
    if (!holes) return undefined;
    const fits = holes.every((h) => isUnread(h) || valueAt(object, h.path) === contentOf(bytes, h));
    return fits ? new Outline(bytes, holes, object) : undefined;
  }

  /** Whether a copy begins at `at`; then `end` and `copy` are of it. */
  matches(text: Buffer, at: number): boolean {
    const { holes } = this;
    let from = 0;
    for (let i = 0; i < holes.length; i += 1) {
      const hole = holes[i] as Hole;
      if (!this.isAt(from, hole.from, text, at)) return false;
      const start = at + hole.from - from;
      at = this.fill(i, text, start);
      if (at < 0) return false;
      from = hole.to;
    }
    if (!this.isAt(from, this.bytes.length, text, at)) return false;
    this.end = at + this.bytes.length - from;
    return true;
  }

  /** Whether the outline's bytes `[from, to)` stand at `at`. */
  private isAt(from: number, to: number, text: Buffer, at: number): boolean {
    const { bytes } = this;
    const size = to - from;
    if (at + size > text.length) return false;
    if (size > FEW) return bytes.compare(text, at, at + size, from, to) === 0;
    for (let i = 0; i < size; i += 1) if (bytes[from + i] !== text[at + i]) return false;
    return true;
  }

  /** Takes what stands at `at` for a hole; answers where it ends, -1 where it does not belong there. */
  private fill(i: number, text: Buffer, at: number): number {
    const { from, to, kind } = this.holes[i] as Hole;
    if (kind === 'unread') return endOfQuoted(text, at);
    if (kind === 'token') return endOfToken(text, at);
    const end = kind === 'count' ? endOfCount(text, at) : endOfPlain(text, at);
    if (end < 0 || (end === at && to > from)) return -1;
    if (end - at === to - from && this.isAt(from, to, text, at)) {
      this.found[i] = this.own[i] as string | number;
      return end;
    }
    const value = text.toString('latin1', at, end);
    if (kind === 'string' && maskCredentials(value) !== value) return -1;
    this.found[i] = kind === 'count' ? Number(value) : value;
    return end;
  }

  /** The object of the copy found last; what is equal in both is one value. */
  copy(): KubeObject {
    return this.filled(this.object, this.way) as KubeObject;
  }

  private filled(value: unknown, way: Way): unknown {
    if ('hole' in way) {
      const found = this.found[way.hole];
      return found === this.own[way.hole] ? value : found;
    }
    let copy: Record<string | number, unknown> | undefined;
    for (const [key, next] of way.inside) {
      const before = (value as Record<string | number, unknown>)[key];
      const after = this.filled(before, next);
      if (after === before) continue;
      copy ??= (Array.isArray(value) ? value.slice() : { ...(value as object) }) as Record<string | number, unknown>; // prettier-ignore
      copy[key] = after;
    }
    return copy ?? value;
  }
}

const isUnread = ({ kind }: Hole): boolean => kind === 'unread' || kind === 'token';

const contentOf = (bytes: Buffer, { from, to, kind }: Hole): string | number => {
  const text = bytes.toString('utf8', from, to);
  return kind === 'count' ? Number(text) : text;
};

function valueAt(object: unknown, path: Hole['path']): unknown {
  let value = object;
  for (const key of path) {
    if (Array.isArray(value)) value = value[key as number];
    else if (isFields(value) && Object.hasOwn(value, key)) value = value[key];
    else return undefined;
  }
  return value;
}

function wayTo(holes: readonly Hole[]): Way {
  const root = { inside: new Map<string | number, Way>() };
  holes.forEach((h, hole) => {
    if (isUnread(h)) return;
    const { path } = h;
    let { inside } = root;
    path.forEach((key, i) => {
      if (i === path.length - 1) inside.set(key, { hole });
      else {
        let next = inside.get(key);
        if (!next || 'hole' in next) inside.set(key, (next = { inside: new Map() }));
        ({ inside } = next);
      }
    });
  });
  return root;
}

function endOfPlain(text: Buffer, at: number): number {
  while (PLAIN[text[at] as number] === 1) at += 1;
  return at;
}

/** The same for what is never read, in which quotes may be escaped. */
function endOfQuoted(text: Buffer, at: number): number {
  for (;;) {
    const c = text[at];
    if (c === BACKSLASH && text[at + 1] === QUOTE) at += 2;
    else if (c === OPEN || PLAIN[c as number] === 1) at += 1;
    else return at;
  }
}

/** After the digits of a count as JSON writes it; -1 for any other number. */
function endOfCount(text: Buffer, at: number): number {
  const from = at;
  for (let c = text[at]; c !== undefined && c >= 48 && c <= 57; c = text[at]) at += 1;
  const digits = at - from;
  return digits === 0 || digits > MOST_DIGITS || (digits > 1 && text[from] === 48) ? -1 : at;
}
