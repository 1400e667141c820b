import type { PodTemplate, Text } from '../model/index.ts';

/** One pod template inside an object. */
export interface FoundTemplate {
  /** Path inside the object: `spec.template`; '' for a Pod, which is its own template. */
  readonly path: string;
  readonly template: PodTemplate;
  /** A field has the wrong type, which one and how; the template is an empty one then. */
  readonly wrong?: string;
  /**
   * Why the pods will not be all that stands here, a sentence without its end. What is found counts;
   * that nothing is found proves nothing.
   */
  readonly partial?: Text;
  /**
   * Where a field of the template really stands, when the object spells its pods in another way
   * (`spec.templates[0].container`). Such templates cannot be patched by path.
   */
  readonly place?: (field: string) => string;
}

export const isFields = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

export type Fields = Readonly<Record<string, unknown>>;
/** The mapping under a key; undefined when there is none. */
export const fieldsAt = (value: unknown, key: string): Fields | undefined =>
  isFields(value) && isFields(value[key]) ? value[key] : undefined;
/** The mappings of a list; none when it is no list. */
export const fieldsIn = (value: unknown): readonly Fields[] =>
  Array.isArray(value) ? value.filter(isFields) : [];

/** A template of which only something is known. */
export const partial = (path: string, spec: Record<string, unknown>, why: Text): FoundTemplate => ({
  path,
  template: { spec: { containers: [], ...spec } },
  partial: why,
});

/** From where a rule looks to where the object has it; the longest beginning that fits counts. */
export function placing(places: readonly (readonly [from: string, to: string])[]): (field: string) => string {
  const longestFirst = [...places].sort(([a], [b]) => b.length - a.length);
  return (field) => {
    const hit = longestFirst.find(([from]) => field === from || (field.startsWith(from) && /^[.[ ]/.test(field.slice(from.length))));
    return hit ? `${hit[1]}${field.slice(hit[0].length)}` : field;
  };
} // prettier-ignore
