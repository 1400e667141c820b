import { shapeCustom } from '../custom/structural.ts';
import type { Draft } from '../draft.ts';
import type { Call } from '../kernel.ts';
import { apiVersionOf, type ResourceDefinition } from '../registry/index.ts';
import { fitted, Misfit, normalize } from '../schema/normalize.ts';
import { kindType } from '../schema/types.ts';
import { badRequest, invalid } from '../status-error.ts';
import { ApiStatusError } from '../../runtime/index.ts';

/**
 * What the object's type makes of a body: unknown fields are dropped, and refused or warned of as
 * `fieldValidation` asks; custom objects get the defaults of their schema.
 */
export const shape = (call: Call, definition: ResourceDefinition, draft: Draft): Draft =>
  shaped(call, definition, draft, normalize);

/** The same of an applied configuration, whose values stay as they were written. */
export const shapeApplied = (call: Call, definition: ResourceDefinition, draft: Draft): Draft =>
  shaped(call, definition, draft, fitted);

/**
 * The same of what a patch made of an object: what is wrong with it is the patch's fault (422).
 * @source https://github.com/kubernetes/apiserver/blob/v0.35.4/pkg/endpoints/handlers/patch.go (read 2026-11-25)
 */
export function shapePatched(call: Call, definition: ResourceDefinition, draft: Draft): Draft {
  try {
    return shape(call, definition, draft);
  } catch (error) {
    if (!(error instanceof ApiStatusError) || error.code !== 400) throw error;
    const message = `Invalid value: ${JSON.stringify(JSON.stringify(draft))}: ${error.message}`;
    throw invalid({ group: '', kind: '' }, '', [
      { reason: 'FieldValueInvalid', field: 'patch', message },
    ]);
  }
}

function shaped(
  call: Call,
  definition: ResourceDefinition,
  draft: Draft,
  fit: typeof normalize,
): Draft {
  if (definition.custom) {
    const dropped = shapeCustom(definition.custom.schema, draft);
    report(
      call,
      definition,
      dropped.map((path) => `unknown field "${path}"`),
    );
    return draft;
  }
  const struct = kindType(apiVersionOf(definition), definition.kind);
  if (!struct) return draft;
  const { draft: result, unknown } = decoded(definition, () => fit(struct, draft));
  report(call, definition, unknown);
  return result;
}

/** Says which kind could not be decoded, before what was wrong in it. */
function decoded<T>(definition: ResourceDefinition, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (error instanceof Misfit) throw badRequest(`${undecodable(definition)}: ${error.message}`);
    throw error;
  }
}

const undecodable = ({ kind, version }: ResourceDefinition): string =>
  `${kind} in version "${version}" cannot be handled as a ${kind}`;

function report(call: Call, definition: ResourceDefinition, unknown: readonly string[]): void {
  if (unknown.length === 0) return;
  if (call.fieldValidation === 'Strict')
    throw badRequest(`${undecodable(definition)}: strict decoding error: ${unknown.join(', ')}`);
  if (call.fieldValidation === 'Warn') for (const text of unknown) call.warn(text);
}
