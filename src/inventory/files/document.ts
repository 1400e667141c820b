import type { KubeObject } from '../../model/index.ts';

/** A way to a field from the top of a document: `['items', 0, 'metadata']`. */
export type Path = readonly (string | number)[];

/** One document of one file, or one element of a list in it: a plain value and where its fields stand. */
export interface InputDocument {
  readonly file: string;
  readonly value: unknown;
  /** The line (from 1) of the field, or of its closest ancestor that has one. Ask at once or never. */
  readonly lineOf: (path: Path) => number;
}

/** Takes documents as they come in. */
export interface DocumentSink {
  /** Whether the rest of a JSON text is a document a line, as in our own snapshots. */
  readonly isLines: boolean;
  /** What is kept of it, where it is an object and counts. */
  document(document: InputDocument): KubeObject | undefined;
  /** An object that differs from one kept before only in names, times and counts. */
  copy(object: KubeObject): void;
  /** The text of the documents that follow, where it is at hand. */
  source(text: string): void;
  /** What stands around a list whose elements went before, each as a document of its own. */
  shell(document: InputDocument): void;
}

export const isFields = (value: unknown): value is Record<string, unknown> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);
