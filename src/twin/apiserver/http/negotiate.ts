import { decodeProtobuf } from '../schema/protobuf.ts';
import { notAcceptable, unsupportedMediaType, badRequest } from '../status-error.ts';
import { parse as parseYaml } from 'yaml';

/** How the client wants to see objects. */
export interface Rendering {
  readonly format: 'json' | 'yaml';
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
}

const META = 'meta.k8s.io';
const OBJECT: Rendering = { format: 'json', as: 'object' };

/** The first of the accepted types that we can write; protobuf and CBOR are passed over. */
export function negotiate(accept: string | undefined): Rendering {
  if (accept === undefined || accept.trim() === '') return OBJECT;
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((p) => p.trim());
    const parameter = new Map(
      parameters.map((p): [string, string] => {
        const [key = '', value = ''] = p.split('=');
        return [key, value];
      }),
    );
    const format =
      type === 'application/json' || type === '*/*' || type === 'application/*'
        ? 'json'
        : type === 'application/yaml'
          ? 'yaml'
          : undefined;
    if (!format) continue;
    const as = parameter.get('as');
    if (as === undefined) return { format, as: 'object' };
    if (parameter.get('g') !== META || !['v1', 'v1beta1'].includes(parameter.get('v') ?? ''))
      continue;
    if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
      return { format, as };
  }
  throw notAcceptable([
    'application/json',
    'application/yaml',
    'application/json;as=Table;v=v1;g=meta.k8s.io',
    'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io',
  ]);
}

/** `application/json; charset=utf-8` → `application/json`. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';

/** The value in a request's body; `undefined` for an empty one. */
export function decodeBody(body: Uint8Array, contentType: string | undefined): unknown {
  if (body.length === 0) return undefined;
  const type = mediaType(contentType);
  const text = Buffer.from(body).toString('utf8');
  switch (type) {
    case '':
    case '*/*':
    case 'application/json':
    case 'application/json-patch+json':
    case 'application/merge-patch+json':
    case 'application/strategic-merge-patch+json':
      return decodeJson(text);
    case 'application/yaml':
      return decodeYaml(text);
    case 'application/apply-patch+yaml':
      return text.trimStart().startsWith('{') ? decodeJson(text) : decodeYaml(text);
    case 'application/vnd.kubernetes.protobuf':
      return decodeProtobuf(body);
    default:
      throw unsupportedMediaType(
        `the body of the request was in an unknown format - accepted media types include: application/json, application/yaml`,
      );
  }
}

function decodeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${error instanceof Error ? error.message : 'bad JSON'}`,
    );
  }
}

function decodeYaml(text: string): unknown {
  try {
    return parseYaml(text) as unknown;
  } catch (error) {
    throw badRequest(
      `error decoding YAML: ${error instanceof Error ? (error.message.split('\n')[0] ?? '') : 'bad YAML'}`,
    );
  }
}
