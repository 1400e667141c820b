import { at, isDraft, listOf, textAt, type Draft } from '../draft.ts';
import { decodeSet, encodeSet, isEmptySet, sameSet, type FieldSet } from './field-set.ts';

/** Who owns which fields: one entry of `managedFields`. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string;
  readonly time: string;
  readonly set: FieldSet;
}

/** Appliers are the same whatever version they speak. */
export const isSameManager = (
  a: Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>,
  b: Pick<Manager, 'manager' | 'operation' | 'apiVersion' | 'subresource'>,
): boolean =>
  a.manager === b.manager &&
  a.operation === b.operation &&
  a.subresource === b.subresource &&
  (a.operation === 'Apply' || a.apiVersion === b.apiVersion);

/**
 * The entries of an object; empty when it has none or a client asked to forget them. Of two entries of
 * one manager only the later is read.
 */
export function managersOf(object: unknown): Manager[] {
  const entries: Manager[] = listOf(at(object, 'metadata'), 'managedFields')
    .filter((entry) => isDraft(entry['fieldsV1']))
    .map((entry) => ({
      manager: textAt(entry, 'manager') ?? '',
      operation: entry['operation'] === 'Apply' ? 'Apply' : 'Update',
      apiVersion: textAt(entry, 'apiVersion') ?? '',
      subresource: textAt(entry, 'subresource') ?? '',
      time: textAt(entry, 'time') ?? '',
      set: decodeSet(entry['fieldsV1']),
    }));
  return entries.filter((m, i) => !entries.slice(i + 1).some((later) => isSameManager(m, later)));
}

/** Appliers first, then by time, name, version and subresource; entries that own nothing are left out. */
export function encodeManagers(managers: readonly Manager[]): Draft[] {
  return managers
    .filter((m) => !isEmptySet(m.set))
    .map((m, i) => ({ m, i }))
    .sort(
      (a, b) =>
        rank(a.m) - rank(b.m) ||
        compareText(a.m.time, b.m.time) ||
        compareText(a.m.manager, b.m.manager) ||
        compareText(a.m.apiVersion, b.m.apiVersion) ||
        compareText(a.m.subresource, b.m.subresource) ||
        a.i - b.i,
    )
    .map(({ m }) => ({
      manager: m.manager,
      operation: m.operation,
      apiVersion: m.apiVersion,
      ...(m.time === '' ? {} : { time: m.time }),
      fieldsType: 'FieldsV1',
      fieldsV1: encodeSet(m.set),
      ...(m.subresource === '' ? {} : { subresource: m.subresource }),
    }));
}

const rank = (m: Manager): number => (m.operation === 'Apply' ? 0 : 1);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same managers own the same fields. */
export const sameManagers = (a: readonly Manager[], b: readonly Manager[]): boolean =>
  a.length === b.length &&
  a.every((m, i) => {
    const other = b[i];
    return other !== undefined && isSameManager(m, other) && sameSet(m.set, other.set);
  });
