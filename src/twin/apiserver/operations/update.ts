import type { KubeObject } from '../../../model/index.ts';
import { fromStored, toStored } from '../conversion/index.ts';
import { at, childOf, copyJson, ensure, isDraft, sameJson, textAt, type Draft } from '../draft.ts';
import type { Call, Kernel } from '../kernel.ts';
import { hasStatus } from '../registry/index.ts';
import { badRequest, conflict, invalid, stale } from '../status-error.ts';
import { customFaults } from '../custom/structural.ts';
import { strategyOf } from '../strategy/index.ts';
import { admitDraft } from './create.ts';
import { adoptBody, carryIdentity, finalizersOf, tidyMetadata } from './metadata.ts';
import { trackWrite } from './ownership.ts';
import { keyAt, storedAt, type Target } from './read.ts';
import { shape } from './shape.ts';
import { metadataFaults } from '../validation/names.ts';

/** PUT: the whole object, or its status. Its resourceVersion, when given, must be the newest. */
export async function updateObject(
  kernel: Kernel,
  call: Call,
  target: Target,
  body: unknown,
): Promise<KubeObject> {
  const { definition, name, subresource } = target;
  const given = shape(
    call,
    definition,
    adoptBody(target, copyJson(STATUS_ONLY.has(subresource ?? '') ? statusOf(body) : body)),
  );
  const metadata = ensure(given, 'metadata');
  if (metadata['name'] === undefined) metadata['name'] = name;
  if (metadata['name'] !== name)
    throw badRequest(
      `the name of the object (${String(metadata['name'])}) does not match the name on the URL (${name})`,
    );
  const old = storedAt(kernel, target);
  const version = textAt(metadata, 'resourceVersion') ?? '';
  if (version !== '' && version !== old.metadata.resourceVersion) throw stale(definition, name);
  if (version === '' && (strategyOf(definition.collection).needsVersion || definition.custom))
    throw invalid(definition, name, [
      {
        reason: 'FieldValueInvalid',
        field: 'metadata.resourceVersion',
        message: 'Invalid value: 0: must be specified for an update',
      },
    ]);
  const uid = textAt(metadata, 'uid') ?? '';
  if (uid !== '' && uid !== old.metadata.uid)
    throw conflict(
      definition,
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid ?? ''}`,
    );
  return rewriteObject(kernel, call, target, {
    old,
    draft: toStored(definition, given),
  });
}

export interface Rewrite {
  /** The stored version that the draft was made from. */
  readonly old: KubeObject;
  /** The wanted version, in the stored apiVersion; ours to change. */
  readonly draft: Draft;
  /** `managedFields` are already as they should be. */
  readonly ownershipDone?: boolean;
}

/** Which subresources write the status half only. */
const STATUS_ONLY = new Set(['status', 'approval']);

/** Takes a changed draft through defaults, admission and validation into the store. */
export async function rewriteObject(
  kernel: Kernel,
  call: Call,
  target: Target,
  rewrite: Rewrite,
): Promise<KubeObject> {
  const { definition, name, subresource } = target;
  const { old } = rewrite;
  const strategy = strategyOf(definition.collection);
  const context = { kernel, internal: call.internal, subresource };
  const statusOnly = subresource !== undefined && STATUS_ONLY.has(subresource);
  let draft = statusOnly
    ? withStatusOf(old, rewrite.draft, strategy.countsNotes === true)
    : rewrite.draft;
  if (!statusOnly) {
    keepTheRest(draft, old, target);
    strategy.defaults?.(draft);
  }
  carryIdentity(draft, old);
  draft = await admitDraft(kernel, call, { definition, draft, old, subresource });
  if (!statusOnly) {
    strategy.defaults?.(draft);
    strategy.prepareUpdate?.(draft, old, context);
  }
  carryIdentity(draft, old);
  tidyMetadata(draft);
  const faults = [
    ...metadataFaults(definition, draft, old),
    ...customFaults(definition.custom?.schema, draft),
    ...(statusOnly ? [] : (strategy.validate?.(draft, old, context) ?? [])),
  ];
  if (faults.length > 0) throw invalid(definition, name, faults);
  // Binding writes past the strategy that counts generations.
  const counts = !statusOnly && subresource !== 'binding' && definition.hasGeneration;
  const isChanged =
    specChanged(draft, old) || (strategy.countsNotes === true && notesChanged(draft, old));
  if (counts && isChanged)
    ensure(draft, 'metadata')['generation'] = (old.metadata.generation ?? 0) + 1;
  if (rewrite.ownershipDone !== true)
    trackWrite(kernel, call, { definition, draft, old, subresource });

  return commit(kernel, call, target, { old, draft });
}

/** Stores a new version, unless nothing changed, or takes the object out when it is finished. */
function commit(
  kernel: Kernel,
  call: Call,
  target: Target,
  { old, draft }: { readonly old: KubeObject; readonly draft: Draft },
): KubeObject {
  const { definition, name } = target;
  const { collection } = definition;
  const { onStored } = strategyOf(collection);
  if (sameJson(draft, old)) return fromStored(definition, old);
  const key = keyAt(target);
  if (kernel.store.collection(collection).get(key) !== old) throw stale(definition, name);
  const object = draft as unknown as KubeObject;
  if (call.dryRun) return fromStored(definition, object);
  if (isFinished(object)) {
    const gone = kernel.store.remove(collection, key) ?? object;
    onStored?.(kernel, undefined, key);
    return fromStored(definition, {
      ...object,
      metadata: { ...object.metadata, ...versionOf(gone) },
    });
  }
  const stored = kernel.store.put(collection, key, object);
  onStored?.(kernel, stored, key);
  return fromStored(definition, stored);
}

/** Each subresource writes its own part only. */
function keepTheRest(draft: Draft, old: KubeObject, { definition, subresource }: Target): void {
  if (hasStatus(definition) && subresource !== 'binding') takeStatus(draft, old);
  if (subresource !== 'ephemeralcontainers') return;
  const containers = at(draft, 'spec', 'ephemeralContainers');
  const { ephemeralContainers: _e, ...rest } = copyJson(old['spec']) as Draft;
  draft['spec'] = {
    ...rest,
    ...(containers === undefined ? {} : { ephemeralContainers: containers }),
  };
}

const versionOf = (o: KubeObject): { resourceVersion?: string } =>
  o.metadata.resourceVersion === undefined ? {} : { resourceVersion: o.metadata.resourceVersion };

/** Deletion was asked for and nothing holds it up any more. */
export function isFinished(object: KubeObject): boolean {
  if (object.metadata.deletionTimestamp === undefined) return false;
  if (finalizersOf(object).length > 0) return false;
  if (object.kind === 'Namespace' && object.apiVersion === 'v1') {
    const finalizers = (object['spec'] as { finalizers?: readonly string[] } | undefined)
      ?.finalizers;
    return (finalizers ?? []).length === 0;
  }
  return (object.metadata.deletionGracePeriodSeconds ?? 0) === 0;
}

/** The part of a body that a write to its status is about. */
function statusOf(body: unknown): unknown {
  if (!isDraft(body)) return body;
  const { apiVersion, kind, metadata, status } = body;
  return { apiVersion, kind, metadata, status };
}

function takeStatus(draft: Draft, old: KubeObject): void {
  if (old['status'] === undefined) delete draft['status'];
  else draft['status'] = old['status'];
}

/** Only the status is taken from the client, and `notes` where a kind lets them in; the rest is as it was. */
function withStatusOf(old: KubeObject, draft: Draft, notes: boolean): Draft {
  const result: Draft = { ...old, metadata: { ...old.metadata } };
  if (draft['status'] === undefined || draft['status'] === null) delete result['status'];
  else result['status'] = draft['status'];
  const metadata = draft['metadata'] as Draft | undefined;
  const kept = notes ? ['managedFields', 'annotations'] : ['managedFields'];
  for (const key of kept)
    if (metadata?.[key] !== undefined) (result['metadata'] as Draft)[key] = metadata[key];
    else if (key === 'annotations') delete (result['metadata'] as Draft)[key];
  return result;
}

const notesChanged = (draft: Draft, old: KubeObject): boolean =>
  !sameJson(childOf(childOf(draft, 'metadata'), 'annotations'), old.metadata.annotations);

function specChanged(draft: Draft, old: KubeObject): boolean {
  const bare = (o: Draft | KubeObject): Draft => {
    const { metadata: _m, status: _s, ...rest } = o as Draft;
    return rest;
  };
  return !sameJson(bare(draft), bare(old));
}
