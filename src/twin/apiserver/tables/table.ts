import type { KubeObject } from '../../../model/index.ts';

export interface ColumnDefinition {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  /** 0 is always shown, more only with `-o wide`. */
  readonly priority: number;
}

export interface Table {
  readonly kind: 'Table';
  readonly apiVersion: 'meta.k8s.io/v1';
  readonly metadata: { readonly resourceVersion?: string };
  readonly columnDefinitions: readonly ColumnDefinition[];
  readonly rows: readonly TableRow[];
}

export interface TableRow {
  readonly cells: readonly unknown[];
  readonly object: unknown;
}

/** The columns of one kind and how a row is filled. */
export interface Printer {
  readonly columns: readonly ColumnDefinition[];
  readonly cells: (object: KubeObject, nowMs: number) => readonly unknown[];
}

export const column = (
  name: string,
  options: { wide?: boolean; type?: string; format?: string; description?: string } = {},
): ColumnDefinition => ({
  name,
  type: options.type ?? 'string',
  format: options.format ?? (name === 'Name' ? 'name' : ''),
  description: options.description ?? '',
  priority: options.wide === true ? 1 : 0,
});
