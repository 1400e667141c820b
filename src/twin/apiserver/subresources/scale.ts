import type { HttpResponse, KubeObject } from '../../../model/index.ts';
import { at, ensure, isDraft, numberAt, textAt, type Draft } from '../draft.ts';
import {
  requiredBody,
  targetOf,
  warningHeaders,
  writeCall,
  type ResourceCall,
} from '../http/call.ts';
import { changeOf } from '../http/patching.ts';
import { renderObject } from '../http/render.ts';
import { patchObject } from '../operations/patch.ts';
import { getObject } from '../operations/read.ts';
import { selectorText } from '../selectors/text.ts';
import { sizePathOf, stepsOf, type ResourceDefinition } from '../registry/index.ts';
import { badRequest, invalid, stale } from '../status-error.ts';

/** The autoscaling/v1 Scale of anything that has one. */
export async function scale(call: ResourceCall, verb: string): Promise<HttpResponse> {
  const { kernel, definition } = call;
  const target = targetOf(call);
  if (verb === 'get') return show(call, scaleOf(definition, getObject(kernel, target)));
  const change: (scale: Draft) => unknown =
    verb === 'patch' ? changeOf(call) : () => requiredBody(call);
  const apply = (object: Draft): Draft => {
    const current = scaleOf(definition, object as unknown as KubeObject);
    const wanted = change(current as unknown as Draft);
    if (!isDraft(wanted)) throw badRequest('the scale is not an object');
    const version = textAt(wanted, 'metadata', 'resourceVersion') ?? '';
    if (version !== '' && version !== textAt(object, 'metadata', 'resourceVersion'))
      throw stale(definition, target.name);
    const replicas = numberAt(wanted, 'spec', 'replicas') ?? 0;
    if (!Number.isInteger(replicas) || replicas < 0)
      throw invalid({ group: 'autoscaling', kind: 'Scale' }, target.name, [
        {
          reason: 'FieldValueInvalid',
          field: 'spec.replicas',
          message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
        },
      ]);
    writeAt(object, sizePathOf(definition), replicas);
    return object;
  };
  const stored = await patchObject(kernel, writeCall(call), target, apply);
  return show(call, scaleOf(definition, stored));
}

const show = (call: ResourceCall, object: KubeObject): HttpResponse =>
  renderObject(call.definition, object, {
    rendering: { ...call.rendering, as: 'object' },
    headers: warningHeaders(call.warnings),
    nowMs: call.kernel.clock.now(),
  });

function writeAt(object: Draft, path: readonly string[], value: unknown): void {
  let here = object;
  for (const step of path.slice(0, -1)) here = ensure(here, step);
  here[path.at(-1) as string] = value;
}

function scaleOf(definition: ResourceDefinition, object: KubeObject): KubeObject {
  const custom = definition.custom?.scale;
  const selector = custom
    ? custom.labelSelectorPath === undefined
      ? undefined
      : at(object, ...stepsOf(custom.labelSelectorPath))
    : selectorText(at(object, 'spec', 'selector'));
  const replicas = numberAt(object, ...sizePathOf(definition)) ?? 0;
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    // Go leaves out a size of none.
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberAt(object, ...stepsOf(custom?.statusReplicasPath ?? '.status.replicas')) ?? 0,
      ...(typeof selector === 'string' && selector !== '' ? { selector } : {}),
    },
  };
}
