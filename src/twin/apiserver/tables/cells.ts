import { at, childOf, isDraft, listOf, numberAt, textAt } from '../draft.ts';
import { ageOf } from './age.ts';
import { column } from './table.ts';
import type { KubeObject } from '../../../model/index.ts';

/** Pieces that many kinds share. */
export const NAME = column('Name');
export const AGE = column('Age');
export const CREATED_AT = column('Created At');
export const WIDE_TEMPLATE = [
  column('Containers', { wide: true }),
  column('Images', { wide: true }),
];
export const WIDE_SELECTOR = column('Selector', { wide: true });
export const integer = (name: string): ReturnType<typeof column> =>
  column(name, { type: 'integer' });

export const NONE = '<none>';
export const UNSET = '<unset>';

export const count = (object: unknown, ...path: string[]): number => numberAt(object, ...path) ?? 0;
export const text = (object: unknown, ...path: string[]): string => textAt(object, ...path) ?? '';
export const textOr = (fallback: string, value: unknown): string =>
  value === undefined || value === null || value === '' ? fallback : String(value);
export const age = (object: KubeObject, now: number): string =>
  ageOf(object.metadata.creationTimestamp, now);

export const containersOf = (template: unknown): readonly [string, string] => {
  const containers = listOf(at(template, 'spec'), 'containers');
  return [
    containers.map((c) => text(c, 'name')).join(','),
    containers.map((c) => text(c, 'image')).join(','),
  ];
};

/** `a=b,c=d`, or `<none>`. */
export function labelsText(labels: unknown): string {
  if (!isDraft(labels) || Object.keys(labels).length === 0) return NONE;
  return Object.entries(labels)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(',');
}

export const conditionOf = (object: unknown, type: string) =>
  listOf(childOf(object, 'status'), 'conditions').find((c) => c['type'] === type);
