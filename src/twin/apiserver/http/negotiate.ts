import { formNotAcceptable, notAcceptable } from '../status-error.ts';

/** How the client wants to see objects. */
export interface Rendering {
  readonly format: 'json' | 'yaml';
  readonly as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
}

const META = 'meta.k8s.io';
const OBJECT: Rendering = { format: 'json', as: 'object' };
const PROTOBUF = 'application/vnd.kubernetes.protobuf';
const TYPES = ['application/json', 'application/yaml', PROTOBUF];
const WATCH_TYPES = ['application/json;stream=watch', `${PROTOBUF};stream=watch`];

/**
 * The first of the accepted types that we can write; protobuf and CBOR are passed over.
 * @throws 406 when there is none: one text for unknown types, another for forms that are not served.
 */
export function negotiate(accept: string | undefined, verb?: string): Rendering {
  if (accept === undefined || accept.trim() === '') return OBJECT;
  let isType = false;
  for (const clause of accept.split(',')) {
    const [type = '', ...parameters] = clause.split(';').map((p) => p.trim());
    const parameter = new Map(
      parameters.map((p): [string, string] => {
        const [key = '', value = ''] = p.split('=');
        return [key, value];
      }),
    );
    const format = formatOf(type);
    isType ||= format !== undefined || type === PROTOBUF;
    if (!format) continue;
    const as = parameter.get('as');
    if (as === undefined) return { format, as: 'object' };
    if (parameter.get('g') !== META || !['v1', 'v1beta1'].includes(parameter.get('v') ?? ''))
      continue;
    if (as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
      return { format, as };
  }
  if (isType) throw formNotAcceptable(TYPES);
  throw notAcceptable(verb === 'watch' ? [...TYPES, ...WATCH_TYPES] : TYPES);
}

/** For what is served in JSON and a few forms of its own, such as discovery. */
export function negotiateDocument(accept: string | undefined, types: readonly string[]): void {
  if (accept === undefined || accept.trim() === '') return;
  for (const clause of accept.split(',')) {
    const type = clause.split(';')[0]?.trim() ?? '';
    if (formatOf(type) === 'json' || types.includes(type)) return;
  }
  throw notAcceptable(types);
}
export const DISCOVERY_TYPES = TYPES;

const formatOf = (type: string): Rendering['format'] | undefined =>
  type === 'application/json' || type === '*/*' || type === 'application/*'
    ? 'json'
    : type === 'application/yaml'
      ? 'yaml'
      : undefined;
