type Fields = Readonly<Record<string, unknown>>;

/** Bytes held before they are handed on. */
const ROOM = 256 << 10;
/** Mappings with more keys than this are data, each with keys of its own; they are sorted one by one. */
const MOST_KEYS = 40;
/** Mappings of arbitrary keys (labels, data) would fill the memory with sequences. */
const MOST_NEXT = 1_000;
/** 1 where a character stands for itself inside a JSON string: printable ASCII but `"` and `\`. */
const PLAIN = new Uint8Array(128);
for (let c = 32; c < 127; c += 1) PLAIN[c] = c === 34 || c === 92 ? 0 : 1;

/** A sequence of keys as mappings have them, and how it is written. */
interface Sequence {
  readonly keys: readonly string[];
  readonly next: Map<string, Sequence>;
  /** The step taken last, which is nearly always the one taken next. */
  lastKey: string;
  last: Sequence | undefined;
  /** Worked out when a mapping with just these keys is first written. */
  order: Order | undefined;
}
/** Keys as canonical JSON has them, and the text before each value: `"name":`. */
interface Order {
  readonly keys: readonly string[];
  readonly names: readonly Buffer[];
  /** What was written last under each key, and where: neighbours share their parts (see `Sharing`). */
  readonly last: (Written | undefined)[];
}
interface Written {
  value: object;
  /** Counted from the first byte ever written. */
  from: number;
  to: number;
}

/**
 * Writes values as canonical JSON, the same bytes as `canonicalJson` of the model, without making
 * the ordered copies and the text in between: a large cluster has gigabytes of both.
 */
export class CanonicalWriter {
  private readonly take: (bytes: Buffer) => void;
  private readonly room = Buffer.allocUnsafe(ROOM);
  private at = 0;
  /** Bytes handed on before those in `room`. */
  private gone = 0;
  private readonly root = sequenceOf([]);

  /** `take` must be done with the bytes when it returns. */
  constructor(take: (bytes: Buffer) => void) {
    this.take = take;
  }

  /** Bytes that are JSON already, or none of it: a line end. */
  raw(text: string): void {
    for (let i = 0; i < text.length; i += 1024) {
      if (this.at + 4096 > ROOM) this.flush();
      this.at += this.room.write(text.slice(i, i + 1024), this.at, 'utf8');
    }
  }

  value(value: unknown): void {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return this.ascii(Number.isFinite(value) ? `${value}` : 'null');
      case 'boolean':
        return this.ascii(value ? 'true' : 'false');
      case 'object':
        if (value === null) return this.ascii('null');
        return Array.isArray(value) ? this.list(value) : this.fields(value as Fields);
      default:
        // What JSON cannot say is null in a list; in a mapping its key is left out.
        return this.ascii('null');
    }
  }

  /** Hands on what is held. */
  flush(): void {
    if (this.at > 0) this.take(this.room.subarray(0, this.at));
    this.gone += this.at;
    this.at = 0;
  }

  /** More than there is room for. */
  private long(bytes: Buffer): void {
    this.flush();
    this.take(bytes);
    this.gone += bytes.length;
  }

  private ascii(text: string): void {
    if (this.at + text.length > ROOM) this.flush();
    const { room } = this;
    let { at } = this;
    for (let i = 0; i < text.length; i += 1) room[at++] = text.charCodeAt(i);
    this.at = at;
  }

  private string(text: string): void {
    const { length } = text;
    if (this.at + length + 2 > ROOM) {
      this.flush();
      if (length + 2 > ROOM) return this.long(Buffer.from(JSON.stringify(text), 'utf8'));
    }
    const { room } = this;
    let { at } = this;
    room[at++] = 34;
    for (let i = 0; i < length; i += 1) {
      const c = text.charCodeAt(i);
      if (c > 126 || PLAIN[c] === 0) return this.escaped(text);
      room[at++] = c;
    }
    room[at++] = 34;
    this.at = at;
  }

  private escaped(text: string): void {
    const bytes = Buffer.from(JSON.stringify(text), 'utf8');
    if (this.at + bytes.length > ROOM) this.flush();
    if (bytes.length > ROOM) return this.long(bytes);
    this.room.set(bytes, this.at);
    this.at += bytes.length;
  }

  private byte(c: number): void {
    if (this.at === ROOM) this.flush();
    this.room[this.at++] = c;
  }

  private list(list: readonly unknown[]): void {
    this.byte(91);
    for (let i = 0; i < list.length; i += 1) {
      if (i > 0) this.byte(44);
      this.value(list[i]);
    }
    this.byte(93);
  }

  private fields(fields: Fields): void {
    const { keys, names, last } = this.orderOf(fields);
    this.byte(123);
    let first = true;
    for (let i = 0; i < keys.length; i += 1) {
      const value = fields[keys[i] as string];
      if (value === undefined) continue;
      if (!first) this.byte(44);
      first = false;
      this.name(names[i] as Buffer);
      if (typeof value === 'object' && value !== null) this.part(value, i, last);
      else this.value(value);
    }
    this.byte(125);
  }

  /** A value that may be the one written last under this key: its bytes are copied then. */
  private part(value: object, key: number, last: (Written | undefined)[]): void {
    const before = last[key];
    if (before?.value === value && before.from >= this.gone) {
      const size = before.to - before.from;
      if (this.at + size <= ROOM) {
        const { room, gone } = this;
        room.copyWithin(this.at, before.from - gone, before.to - gone);
        this.at += size;
        return;
      }
    }
    const from = this.gone + this.at;
    this.value(value);
    const to = this.gone + this.at;
    if (before) {
      before.value = value;
      before.from = from;
      before.to = to;
    } else last[key] = { value, from, to };
  }

  private name(name: Buffer): void {
    const { length } = name;
    if (this.at + length > ROOM) {
      this.flush();
      if (length > ROOM) return this.long(name);
    }
    const { room } = this;
    let { at } = this;
    for (let i = 0; i < length; i += 1) room[at++] = name[i] as number;
    this.at = at;
  }

  /** Clusters have few sequences and millions of mappings: sorting each anew takes half of all time. */
  private orderOf(fields: Fields): Order {
    let sequence = this.root;
    let count = 0;
    for (const key in fields) {
      if ((count += 1) > MOST_KEYS) return ordered(Object.keys(fields));
      if (key === sequence.lastKey && sequence.last !== undefined) sequence = sequence.last;
      else sequence = follow(sequence, key);
    }
    return (sequence.order ??= ordered(sequence.keys));
  }
}

const sequenceOf = (keys: readonly string[]): Sequence => ({
  keys,
  next: new Map(),
  lastKey: '',
  last: undefined,
  order: undefined,
});

function follow(sequence: Sequence, key: string): Sequence {
  const known = sequence.next.get(key);
  const next = known ?? sequenceOf([...sequence.keys, key]);
  if (!known && sequence.next.size >= MOST_NEXT) return next;
  if (!known) sequence.next.set(key, next);
  sequence.lastKey = key;
  sequence.last = next;
  return next;
}

function ordered(keys: readonly string[]): Order {
  // Engines put keys that are array indices first, by number; canonical texts have them so as well.
  const indices = keys.filter(isIndex).sort((a, b) => Number(a) - Number(b));
  const others = keys.filter((key) => !isIndex(key)).sort();
  const all = indices.length === 0 ? others : [...indices, ...others];
  return {
    keys: all,
    last: [],
    names: all.map((key) => Buffer.from(`${JSON.stringify(key)}:`, 'utf8')),
  };
}

const isIndex = (key: string): boolean =>
  /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1;
