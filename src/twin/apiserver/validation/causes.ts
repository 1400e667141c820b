import type { StatusCause } from '../status-error.ts';

/*
 * The kinds of field errors, worded as the real server words them.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/util/validation/field/errors.go (read 2026-11-23)
 */

const shown = (value: unknown): string =>
  value === undefined ? '""' : (JSON.stringify(value) ?? '""');

const withDetail = (text: string, detail: string): string =>
  detail === '' ? text : `${text}: ${detail}`;

export const required = (field: string, detail = ''): StatusCause => ({
  reason: 'FieldValueRequired',
  message: withDetail('Required value', detail),
  field,
});

export const invalidValue = (field: string, value: unknown, detail: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  message: withDetail(`Invalid value: ${shown(value)}`, detail),
  field,
});

export const forbiddenField = (field: string, detail: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  message: withDetail('Forbidden', detail),
  field,
});

export const duplicate = (field: string, value: unknown): StatusCause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
  field,
});

export const unsupported = (
  field: string,
  value: unknown,
  supported: readonly string[],
): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${shown(value)}: supported values: ${supported.map(shown).join(', ')}`,
  field,
});

export const missingReference = (field: string, value: unknown): StatusCause => ({
  reason: 'FieldValueNotFound',
  message: `Not found: ${shown(value)}`,
  field,
});

export const immutable = (field: string, value: unknown): StatusCause =>
  invalidValue(field, value, 'field is immutable');
