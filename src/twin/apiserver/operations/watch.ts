import type { KubeObject } from '../../../model/index.ts';
import type { ApiWatchEvent } from '../../runtime/index.ts';
import { fromStored } from '../conversion/index.ts';
import type { Kernel } from '../kernel.ts';
import type { SelectorTexts } from '../selectors/index.ts';
import { objectTest } from '../selectors/index.ts';
import { expired } from '../status-error.ts';
import type { StoreEvent } from '../store/index.ts';
import type { Place } from './read.ts';

/**
 * Tells of every change after `revision`, the past ones at once, and answers how to stop. An object
 * that begins to match the selectors is ADDED, one that no longer does is DELETED.
 */
export function watchObjects(
  kernel: Kernel,
  place: Place,
  options: SelectorTexts & { readonly revision: number },
  onEvent: (event: ApiWatchEvent & { readonly previous?: KubeObject }) => void,
): () => void {
  const { definition, namespace } = place;
  const collection = kernel.store.collection(definition.collection);
  const past = collection.since(options.revision);
  if (!past)
    throw expired(`too old resource version: ${options.revision} (${collection.oldestRevision})`);
  const selected = objectTest(options, definition);
  const matches = (object: KubeObject): boolean =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (selected?.(object) ?? true);

  let seen = options.revision;
  const tell = (event: StoreEvent): void => {
    if (event.revision <= seen) return;
    seen = event.revision;
    const was = event.previous !== undefined && matches(event.previous);
    const is = event.type !== 'DELETED' && matches(event.object);
    if (!was && !is) return;
    const type = is ? (was ? 'MODIFIED' : 'ADDED') : 'DELETED';
    onEvent({ type, object: fromStored(definition, event.object) });
  };
  // Subscribed first: a handler may write while it is told of the past.
  const later: StoreEvent[] = [];
  let catchingUp = true;
  const unsubscribe = collection.subscribe((event) => {
    if (catchingUp) later.push(event);
    else tell(event);
  });
  for (const event of past) tell(event);
  for (let event = later.shift(); event; event = later.shift()) tell(event);
  catchingUp = false;
  return unsubscribe;
}
