import type { KubeObject } from '../../../model/index.ts';
import { fromStored, toStored } from '../conversion/index.ts';
import { copyJson, ensure, isDraft, textAt, type Draft } from '../draft.ts';
import type { Call, Kernel } from '../kernel.ts';
import { badRequest, conflict, stale } from '../status-error.ts';
import { apiVersionOf } from '../registry/index.ts';
import { storedAt, type Target } from './read.ts';
import { shapePatched } from './shape.ts';
import { rewriteObject } from './update.ts';

/** Somebody else's write in between is tried again, unless the patch names a version. */
const ATTEMPTS = 5;

/**
 * Applies `change` to a private copy of the newest version and stores the result. `change` may
 * write to the copy and answers the patched object.
 */
export async function patchObject(
  kernel: Kernel,
  call: Call,
  target: Target,
  change: (draft: Draft) => unknown,
): Promise<KubeObject> {
  const { definition, name } = target;
  for (let attempt = 1; ; attempt += 1) {
    const old = storedAt(kernel, target);
    const patched = change(copyJson(fromStored(definition, old) as unknown as Draft));
    if (!isDraft(patched)) throw badRequest('the patched object is not an object');
    patched['apiVersion'] ??= apiVersionOf(definition);
    patched['kind'] ??= definition.kind;
    const metadata = ensure(patched, 'metadata');
    if (metadata['name'] !== name)
      throw badRequest(
        `the name of the object (${String(metadata['name'])}) does not match the name on the URL (${name})`,
      );
    const version = textAt(metadata, 'resourceVersion') ?? '';
    if (version !== '' && version !== old.metadata.resourceVersion) throw stale(definition, name);
    const uid = textAt(metadata, 'uid') ?? '';
    if (uid !== '' && uid !== old.metadata.uid)
      throw conflict(
        definition,
        name,
        `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid ?? ''}`,
      );
    try {
      return await rewriteObject(kernel, call, target, {
        old,
        draft: toStored(definition, shapePatched(call, definition, patched)),
      });
    } catch (error) {
      const raced = storedAtOrNothing(kernel, target) !== old;
      if (!raced || attempt === ATTEMPTS || (error as { reason?: string }).reason !== 'Conflict')
        throw error;
    }
  }
}

function storedAtOrNothing(kernel: Kernel, target: Target): KubeObject | undefined {
  try {
    return storedAt(kernel, target);
  } catch {
    return undefined;
  }
}
