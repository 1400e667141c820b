import { isFields, type InputDocument } from './document.ts';

/** What a list says of elements that leave their kind to it, as those of the API's typed lists do. */
export interface Heading {
  readonly apiVersion: unknown;
  readonly kind: string;
}

/** Undefined for what is no typed list: a plain `List` has elements of many kinds. */
export function headingOf(value: unknown): Heading | undefined {
  if (!isFields(value) || typeof value['kind'] !== 'string') return undefined;
  if (!value['kind'].endsWith('List')) return undefined;
  const kind = value['kind'].replace(/List$/, '');
  return kind === '' ? undefined : { apiVersion: value['apiVersion'], kind };
}

/** The element with the kind that its list tells. */
export const typed = (document: InputDocument, heading: Heading): InputDocument => ({
  ...document,
  value: { ...heading, ...(document.value as object) },
});
