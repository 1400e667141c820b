import type { HttpRequest, HttpResponse } from '../../../model/index.ts';
import { AwsError } from '../errors.ts';
import { checkInput, type InputRules } from './inputs.ts';
import { Params } from './params.ts';
import { toXml } from './xml.ts';

/** One call as an operation sees it. */
export interface AwsCall {
  readonly requestId: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** Checks that the caller may; throws the service's access-denied error. */
  readonly authorize: (operation: string) => void;
}

/** Answers one service's requests in its protocol. Never rejects: refusals are responses. */
export interface AwsService {
  /** Names of the operations that it answers; the others are refused. */
  readonly operations: readonly string[];
  respond(request: HttpRequest, call: AwsCall): Promise<HttpResponse>;
  refuse(error: AwsError, requestId: string): HttpResponse;
}

/** An operation whose model has no output gives undefined; one with an empty output gives `{}`. */
export type QueryOperation = (params: Params, call: AwsCall) => unknown;
export type QueryOperations = Readonly<Record<string, QueryOperation>>;
export type JsonInput = Readonly<Record<string, unknown>>;
export type JsonOperation = (input: JsonInput, call: AwsCall) => unknown;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (body: Uint8Array): string => new TextDecoder().decode(body);

const asAwsError = (error: unknown): AwsError => {
  if (error instanceof AwsError) return error;
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new AwsError('InternalFailure', message, 500);
};

const xml = (status: number, body: string, requestId: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/xml;charset=UTF-8', 'x-amzn-requestid': requestId },
  body: bytes(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`),
});

/**
 * The query protocols: form parameters in, XML out. `ec2` differs in the envelope, in how lists are
 * wrapped and in how errors look.
 * @source https://smithy.io/2.0/aws/protocols/aws-query-protocol.html, …/aws-ec2-query-protocol.html (read 2026-11-23)
 */
export function queryService(options: {
  readonly dialect: 'ec2' | 'query';
  readonly namespace: string;
  readonly operations: QueryOperations;
  readonly rules?: InputRules;
}): AwsService {
  const { dialect, namespace, operations, rules } = options;
  const refuse = (error: AwsError, requestId: string): HttpResponse => {
    const parts = { Code: error.code, Message: error.message };
    if (dialect === 'ec2') {
      const inner = toXml('Errors', { Error: parts }, 'item') + toXml('RequestID', requestId, '');
      return xml(error.status, `<Response>${inner}</Response>`, requestId);
    }
    const type = error.status < 500 ? 'Sender' : 'Receiver';
    const inner = toXml('Error', { Type: type, ...parts }, '') + toXml('RequestId', requestId, '');
    return xml(
      error.status,
      `<ErrorResponse xmlns="${namespace}">${inner}</ErrorResponse>`,
      requestId,
    );
  };
  return {
    operations: Object.keys(operations),
    refuse,
    async respond(request, call) {
      try {
        const query = request.path.split('?')[1] ?? '';
        const params = Params.parse(request.method === 'GET' ? query : text(request.body));
        const action = params.get('Action') ?? '';
        const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
        if (!operation)
          throw new AwsError(
            'InvalidAction',
            `The action ${action} is not valid for this web service.`,
          );
        call.authorize(action);
        if (rules) checkInput(rules, action, (member) => params.whole(member));
        const result = await operation(params, call);
        const open = `<${action}Response xmlns="${namespace}">`;
        const inner =
          dialect === 'ec2'
            ? toXml('x', { requestId: call.requestId, ...(result ?? {}) }, 'item').slice(3, -4)
            : toXml(`${action}Result`, result, 'member') +
              toXml('ResponseMetadata', { RequestId: call.requestId }, '');
        return xml(200, `${open}${inner}</${action}Response>`, call.requestId);
      } catch (error) {
        return refuse(asAwsError(error), call.requestId);
      }
    },
  };
}

const json = (
  status: number,
  body: unknown,
  requestId: string,
  extra: Readonly<Record<string, string>> = {},
): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...extra },
  body: bytes(body === undefined ? '' : JSON.stringify(body)),
});

const parseJson = (body: Uint8Array): JsonInput => {
  if (body.length === 0) return {};
  try {
    const value: unknown = JSON.parse(text(body));
    if (value !== null && typeof value === 'object' && !Array.isArray(value))
      return value as JsonInput;
  } catch {
    // Falls through to the refusal.
  }
  throw new AwsError('SerializationException', 'The request body is not a JSON object', 400);
};

/** AWS JSON 1.1: one path, the operation in `x-amz-target`. */
export function jsonService(options: {
  readonly operations: Readonly<Record<string, JsonOperation>>;
  readonly rules?: InputRules;
}): AwsService {
  const refuse = (error: AwsError, requestId: string): HttpResponse => ({
    ...json(
      error.status,
      { __type: error.code, message: error.message, ...error.details },
      requestId,
    ),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
  });
  return {
    operations: Object.keys(options.operations),
    refuse,
    async respond(request, call) {
      try {
        const name = (request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
        const operation = Object.hasOwn(options.operations, name)
          ? options.operations[name]
          : undefined;
        if (!operation) throw new AwsError('UnknownOperationException', '', 400);
        call.authorize(name);
        const input = parseJson(request.body);
        if (options.rules) checkInput(options.rules, name, (member) => input[member] ?? undefined);
        const result = (await operation(input, call)) ?? {};
        const response = json(200, result, call.requestId);
        return {
          ...response,
          headers: { ...response.headers, 'content-type': 'application/x-amz-json-1.1' },
        };
      } catch (error) {
        return refuse(asAwsError(error), call.requestId);
      }
    },
  };
}

/** `GET /clusters/{clusterName}/addons` → operation name and implementation. */
export interface RestRoute {
  readonly method: string;
  readonly path: string;
  readonly operation: string;
  readonly run: JsonOperation;
  /** Default 200; EFS answers 201 to creations and 204 to deletions. */
  readonly status?: number;
}

/**
 * REST-JSON: labels of the path, the query and the body make one input. Repeated query parameters
 * become lists.
 * @source https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html (read 2026-11-23)
 */
export function restJsonService(options: {
  readonly routes: readonly RestRoute[];
  readonly rules?: InputRules;
  /** How the service writes an error body; the header `x-amzn-errortype` is always there. */
  readonly errorBody: (error: AwsError) => unknown;
}): AwsService {
  const routes = options.routes.map((route) => ({ ...route, parts: route.path.split('/') }));
  const refuse = (error: AwsError, requestId: string): HttpResponse =>
    json(error.status, options.errorBody(error), requestId, { 'x-amzn-errortype': error.code });
  return {
    operations: routes.map((route) => route.operation),
    refuse,
    async respond(request, call) {
      try {
        const [path = '', query = ''] = request.path.split('?');
        const parts = path.replace(/\/+$/, '').split('/');
        for (const route of routes) {
          const labels = request.method === route.method ? match(route.parts, parts) : undefined;
          if (!labels) continue;
          call.authorize(route.operation);
          const input: JsonInput = {
            ...parseJson(request.body),
            ...queryInput(query),
            ...labels,
          };
          if (options.rules)
            checkInput(options.rules, route.operation, (member) => input[member] ?? undefined);
          const result = await route.run(input, call);
          return json(
            route.status ?? 200,
            route.status === 204 ? undefined : result,
            call.requestId,
          );
        }
        throw new AwsError('UnknownOperationException', 'The operation is not known here', 404);
      } catch (error) {
        return refuse(asAwsError(error), call.requestId);
      }
    },
  };
}

function match(
  pattern: readonly string[],
  parts: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [i, want] of pattern.entries()) {
    const have = parts[i] ?? '';
    if (want.startsWith('{')) labels[want.slice(1, -1)] = decodeURIComponent(have);
    else if (want !== have) return undefined;
  }
  return labels;
}

function queryInput(query: string): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  const all = new URLSearchParams(query);
  for (const name of new Set(all.keys())) {
    const values = all.getAll(name);
    input[name] = values.length > 1 ? values : values[0];
  }
  return input;
}
