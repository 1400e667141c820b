/** A way to a field from the top of a document: `['items', 0, 'metadata']`. */
export type Path = readonly (string | number)[];

/** One document of one file: a plain value and where its fields stand. */
export interface InputDocument {
  readonly file: string;
  readonly value: unknown;
  /** The line (from 1) of the field, or of its closest ancestor that has one. */
  readonly lineOf: (path: Path) => number;
}

export const isFields = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
