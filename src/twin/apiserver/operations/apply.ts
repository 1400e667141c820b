import type { KubeObject } from '../../../model/index.ts';
import { applyConfiguration, type ApplyRequest } from '../apply/apply.ts';
import { fromStored, toStored } from '../conversion/index.ts';
import { copyJson, ensure, textAt, type Draft } from '../draft.ts';
import { timestamp, type Call, type Kernel } from '../kernel.ts';
import { apiVersionOf } from '../registry/index.ts';
import { badRequest, conflict, invalid, notFound, stale } from '../status-error.ts';
import { createDraft } from './create.ts';
import { adoptBody } from './metadata.ts';
import { keyAt, type Target } from './read.ts';
import { shape, shapeApplied } from './shape.ts';
import { rewriteObject } from './update.ts';

const ATTEMPTS = 5;

export interface Applied {
  readonly object: KubeObject;
  readonly created: boolean;
}

/** Server-side apply: makes the object, or lays the configuration over it. */
export async function applyObject(
  kernel: Kernel,
  call: Call,
  target: Target,
  request: { readonly body: unknown; readonly force: boolean },
): Promise<Applied> {
  const { definition, name } = target;
  const config = shapeApplied(call, definition, adoptBody(target, copyJson(request.body)));
  const metadata = ensure(config, 'metadata');
  if (metadata['managedFields'] !== undefined)
    throw badRequest('metadata.managedFields must be nil');
  if (metadata['name'] === undefined) metadata['name'] = name;
  if (metadata['name'] !== name)
    throw badRequest(
      `the name of the object (${String(metadata['name'])}) does not match the name on the URL (${name})`,
    );
  if (call.manager === '')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      {
        reason: 'FieldValueRequired',
        field: 'fieldManager',
        message: 'Required value: is required for apply patch',
      },
    ]);
  const apply: ApplyRequest = {
    definition,
    config,
    manager: call.manager,
    apiVersion: apiVersionOf(definition),
    subresource: target.subresource ?? '',
    force: request.force,
    time: timestamp(kernel.clock.now()),
  };
  for (let attempt = 1; ; attempt += 1) {
    const old = kernel.store.collection(definition.collection).get(keyAt(target));
    try {
      return old
        ? { object: await overlay(kernel, call, target, { apply, old }), created: false }
        : { object: await make(kernel, call, target, apply), created: true };
    } catch (error) {
      const now = kernel.store.collection(definition.collection).get(keyAt(target));
      if (now === old || attempt === ATTEMPTS) throw error;
    }
  }
}

async function make(
  kernel: Kernel,
  call: Call,
  target: Target,
  apply: ApplyRequest,
): Promise<KubeObject> {
  const { definition, name } = target;
  if (apply.subresource !== '') throw notFound(definition, name);
  const uid = textAt(apply.config, 'metadata', 'uid');
  if (uid)
    throw conflict(
      definition,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  return createDraft(kernel, call, target, laidOver(call, undefined, apply));
}

async function overlay(
  kernel: Kernel,
  call: Call,
  target: Target,
  { apply, old }: { readonly apply: ApplyRequest; readonly old: KubeObject },
): Promise<KubeObject> {
  const { definition, name } = target;
  const { resourceVersion, uid } = ensure(apply.config, 'metadata');
  if (resourceVersion && resourceVersion !== old.metadata.resourceVersion)
    throw stale(definition, name);
  if (uid && uid !== old.metadata.uid)
    throw conflict(
      definition,
      name,
      `Precondition failed: UID in precondition: ${String(uid)}, UID in object meta: ${old.metadata.uid ?? ''}`,
    );
  const live = copyJson(fromStored(definition, old) as unknown as Draft);
  const draft = toStored(definition, laidOver(call, live, apply));
  return rewriteObject(kernel, call, target, {
    old,
    draft,
    ownershipDone: true,
  });
}

/** The result as its type gives it back; who owns what was decided by what was written. */
function laidOver(call: Call, live: Draft | undefined, apply: ApplyRequest): Draft {
  const applied = applyConfiguration(live, apply);
  const { managedFields } = ensure(applied, 'metadata');
  delete ensure(applied, 'metadata')['managedFields'];
  const result = shape(call, apply.definition, applied);
  ensure(result, 'metadata')['managedFields'] = managedFields;
  return result;
}
