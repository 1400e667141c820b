import type { HttpResponse } from '../../../model/index.ts';
import { isDraft, type Draft } from '../draft.ts';
import { applyObject } from '../operations/apply.ts';
import { patchObject } from '../operations/patch.ts';
import { jsonPatch, PatchMisfit } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMerge } from '../patch/strategic-merge.ts';
import { apiVersionOf } from '../registry/index.ts';
import { kindType } from '../schema/types.ts';
import {
  badRequest,
  unknownPatchType,
  unprocessable,
  unsupportedMediaType,
} from '../status-error.ts';
import { answer, requiredBody, targetOf, writeCall, type ResourceCall } from './call.ts';
import { APPLY_TYPE, mediaType } from './body.ts';

const CUSTOM_ACCEPTED =
  'application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml';

const CUSTOM_FORMATS = `the body of the request was in an unknown format - accepted media types include: ${CUSTOM_ACCEPTED}`;

/** The scale subresource is of another kind than its object. */
const kindOf = (call: ResourceCall): string =>
  call.path.subresource === 'scale' ? 'Scale' : call.definition.kind;

/** PATCH by content type. */
export async function patch(call: ResourceCall): Promise<HttpResponse> {
  if (mediaType(call.request.headers['content-type']) === APPLY_TYPE) return apply(call);
  const object = await patchObject(call.kernel, writeCall(call), targetOf(call), changeOf(call));
  return answer(call, object);
}

async function apply(call: ResourceCall): Promise<HttpResponse> {
  const { query } = call.info;
  const write = { ...writeCall(call), manager: query.get('fieldManager') ?? '' };
  const applied = await applyObject(call.kernel, write, targetOf(call), {
    body: requiredBody(call),
    force: query.get('force') === 'true',
  });
  return answer(call, applied.object, applied.created ? 201 : 200);
}

/** The patch as a function on a private copy. */
export function changeOf(call: ResourceCall): (draft: Draft) => unknown {
  const type = mediaType(call.request.headers['content-type']);
  const body = requiredBody(call);
  const { definition } = call;
  switch (type) {
    case 'application/json-patch+json':
      if (!Array.isArray(body))
        throw badRequest('error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp'); // prettier-ignore
      return (draft) => {
        try {
          return jsonPatch(draft, body);
        } catch (error) {
          if (!(error instanceof PatchMisfit)) throw error;
          throw unprocessable();
        }
      };
    case 'application/merge-patch+json':
      return (draft) => {
        if (typeof body !== 'object' || body === null || Array.isArray(body))
          throw badRequest('error decoding patch: json: cannot unmarshal into an object');
        return mergePatch(draft, body);
      };
    case 'application/strategic-merge-patch+json': {
      const struct = kindType(apiVersionOf(definition), kindOf(call));
      if (definition.custom || !struct) throw unsupportedMediaType(CUSTOM_FORMATS);
      return (draft) => {
        if (!isDraft(body)) throw badRequest('the patch is not an object');
        return strategicMerge(draft, body, struct);
      };
    }
    default:
      throw unknownPatchType();
  }
}
