import { childOf, ensure, listOf, textAt, type Draft } from '../draft.ts';
import { timestamp, type Call, type Kernel } from '../kernel.ts';
import { patchObject } from '../operations/patch.ts';
import type { Target } from '../operations/read.ts';
import { badRequest, conflict } from '../status-error.ts';
import { storeKey } from '../store/index.ts';

/** POST pods/NAME/binding: the pod belongs to a node from now on. */
export async function bindPod(
  kernel: Kernel,
  call: Call,
  target: Target,
  binding: {
    readonly nodeName: string;
    readonly uid?: string | undefined;
    readonly annotations?: Readonly<Record<string, string>>;
  },
): Promise<void> {
  if (binding.nodeName === '') throw badRequest('target.name: Required value');
  const change = (pod: Draft): Draft => {
    const { definition, name } = target;
    const metadata = ensure(pod, 'metadata');
    if (binding.uid !== undefined && binding.uid !== metadata['uid'])
      throw conflict(
        definition,
        name,
        `Precondition failed: UID in precondition: ${binding.uid}, UID in object meta: ${textAt(metadata, 'uid') ?? ''}`,
      );
    if (metadata['deletionTimestamp'] !== undefined)
      throw conflict(
        definition,
        name,
        `pod ${name} is being deleted, cannot be assigned to a host`,
      );
    const spec = ensure(pod, 'spec');
    if (spec['nodeName'])
      throw conflict(
        definition,
        name,
        `pod ${name} is already assigned to node "${String(spec['nodeName'])}"`,
      );
    spec['nodeName'] = binding.nodeName;
    if (binding.annotations) Object.assign(ensure(metadata, 'annotations'), binding.annotations);
    const places = topologyOf(kernel, binding.nodeName);
    if (Object.keys(places).length > 0) Object.assign(ensure(metadata, 'labels'), places);
    markScheduled(pod, kernel);
    return pod;
  };
  await patchObject(kernel, call, { ...target, subresource: 'binding' }, change);
}

const TOPOLOGY = ['topology.kubernetes.io/region', 'topology.kubernetes.io/zone'];

/**
 * A bound pod tells where its node is.
 * @source https://kubernetes.io/docs/reference/access-authn-authz/admission-controllers/#podtopologylabels (read 2026-11-25)
 */
function topologyOf(kernel: Kernel, nodeName: string): Readonly<Record<string, string>> {
  const node = kernel.store.collection('/nodes').get(storeKey(undefined, nodeName));
  const labels = node?.metadata.labels ?? {};
  return Object.fromEntries(
    TOPOLOGY.flatMap((k) => (labels[k] === undefined ? [] : [[k, labels[k]]])),
  );
}

function markScheduled(pod: Draft, kernel: Kernel): void {
  const status = ensure(pod, 'status');
  const others = listOf(status, 'conditions').filter((c) => c['type'] !== 'PodScheduled');
  const generation = childOf(pod, 'metadata')?.['generation'];
  status['conditions'] = [
    ...others,
    {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: timestamp(kernel.clock.now()),
      ...(generation === undefined ? {} : { observedGeneration: generation }),
    },
  ];
}
