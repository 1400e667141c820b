import type { HttpRequest, HttpResponse, KubeObject } from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import type { Call, Kernel } from '../kernel.ts';
import type { Target } from '../operations/read.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { at } from '../draft.ts';
import { APPLY_TYPE, decodeBody, mediaType } from './body.ts';
import type { Rendering } from './negotiate.ts';
import { writeOptions } from './options.ts';
import { renderObject } from './render.ts';
import type { RequestInfo, ResourcePath } from './request-info.ts';

/** One authorized request for a resource that exists. */
export interface ResourceCall {
  readonly kernel: Kernel;
  readonly request: HttpRequest;
  readonly info: RequestInfo;
  readonly path: ResourcePath;
  readonly definition: ResourceDefinition;
  readonly user: UserInfo;
  readonly rendering: Rendering;
  /** Collected while the request is worked on; sent as `Warning` headers. */
  readonly warnings: string[];
}

export function writeCall(call: ResourceCall): Call {
  const { query } = call.info;
  const { method, headers } = call.request;
  const { dryRun, fieldValidation } = writeOptions(query, {
    method,
    isApply: mediaType(headers['content-type']) === APPLY_TYPE,
    ...(method === 'DELETE' ? { dryRun: dryRunOf(bodyOf(call)) } : {}),
  });
  return {
    user: call.user,
    manager: query.get('fieldManager') || managerOf(call.request.headers['user-agent']),
    dryRun,
    internal: false,
    fieldValidation,
    warn: (message) => call.warnings.push(message),
  };
}

/** `kubectl/v1.32.0 (linux/amd64)` → `kubectl`. */
const managerOf = (userAgent: string | undefined): string =>
  (userAgent ?? '').split('/')[0]?.trim().slice(0, 128) || 'unknown';

/** `undefined` for an empty body, as of a DELETE. */
export const bodyOf = (call: ResourceCall): unknown =>
  call.request.body.length === 0 ? undefined : requiredBody(call);

/** The value of the body, in one of the formats of its method. @throws 400, 415 */
export const requiredBody = (call: ResourceCall): unknown =>
  decodeBody(call.request, call.definition);

const dryRunOf = (body: unknown): readonly string[] => {
  const asked = at(body, 'dryRun');
  return Array.isArray(asked) ? asked.map(String) : [];
};

export function targetOf(call: ResourceCall): Target {
  const { definition, path } = call;
  const { namespace, name = '', subresource } = path;
  return { definition, namespace, name, subresource };
}

export const selectorsOf = (
  query: URLSearchParams,
): { labelSelector?: string; fieldSelector?: string } => {
  const labelSelector = query.get('labelSelector');
  const fieldSelector = query.get('fieldSelector');
  return {
    ...(labelSelector ? { labelSelector } : {}),
    ...(fieldSelector ? { fieldSelector } : {}),
  };
};

export const answer = (call: ResourceCall, object: KubeObject, status = 200): HttpResponse =>
  renderObject(call.definition, object, {
    rendering: call.rendering,
    status,
    headers: warningHeaders(call.warnings),
    includeObject: call.info.query.get('includeObject') ?? undefined,
    nowMs: call.kernel.clock.now(),
  });

/** Several warnings share one header, separated by commas, as HTTP allows. */
export const warningHeaders = (warnings: readonly string[]): Record<string, string> =>
  warnings.length === 0
    ? {}
    : {
        warning: warnings
          .map((w) => `299 - "${w.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`)
          .join(', '),
      };
