import type { KubeObject } from '../../../model/index.ts';
import { gvkOf } from '../../runtime/index.ts';
import { toStored } from '../conversion/index.ts';
import { copyJson, ensure, fill, textAt, type Draft } from '../draft.ts';
import { timestamp, uuid, type Kernel } from '../kernel.ts';
import { pathNotFound } from '../status-error.ts';
import { storeKey } from '../store/index.ts';
import { strategyOf } from '../strategy/index.ts';

/** Seeds the store: objects as given, with defaults and identity, without admission or validation. */
export function loadObjects(kernel: Kernel, objects: readonly KubeObject[]): void {
  for (const object of objects) {
    const definition = kernel.registry.ofKind(gvkOf(object));
    if (!definition) throw pathNotFound();
    const draft = toStored(definition, copyJson(object as unknown as Draft));
    const metadata = ensure(draft, 'metadata');
    if (definition.namespaced) fill(metadata, { namespace: 'default' });
    else delete metadata['namespace'];
    const key = storeKey(textAt(metadata, 'namespace'), textAt(metadata, 'name') ?? '');
    const there = kernel.store.collection(definition.collection).get(key);
    // What the server made of itself keeps its identity when a scene describes it again.
    if (there) fill(metadata, { uid: there.metadata.uid });
    fill(metadata, {
      uid: uuid(kernel.random),
      creationTimestamp: timestamp(kernel.clock.now()),
      ...(definition.hasGeneration ? { generation: 1 } : {}),
    });
    const strategy = strategyOf(definition.collection);
    strategy.defaults?.(draft);
    const status = draft['status'];
    strategy.prepareCreate?.(draft, kernel);
    if (status !== undefined) draft['status'] = status;
    const seeded = draft as unknown as KubeObject;
    const stored = kernel.store.put(definition.collection, key, seeded);
    strategy.onStored?.(kernel, stored, key);
  }
}
