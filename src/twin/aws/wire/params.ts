import { AwsError } from '../errors.ts';

/**
 * The flat form parameters of the query protocols, read as the tree they mean. Lists come as
 * `Name.1` (EC2) or `Name.member.1` (the others); both are understood.
 */
export class Params {
  private readonly values: ReadonlyMap<string, string>;
  private readonly prefix: string;
  constructor(values: ReadonlyMap<string, string>, prefix = '') {
    this.values = values;
    this.prefix = prefix;
  }

  static parse(form: string): Params {
    return new Params(new Map(new URLSearchParams(form)));
  }

  get(name: string): string | undefined {
    return this.values.get(this.prefix + name);
  }

  /** A value, or an empty text for a list or structure that is there; undefined for what is not. */
  whole(name: string): string | undefined {
    const value = this.get(name);
    if (value !== undefined) return value === '' ? undefined : value;
    return this.struct(name).isEmpty ? undefined : '';
  }

  /** Refuses with `MissingParameter` as EC2 does; other services say ValidationError. */
  need(name: string, code = 'MissingParameter'): string {
    const value = this.get(name);
    if (value === undefined || value === '')
      throw new AwsError(code, `The request must contain the parameter ${this.prefix}${name}`);
    return value;
  }

  int(name: string): number | undefined {
    const text = this.get(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!Number.isInteger(value))
      throw new AwsError('InvalidParameterValue', `Invalid value '${text}' for ${name}`);
    return value;
  }

  bool(name: string): boolean | undefined {
    const text = this.get(name);
    return text === undefined ? undefined : text.toLowerCase() === 'true';
  }

  /** Absent and empty lists look alike on this wire. */
  list(name: string): string[] {
    return this.items(name).map((at) => this.values.get(at) ?? '');
  }

  structs(name: string): Params[] {
    return this.items(name).map((at) => new Params(this.values, `${at}.`));
  }

  struct(name: string): Params {
    return new Params(this.values, `${this.prefix}${name}.`);
  }

  get isEmpty(): boolean {
    for (const key of this.values.keys()) if (key.startsWith(this.prefix)) return false;
    return true;
  }

  /** Keys of the elements of a list, in order. */
  private items(name: string): string[] {
    const base = `${this.prefix}${name}.`;
    const found = new Map<number, string>();
    for (const key of this.values.keys()) {
      if (!key.startsWith(base)) continue;
      const match = /^((?:member\.|item\.)?(\d+))(?:\.|$)/.exec(key.slice(base.length));
      if (match?.[1] !== undefined) found.set(Number(match[2]), base + match[1]);
    }
    return [...found].sort(([a], [b]) => a - b).map(([, key]) => key);
  }
}

/** Tags as the query protocols send them: `Tag.1.Key`, `Tags.member.1.Value`, … */
export const tagsOf = (params: readonly Params[]): Record<string, string> =>
  Object.fromEntries(params.map((p) => [p.get('Key') ?? '', p.get('Value') ?? '']));
