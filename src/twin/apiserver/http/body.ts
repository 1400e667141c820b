import { parse as parseYaml } from 'yaml';
import type { HttpRequest } from '../../../model/index.ts';
import type { ResourceDefinition } from '../registry/index.ts';
import { decodeProtobuf } from '../schema/protobuf.ts';
import { badRequest, unknownPatchType, unsupportedMediaType } from '../status-error.ts';

export const APPLY_TYPE = 'application/apply-patch+yaml';
const PATCH_TYPES = new Set(['application/json-patch+json', 'application/merge-patch+json', 'application/strategic-merge-patch+json', APPLY_TYPE]); // prettier-ignore

/** `application/json; charset=utf-8` → `application/json`. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/**
 * The value in a request's body, in one of the formats of its method.
 * @throws 415 for another format, 400 for a body that is not of it
 */
export function decodeBody(
  { body, headers, method }: HttpRequest,
  definition: Pick<ResourceDefinition, 'kind'>,
): unknown {
  const type = mediaType(headers['content-type']);
  const text = Buffer.from(body).toString('utf8');
  if (method === 'PATCH') {
    if (!PATCH_TYPES.has(type)) throw unknownPatchType();
    const isJson = type !== APPLY_TYPE || text.trimStart().startsWith('{');
    return isJson ? json(text, 'error decoding patch: ') : yaml(text, 'error decoding YAML: ');
  }
  const whose =
    method === 'DELETE'
      ? ''
      : `the object provided is unrecognized (must be of type ${definition.kind}): `;
  const what = `${whose}couldn't get version/kind; json parse error: `;
  switch (type) {
    case '':
      if ((headers['content-type'] ?? '') !== '') break;
      return object(text, what);
    case '*/*':
    case 'application/json':
      return object(text, what);
    case 'application/yaml':
      return yaml(text, whose) ?? {};
    case 'application/vnd.kubernetes.protobuf':
      return decodeProtobuf(body, whose);
  }
  throw unsupportedMediaType(
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
  );
}

/** `null` decodes into an object without fields. */
function object(text: string, what: string): unknown {
  const value = json(text, what) ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value;
  throw badRequest(
    `${what}json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value} into an object`,
  );
}

function json(text: string, what: string): unknown {
  try {
    if (isTooDeep(text)) throw badRequest(`${what}exceeded max depth`);
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const position = Number(/position (\d+)/.exec(error.message)?.[1] ?? text.length);
    throw badRequest(
      position >= text.length
        ? `${what}unexpected end of JSON input`
        : `${what}invalid character ${JSON.stringify(text[position])} at position ${position}`,
    );
  }
}

function yaml(text: string, what: string): unknown {
  try {
    return parseYaml(text) as unknown;
  } catch (error) {
    throw badRequest(
      `${what}yaml: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'bad YAML'}`,
    );
  }
}

/**
 * How deep JSON may be nested. The real server's limit is 10,000; ours is what the recursion of
 * everything that walks over objects here is sure to bear. No object of Kubernetes nests to 100.
 */
const MAX_DEPTH = 1000;

function isTooDeep(text: string): boolean {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text.charCodeAt(i);
    if (inText) {
      if (c === 0x5c) i += 1;
      else if (c === 0x22) inText = false;
    } else if (c === 0x22) inText = true;
    else if (c === 0x7b || c === 0x5b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (c === 0x7d || c === 0x5d) depth -= 1;
  }
  return false;
}
