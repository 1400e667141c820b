import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import { place, targetOf, tolerationsOf } from './daemon-placement.ts';
import { replaceInPlace, surge } from './daemon-rollout.ts';
import {
  isLeaving,
  isNew,
  REVISION,
  serves,
  type Change,
  type DaemonSpec,
  type DaemonState,
} from './daemon-spec.ts';
import {
  afterReady,
  claim,
  controllerOf,
  counted,
  createPod,
  deletePod,
  expectations,
  podOf,
  tellDeleted,
  writeStatus,
  type Expectations,
} from './pods.ts';
import { CONTROLLER_REVISION, keepRevisions, revisionOwner } from './revisions.ts';

const GENERATION = 'deprecated.daemonset.template.generation';
const COMPONENT = 'daemonset-controller';

/** One pod on each node that a DaemonSet selects and whose taints it tolerates. */
export function daemonSetController(): Controller {
  let awaited: Expectations | undefined;
  const all = (c: ControllerContext): void => {
    for (const ds of c.informer('apps/v1/DaemonSet').all()) c.enqueue(keyOf(ds));
  };
  return {
    name: 'daemonset',
    watches: {
      'apps/v1/DaemonSet': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Node': (c) => (now, before) => {
        const shape = (n: KubeObject | undefined): string =>
          JSON.stringify([n?.['spec'], n?.metadata.labels]);
        if (shape(now) !== shape(before)) all(c);
      },
      [CONTROLLER_REVISION]: (c) => revisionOwner(c, 'DaemonSet'),
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as KubeObject;
        const namespace = pod.metadata.namespace ?? '';
        const owner = controllerOf(pod);
        if (owner?.kind === 'DaemonSet') c.enqueue(`${namespace}/${owner.name}`);
        else if (!owner && now)
          for (const ds of c.informer('apps/v1/DaemonSet').inNamespace(namespace))
            c.enqueue(keyOf(ds));
      },
    },
    async reconcile(c, key) {
      const ds = c.informer('apps/v1/DaemonSet').byKey(key);
      if (!ds || ds.metadata.deletionTimestamp !== undefined) return;
      awaited ??= expectations((uid) => c.informer('v1/Pod').byUid(uid) as Pod | undefined);
      const spec = ds['spec'] as DaemonSpec;
      const pods = await claim<Pod>(c, c.informer('v1/Pod'), ds, spec);
      const { hash } = await keepRevisions(c, ds, spec, {
        inUse: new Set(pods.map((p) => p.metadata.labels?.[REVISION] ?? '')),
        style: 'DaemonSet',
      });
      const nodes = [...c.informer('v1/Node').all()];
      const wanted = nodes.filter((n) => place(spec, n) === 'run');
      const s: DaemonState = { key, ds, spec, hash, nodes: wanted, byNode: grouped(pods) };
      if (!awaited.pending(key)) {
        await keepOnePerNode(c, awaited, s, nodes);
        if (!awaited.pending(key) && spec.updateStrategy?.type !== 'OnDelete') {
          const change = surges(s) ? surge(c, s) : replaceInPlace(c, s);
          await apply(c, awaited, s, change);
        }
      }
      await report(c, s);
      afterReady(c, key, pods, spec.minReadySeconds ?? 0);
    },
  };
}

/** Scheduled ones first, then by age. */
function grouped(pods: readonly Pod[]): ReadonlyMap<string, readonly Pod[]> {
  const byNode = new Map<string, Pod[]>();
  const rank = (p: Pod): string =>
    `${p.spec.nodeName === undefined ? 1 : 0} ${p.metadata.creationTimestamp ?? ''} ${p.metadata.name}`;
  for (const p of [...pods].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)))
    byNode.set(targetOf(p), [...(byNode.get(targetOf(p)) ?? []), p]);
  return byNode;
}

const surges = (s: DaemonState): boolean => {
  const { maxSurge = 0 } = s.spec.updateStrategy?.rollingUpdate ?? {};
  return maxSurge !== 0 && maxSurge !== '0%';
};

/** Nodes that lack a pod get one; pods of nodes that shall have none, and pods that have ended, go. */
async function keepOnePerNode(
  c: ControllerContext,
  awaited: Expectations,
  s: DaemonState,
  nodes: readonly KubeObject[],
): Promise<void> {
  const make: string[] = [];
  const remove: Pod[] = [];
  for (const { metadata } of nodes) {
    const here = s.byNode.get(metadata.name) ?? [];
    const staying = here.filter((p) => !isLeaving(p));
    const node = nodes.find((n) => n.metadata.name === metadata.name) as KubeObject;
    const placing = place(s.spec, node);
    if (placing === 'leave') remove.push(...staying);
    if (placing === 'run' && here.length === 0) make.push(metadata.name);
    if (placing === 'leave' || here.length === 0) continue;
    const over = staying.filter((p) => isOver(p));
    for (const p of over) await tellOver(c, s, p, metadata.name);
    remove.push(...over);
    const running = staying.filter((p) => !isOver(p));
    if (!surges(s)) remove.push(...running.slice(1));
    else if (running.length === 0 && placing === 'run') make.push(metadata.name);
    else if (running.length > 1) remove.push(...spareOf(c, s, running));
  }
  const known = new Set(nodes.map((n) => n.metadata.name));
  for (const [node, pods] of s.byNode)
    if (!known.has(node)) remove.push(...pods.filter((p) => p.spec.nodeName === undefined));
  await apply(c, awaited, s, { make, remove });
}

const isOver = (p: Pod): boolean => p.status?.phase === 'Succeeded' || p.status?.phase === 'Failed';

/** Of an old pod and its successor on one node, which goes; more than two are too many anyway. */
function spareOf(c: ControllerContext, s: DaemonState, running: readonly Pod[]): readonly Pod[] {
  const next = running.find((p) => isNew(s, p));
  const old = running.find((p) => !isNew(s, p));
  const spare = running.filter((p) => p !== next && p !== old);
  if (next && old && (!isPodReady(old) || serves(c, s, next))) spare.push(old);
  return spare;
}

const tellOver = (c: ControllerContext, s: DaemonState, pod: Pod, node: string): Promise<void> => {
  const failed = pod.status?.phase === 'Failed';
  const found = `Found ${failed ? 'failed' : 'succeeded'} daemon pod ${keyOf(pod)} on node ${node}`;
  return c.events.record(s.ds, {
    type: failed ? 'Warning' : 'Normal',
    reason: failed ? 'FailedDaemonPod' : 'SucceededDaemonPod',
    message: `${found}, will try to ${failed ? 'kill' : 'delete'} it`,
    component: COMPONENT,
  });
};

async function apply(
  c: ControllerContext,
  awaited: Expectations,
  s: DaemonState,
  { make, remove }: Change,
): Promise<void> {
  const generation = s.ds.metadata.annotations?.[GENERATION];
  for (const node of make) {
    const pod = podOf(s.spec.template, s.ds, {
      labels: {
        [REVISION]: s.hash,
        ...(generation === undefined ? {} : { 'pod-template-generation': generation }),
      },
      spec: { affinity: pinned(s.spec, node), tolerations: tolerationsOf(s.spec) },
    });
    const made = await createPod(c, s.ds, pod, COMPONENT);
    awaited.created(s.key, made.metadata.uid ?? '');
  }
  for (const pod of remove) {
    awaited.deleted(s.key, pod.metadata.uid ?? '');
    await deletePod(c, pod);
    await tellDeleted(c, s.ds, pod, COMPONENT);
  }
}

/** The template's affinity with its node affinity narrowed to one node; the rest was heeded already. */
function pinned(spec: DaemonSpec, node: string): Readonly<Record<string, unknown>> {
  const own = spec.template.spec.affinity;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  return {
    ...own,
    nodeAffinity: {
      ...own?.nodeAffinity,
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] },
    },
  };
}

async function report(c: ControllerContext, s: DaemonState): Promise<void> {
  const wanted = new Set(s.nodes.map((n) => n.metadata.name));
  const first = s.nodes.flatMap((n) => s.byNode.get(n.metadata.name)?.[0] ?? []);
  const available = first.filter((p) => serves(c, s, p)).length;
  const { collisionCount } = (s.ds['status'] ?? {}) as { collisionCount?: number };
  await writeStatus(c, s.ds, {
    currentNumberScheduled: first.length,
    numberMisscheduled: [...s.byNode.keys()].filter((n) => n !== '' && !wanted.has(n)).length,
    desiredNumberScheduled: wanted.size,
    numberReady: first.filter(isPodReady).length,
    ...counted({
      numberAvailable: available,
      numberUnavailable: wanted.size - available,
      updatedNumberScheduled: first.filter((p) => isNew(s, p)).length,
    }),
    observedGeneration: s.ds.metadata.generation ?? 1,
    ...(collisionCount === undefined ? {} : { collisionCount }),
  });
}
