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

/** A patch in a format that is none. */
export const unknownPatchType = (): ApiStatusError =>
  failure(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {});

/** None of the types that the client takes is served here. */
export const notAcceptable = (served: readonly string[]): ApiStatusError =>
  failure(
    406,
    'NotAcceptable',
    `406: Not Acceptable\n\nAvailable representations: ${served.join(', ')}`,
    {},
  );

/** The type is served, but not in the form that is asked for (`as=…`). */
export const formNotAcceptable = (accepted: readonly string[]): ApiStatusError =>
  failure(
    406,
    'NotAcceptable',
    `only the following media types are accepted: ${accepted.join(', ')}`,
  );

/** One in place of a list, or a list in place of one. `what`: `*core.ConfigMapList`. */
export const wrongForm = (as: string, isList: boolean, what: string): ApiStatusError =>
  failure(
    406,
    'NotAcceptable',
    `you requested ${as}, but the requested object is ${isList ? 'a' : 'not a'} list (${what})`,
  );

/** Below RBAC's words for resources: paths that are none. */
export const forbiddenPath = (username: string, verb: string, path: string): ApiStatusError =>
  failure(403, 'Forbidden', `forbidden: User "${username}" cannot ${verb} path "${path}"`, {});

/** What the real server did not foresee either: a 500 without a reason. */
export const unforeseen = (message: string): ApiStatusError => failure(500, '', message);

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
  ...(error.reason === '' ? {} : { reason: error.reason }),
  ...(error.details === undefined ? {} : { details: error.details }),
  code: error.code,
});
