import type { HttpRequest, HttpResponse, KubeObject } from '../../../model/index.ts';
import type { UserInfo } from '../admission.ts';
import type { Call, Kernel } from '../kernel.ts';
import type { Target } from '../operations/read.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { badRequest, invalid } from '../status-error.ts';
import { decodeBody, negotiate, type Rendering } from './negotiate.ts';
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
  const dryRun = query.getAll('dryRun');
  for (const value of dryRun)
    if (value !== 'All' && value !== '')
      throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [
        {
          reason: 'FieldValueNotSupported',
          field: 'dryRun',
          message: `Unsupported value: ["${value}"]: supported values: "All"`,
        },
      ]);
  return {
    user: call.user,
    manager: query.get('fieldManager') || managerOf(call.request.headers['user-agent']),
    dryRun: dryRun.includes('All'),
    internal: false,
    fieldValidation: fieldValidationOf(query),
    warn: (message) => call.warnings.push(message),
  };
}

function fieldValidationOf(query: URLSearchParams): Call['fieldValidation'] {
  const asked = query.get('fieldValidation') || 'Warn';
  if (asked === 'Ignore' || asked === 'Warn' || asked === 'Strict') return asked;
  throw invalid({ group: 'meta.k8s.io', kind: 'CreateOptions' }, '', [
    {
      reason: 'FieldValueNotSupported',
      field: 'fieldValidation',
      message: `Unsupported value: "${asked}": supported values: "Ignore", "Strict", "Warn"`,
    },
  ]);
}

/** `kubectl/v1.32.0 (linux/amd64)` → `kubectl`. */
const managerOf = (userAgent: string | undefined): string =>
  (userAgent ?? '').split('/')[0]?.trim().slice(0, 128) || 'unknown';

export const bodyOf = (call: ResourceCall): unknown =>
  decodeBody(call.request.body, call.request.headers['content-type']);

export function requiredBody(call: ResourceCall): unknown {
  const body = bodyOf(call);
  if (body === undefined) throw badRequest('the request has no body');
  return body;
}

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

export const renderingOf = (request: HttpRequest): Rendering =>
  negotiate(request.headers['accept']);
