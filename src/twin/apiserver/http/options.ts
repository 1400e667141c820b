import { badRequest, invalid, type StatusCause } from '../status-error.ts';

/**
 * What a request's options may be, with the refusals of a real server.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/apis/meta/v1/validation/validation.go,
 *   …/pkg/apis/meta/internalversion/validation/validation.go (known); answers compared with kube-apiserver 1.35 by test/differential
 */
type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions' | 'DeleteOptions' | 'ListOptions'; // prettier-ignore

const MAX_MANAGER = 128;

const refuseIfAny = (kind: OptionsKind, causes: readonly StatusCause[]): void => {
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', causes);
};
const forbidden = (field: string, why: string): StatusCause => ({
  reason: 'FieldValueForbidden',
  field,
  message: `Forbidden: ${why}`,
});
const unsupported = (field: string, value: string, supported: readonly string[]): StatusCause => ({
  reason: 'FieldValueNotSupported',
  field,
  message: `Unsupported value: ${value}: supported values: ${supported.map((s) => `"${s}"`).join(', ')}`,
});

/** Go's `%q` for what can not be printed. */
const quoted = (text: string): string =>
  JSON.stringify(text).replace(/\\u00([0-9a-f]{2})/g, '\\x$1');

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: 'Ignore' | 'Warn' | 'Strict';
}

/** `method` is a writing one; `dryRun` of a body of DELETE is added to the query's. */
export function writeOptions(
  query: URLSearchParams,
  o: { readonly method: string; readonly isApply: boolean; readonly dryRun?: readonly string[] },
): WriteOptions {
  const kind =
    ({ PUT: 'UpdateOptions', PATCH: 'PatchOptions', DELETE: 'DeleteOptions' } as const)[o.method] ??
    'CreateOptions';
  const causes: StatusCause[] = [];
  if (kind === 'PatchOptions' && !o.isApply && query.get('force') !== null)
    causes.push(forbidden('force', 'may not be specified for non-apply patch'));
  if (kind !== 'DeleteOptions') causes.push(...managerFaults(query.get('fieldManager') ?? ''));
  const dryRun = [...query.getAll('dryRun').filter((v) => v !== ''), ...(o.dryRun ?? [])];
  if (dryRun.some((v) => v !== 'All'))
    causes.push(unsupported('dryRun', `[${dryRun.map((v) => `"${v}"`).join(' ')}]`, ['All']));
  const asked = query.get('fieldValidation') ?? '';
  const fieldValidation = asked === '' ? 'Warn' : asked;
  const isKnown = fieldValidation === 'Ignore' || fieldValidation === 'Warn' || fieldValidation === 'Strict'; // prettier-ignore
  if (!isKnown && kind !== 'DeleteOptions')
    causes.push(unsupported('fieldValidation', `"${asked}"`, ['', 'Ignore', 'Strict', 'Warn']));
  refuseIfAny(kind, causes);
  return { dryRun: dryRun.length > 0, fieldValidation: isKnown ? fieldValidation : 'Warn' };
}

function managerFaults(manager: string): readonly StatusCause[] {
  const field = 'fieldManager';
  if (Buffer.byteLength(manager) > MAX_MANAGER)
    return [{ reason: 'FieldValueTooLong', field, message: `Too long: may not be more than ${MAX_MANAGER} bytes` }]; // prettier-ignore
  const at = [...manager].findIndex((c) => /\p{C}/u.test(c));
  if (at < 0) return [];
  const code = (manager.codePointAt(at) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return [
    {
      reason: 'FieldValueInvalid',
      field,
      message: `Invalid value: ${quoted(manager)}: invalid character U+${code} (at position ${at})`,
    },
  ];
}

/** For lists, collections to delete, and watches. */
export function checkListOptions(query: URLSearchParams, isWatch: boolean): void {
  const match = query.get('resourceVersionMatch') ?? '';
  const version = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents') !== null;
  const causes: StatusCause[] = [];
  const refuseMatch = (why: string): unknown => causes.push(forbidden('resourceVersionMatch', why));
  if (isWatch) {
    if (initial && match !== 'NotOlderThan')
      refuseMatch('sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
    if (match !== '' && !initial)
      refuseMatch('resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'); // prettier-ignore
    if (match !== '' && match !== 'NotOlderThan')
      causes.push(unsupported('resourceVersionMatch', `"${match}"`, ['NotOlderThan']));
  } else {
    if (match !== '' && version === '')
      refuseMatch('resourceVersionMatch is forbidden unless resourceVersion is provided');
    if (match !== '' && query.get('continue'))
      refuseMatch('resourceVersionMatch is forbidden when continue is provided');
    if (match !== '' && match !== 'Exact' && match !== 'NotOlderThan')
      causes.push(unsupported('resourceVersionMatch', `"${match}"`, ['Exact', 'NotOlderThan', '']));
    if (match === 'Exact' && version === '0')
      refuseMatch('resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
    if (initial)
      causes.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
  }
  refuseIfAny('ListOptions', causes);
}

const POLICIES = ['Foreground', 'Background', 'Orphan'] as const;
export type Propagation = (typeof POLICIES)[number];

/** `orphan` is the older way of saying it. */
export function propagationOf(
  policy: string,
  orphan: boolean | undefined,
): Propagation | undefined {
  const known = POLICIES.find((p) => p === policy);
  const causes: StatusCause[] = [];
  if (policy !== '' && orphan !== undefined)
    causes.push({
      reason: 'FieldValueInvalid',
      field: 'propagationPolicy',
      message: `Invalid value: "${policy}": orphanDependents and deletionPropagation cannot be both set`,
    });
  if (policy !== '' && !known)
    causes.push(unsupported('propagationPolicy', `"${policy}"`, [...POLICIES, 'nil']));
  refuseIfAny('DeleteOptions', causes);
  return known ?? (orphan === true ? 'Orphan' : undefined);
}

const MAX_INT64 = 2n ** 63n - 1n;

/** A whole number of 64 bits; absent when the parameter is absent or empty. */
export function numberParameter(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const fail = (why: string): Error => badRequest(`strconv.ParseInt: parsing "${text}": ${why}`);
  if (!/^[+-]?\d+$/.test(text)) throw fail('invalid syntax');
  const n = BigInt(text.replace('+', ''));
  if (n > MAX_INT64 || n < -MAX_INT64 - 1n) throw fail('value out of range');
  return Number(n);
}

/** As Kubernetes reads a flag of a query: there, and not said to be off. */
export const isTrue = (text: string | null): boolean =>
  text !== null && text.toLowerCase() !== 'false' && text !== '0';
