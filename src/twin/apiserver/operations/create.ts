import type { KubeObject } from '../../../model/index.ts';
import { admit, type AdmissionPlugin } from '../admission.ts';
import { fromStored, toStored } from '../conversion/index.ts';
import { copyJson, ensure, textAt, type Draft } from '../draft.ts';
import type { Call, Kernel } from '../kernel.ts';
import { hasStatus, type ResourceDefinition } from '../registry/index.ts';
import { alreadyExists, invalid, unforeseen } from '../status-error.ts';
import { customFaults } from '../custom/structural.ts';
import { strategyOf } from '../strategy/index.ts';
import { trackWrite } from './ownership.ts';
import { adoptBody, bearMetadata, giveName, tidyMetadata } from './metadata.ts';
import { keyAt, type Place } from './read.ts';
import { shape } from './shape.ts';
import { metadataFaults } from '../validation/names.ts';

const NAME_ATTEMPTS = 8;

/** Creates one object: defaults, admission, validation, store. The body becomes ours. */
export async function createObject(
  kernel: Kernel,
  call: Call,
  place: Place,
  body: unknown,
): Promise<KubeObject> {
  const given = shape(call, place.definition, adoptBody(place, copyJson(body)));
  if (textAt(given, 'metadata', 'resourceVersion'))
    throw unforeseen('resourceVersion should not be set on objects to be created');
  const generated = giveName(kernel, ensure(given, 'metadata'));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await createOnce(kernel, call, place, {
        given: attempt === 1 ? given : copyJson(given),
      });
    } catch (error) {
      const taken =
        generated &&
        (error as { reason?: string }).reason === 'AlreadyExists' &&
        attempt < NAME_ATTEMPTS;
      if (!taken) throw error;
      delete ensure(given, 'metadata')['name'];
      giveName(kernel, ensure(given, 'metadata'));
    }
  }
}

/** Creates from a configuration that was applied: it brings its `managedFields`. */
export const createDraft = (
  kernel: Kernel,
  call: Call,
  place: Place,
  draft: Draft,
): Promise<KubeObject> => createOnce(kernel, call, place, { given: draft, applied: true });

async function createOnce(
  kernel: Kernel,
  call: Call,
  place: Place,
  { given, applied = false }: { readonly given: Draft; readonly applied?: boolean },
): Promise<KubeObject> {
  const { definition } = place;
  const strategy = strategyOf(definition.collection);
  const draft = toStored(definition, given);
  bearMetadata(kernel, place, draft);
  if (hasStatus(definition) && strategy.keepsStatusOnCreate !== true) delete draft['status'];
  strategy.defaults?.(draft);
  // What admission fills in and the server allocates from here on belongs to nobody.
  if (!applied) trackWrite(kernel, call, { definition, draft, old: undefined });
  const admitted = await admitDraft(kernel, call, { definition, draft });
  strategy.defaults?.(admitted);
  strategy.prepareCreate?.(admitted, kernel);
  tidyMetadata(admitted);

  const name = textAt(admitted, 'metadata', 'name') ?? '';
  const faults = [
    ...metadataFaults(definition, admitted),
    ...customFaults(definition.custom?.schema, admitted),
    ...(strategy.validate?.(admitted, undefined, { kernel, internal: call.internal }) ?? []),
  ];
  if (faults.length > 0) throw invalid(definition, name, faults);
  const key = keyAt({ ...place, namespace: textAt(admitted, 'metadata', 'namespace'), name });
  if (kernel.store.collection(definition.collection).get(key))
    throw alreadyExists(definition, name);

  const object = admitted as unknown as KubeObject;
  if (call.dryRun) return fromStored(definition, object);
  const stored = kernel.store.put(definition.collection, key, object);
  strategy.onStored?.(kernel, stored, key);
  return fromStored(definition, stored);
}

/** Runs the chain; what comes back is a private draft again. */
export async function admitDraft(
  kernel: Kernel,
  call: Call,
  {
    definition,
    draft,
    old,
    subresource,
  }: {
    readonly definition: ResourceDefinition;
    readonly draft: Draft;
    readonly old?: KubeObject;
    readonly subresource?: string | undefined;
  },
): Promise<Draft> {
  const plugins: readonly AdmissionPlugin[] = kernel.plugins;
  const object = draft as unknown as KubeObject;
  const admitted = await admit(plugins, {
    operation: old ? 'UPDATE' : 'CREATE',
    gvk: `${definition.storedAs}/${definition.kind}`,
    object,
    ...(old ? { oldObject: old } : {}),
    ...(subresource === undefined ? {} : { subresource }),
    dryRun: call.dryRun,
    user: call.user,
  });
  // A plugin may have put shared parts into its answer: drafts are private.
  return admitted === object ? draft : copyJson(admitted as unknown as Draft);
}
