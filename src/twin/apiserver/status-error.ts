import { ApiStatusError } from '../runtime/index.ts';

export interface StatusCause {
  readonly reason?: string;
  readonly message: string;
  readonly field?: string;
}

/** `pods`, `deployments.apps`. */
export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}
export const qualified = (r: GroupResource): string =>
  r.group === '' ? r.resource : `${r.resource}.${r.group}`;

const failure = (
  code: number,
  reason: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): ApiStatusError =>
  new ApiStatusError({ code, reason, message, ...(details === undefined ? {} : { details }) });

const detailsOf = (r: GroupResource, name: string): Record<string, unknown> => ({
  ...(name === '' ? {} : { name }),
  ...(r.group === '' ? {} : { group: r.group }),
  kind: r.resource,
});

/*
 * The Status failures of a Kubernetes API server, in its own words.
 * @source https://github.com/kubernetes/apimachinery/blob/v0.35.0/pkg/api/errors/errors.go (read 2026-11-23)
 */
export const notFound = (r: GroupResource, name: string): ApiStatusError =>
  failure(404, 'NotFound', `${qualified(r)} "${name}" not found`, detailsOf(r, name));

export const pathNotFound = (): ApiStatusError =>
  failure(404, 'NotFound', 'the server could not find the requested resource', {});

export const alreadyExists = (r: GroupResource, name: string): ApiStatusError =>
  failure(409, 'AlreadyExists', `${qualified(r)} "${name}" already exists`, detailsOf(r, name));

export const conflict = (r: GroupResource, name: string, why: string): ApiStatusError =>
  failure(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(r)} "${name}": ${why}`,
    detailsOf(r, name),
  );

export const stale = (r: GroupResource, name: string): ApiStatusError =>
  conflict(
    r,
    name,
    'the object has been modified; please apply your changes to the latest version and try again',
  );

export const forbidden = (r: GroupResource, name: string, why: string): ApiStatusError =>
  failure(
    403,
    'Forbidden',
    name === ''
      ? `${qualified(r)} is forbidden: ${why}`
      : `${qualified(r)} "${name}" is forbidden: ${why}`,
    detailsOf(r, name),
  );

export const unauthorized = (): ApiStatusError => failure(401, 'Unauthorized', 'Unauthorized');

export const badRequest = (message: string): ApiStatusError => failure(400, 'BadRequest', message);

export const methodNotAllowed = (): ApiStatusError =>
  failure(
    405,
    'MethodNotAllowed',
    'the server does not allow this method on the requested resource',
    {},
  );

/** With `token`, the client may go on with a list that is no longer consistent. */
export const expired = (message: string, token?: string): ApiStatusError =>
  Object.assign(failure(410, 'Expired', message), token === undefined ? {} : { continue: token });

export const unsupportedMediaType = (message: string): ApiStatusError =>
  failure(415, 'UnsupportedMediaType', message);

export const notAcceptable = (accepted: readonly string[]): ApiStatusError =>
  failure(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted.join(', ')}`,
  );

export const tooManyRequests = (
  message: string,
  details: Readonly<Record<string, unknown>>,
): ApiStatusError => failure(429, 'TooManyRequests', message, details);

export const internalError = (message: string): ApiStatusError =>
  failure(500, 'InternalError', `Internal error occurred: ${message}`, {
    causes: [{ message }],
  });

/** The request is well-formed but cannot be done: a JSON patch that does not fit. It names no object. */
export const unprocessable = (): ApiStatusError =>
  failure(422, 'Invalid', 'the server rejected our request due to an error in our request', {});

export interface KindName {
  readonly group: string;
  readonly kind: string;
}

/** `Deployment.apps "web" is invalid: spec.selector: Required value`. */
export function invalid(
  kind: KindName,
  name: string,
  causes: readonly StatusCause[],
): ApiStatusError {
  const texts = causes.map((c) => (c.field === undefined ? c.message : `${c.field}: ${c.message}`));
  const all = texts.length === 1 ? String(texts[0]) : `[${texts.join(', ')}]`;
  const full = kind.group === '' ? kind.kind : `${kind.kind}.${kind.group}`;
  return failure(422, 'Invalid', `${full} "${name}" is invalid: ${all}`, {
    ...(name === '' ? {} : { name }),
    ...(kind.group === '' ? {} : { group: kind.group }),
    kind: kind.kind,
    causes,
  });
}

/** The JSON that goes over the wire for a failure. */
export const statusBody = (error: ApiStatusError): Record<string, unknown> => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: 'continue' in error ? { continue: error.continue } : {},
  status: 'Failure',
  message: error.message,
  reason: error.reason,
  ...(error.details === undefined ? {} : { details: error.details }),
  code: error.code,
});
