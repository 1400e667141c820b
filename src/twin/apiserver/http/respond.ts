import type { HttpResponse } from '../../../model/index.ts';
import { ApiStatusError } from '../../runtime/index.ts';
import { internalError, statusBody } from '../status-error.ts';

export const JSON_TYPE = 'application/json';

export function jsonResponse(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): HttpResponse {
  return {
    status,
    headers: { 'content-type': JSON_TYPE, ...headers },
    body: Buffer.from(`${JSON.stringify(body)}\n`),
  };
}

export function textResponse(status: number, text: string): HttpResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: Buffer.from(text),
  };
}

/** Every failure is a Status; one that is not an answer of ours is a 500 with its message. */
export function failureResponse(error: unknown): HttpResponse {
  const failure =
    error instanceof ApiStatusError
      ? error
      : internalError(error instanceof Error ? error.message : String(error));
  const retry = (failure.details as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds;
  return jsonResponse(
    failure.code,
    statusBody(failure),
    retry === undefined ? {} : { 'retry-after': String(retry) },
  );
}
