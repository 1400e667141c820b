import {
  isPodReady,
  type KubeObject,
  type LabelSelector,
  type Pod,
  type PodTemplate,
  type Toleration,
} from '../../model/index.ts';
import { selectsNode, untolerated } from '../placement/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  controllerOf,
  createPod,
  deletePod,
  expectations,
  isActive,
  isAvailable,
  podOf,
  share,
  tellDeleted,
  templateHash,
  writeStatus,
  type Expectations,
} from './pods.ts';
import { CONTROLLER_REVISION, keepRevision, revisionOwner } from './revisions.ts';

const GENERATION = 'controller-revision-hash';
const COMPONENT = 'daemonset-controller';

interface Spec {
  readonly revisionHistoryLimit?: number;
  readonly minReadySeconds?: number;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly updateStrategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly maxUnavailable?: number | string };
  };
}

/** What every daemon pod tolerates. @source https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/#taints-and-tolerations (read 2026-11-23) */
const TOLERATED: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];

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
        const owner = controllerOf(pod);
        if (owner?.kind === 'DaemonSet') c.enqueue(`${pod.metadata.namespace ?? ''}/${owner.name}`);
      },
    },
    async reconcile(c, key) {
      const ds = c.informer('apps/v1/DaemonSet').byKey(key);
      if (!ds || ds.metadata.deletionTimestamp !== undefined) return;
      awaited ??= expectations((uid) => c.informer('v1/Pod').byUid(uid) as Pod | undefined);
      const spec = ds['spec'] as Spec;
      const hash = templateHash(spec.template);
      const nodes = [...c.informer('v1/Node').all()].filter((n) => belongs(spec, n));
      const pods = [...(c.informer('v1/Pod').ownedBy(ds.metadata.uid ?? '') as Iterable<Pod>)];
      await keepRevision(c, ds, spec, {
        hash,
        inUse: new Set(pods.map((p) => p.metadata.labels?.[GENERATION] ?? '')),
      });
      if (!awaited.pending(key)) await sync(c, awaited, { key, ds, spec, hash, nodes, pods });
      const live = pods.filter(
        (p) => isActive(p) && nodes.some((n) => n.metadata.name === targetOf(p)),
      );
      const ready = live.filter(isPodReady).length;
      const available = live.filter((p) =>
        isAvailable(p, spec.minReadySeconds ?? 0, c.clock),
      ).length;
      const scheduled = new Set(live.map(targetOf)).size;
      await writeStatus(c, ds, {
        currentNumberScheduled: scheduled,
        numberMisscheduled: pods.filter((p) => isActive(p) && !live.includes(p)).length,
        desiredNumberScheduled: nodes.length,
        numberReady: ready,
        ...(available === 0 ? {} : { numberAvailable: available }),
        ...(nodes.length - available === 0 ? {} : { numberUnavailable: nodes.length - available }),
        updatedNumberScheduled: live.filter((p) => p.metadata.labels?.[GENERATION] === hash).length,
        observedGeneration: ds.metadata.generation ?? 1,
      });
    },
  };
}

const podLike = (spec: Spec): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: '' },
  spec: { ...spec.template.spec, tolerations: tolerationsOf(spec) },
});
const tolerationsOf = (spec: Spec): readonly Toleration[] => [
  ...(spec.template.spec.tolerations ?? []),
  ...TOLERATED,
  ...(spec.template.spec.hostNetwork === true
    ? [{ key: 'node.kubernetes.io/network-unavailable', operator: 'Exists', effect: 'NoSchedule' }]
    : []),
];
const belongs = (spec: Spec, node: KubeObject): boolean => {
  const pod = podLike(spec);
  return selectsNode(pod, node) && untolerated(pod, node) === undefined;
};

interface Field {
  readonly key: string;
  readonly values?: readonly string[];
}
/** The node that a daemon pod was made for stands in its affinity. */
function targetOf(pod: Pod): string {
  const terms =
    pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution
      ?.nodeSelectorTerms ?? [];
  const field = terms
    .flatMap((t) => (t.matchFields ?? []) as readonly Field[])
    .find((f) => f.key === 'metadata.name');
  return pod.spec.nodeName ?? field?.values?.[0] ?? '';
}

/** The template's own affinity, narrowed to one node. */
function pinned(spec: Spec, node: string): Readonly<Record<string, unknown>> {
  const own = spec.template.spec.affinity;
  const required =
    own?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [node] }];
  return {
    affinity: {
      ...own,
      nodeAffinity: {
        ...own?.nodeAffinity,
        requiredDuringSchedulingIgnoredDuringExecution: {
          nodeSelectorTerms: required
            ? required.map((t) => ({ ...t, matchFields }))
            : [{ matchFields }],
        },
      },
    },
    tolerations: tolerationsOf(spec),
  };
}

async function sync(
  c: ControllerContext,
  awaited: Expectations,
  o: {
    readonly key: string;
    readonly ds: KubeObject;
    readonly spec: Spec;
    readonly hash: string;
    readonly nodes: readonly KubeObject[];
    readonly pods: readonly Pod[];
  },
): Promise<void> {
  const remove = async (pod: Pod): Promise<void> => {
    if (pod.metadata.deletionTimestamp !== undefined) return;
    awaited.deleted(o.key, pod.metadata.uid ?? '');
    await deletePod(c, pod);
    await tellDeleted(c, o.ds, pod, COMPONENT);
  };
  const wanted = new Set(o.nodes.map((n) => n.metadata.name));
  for (const pod of o.pods)
    if (!wanted.has(targetOf(pod)) || pod.status?.phase === 'Failed') await remove(pod);
  let down = 0;
  for (const node of o.nodes) {
    const here = o.pods.filter((p) => targetOf(p) === node.metadata.name);
    if (here.length === 0) {
      const made = await createPod(
        c,
        o.ds,
        podOf(o.spec.template, o.ds, {
          labels: {
            [GENERATION]: o.hash,
            'pod-template-generation': String(o.ds.metadata.generation ?? 1),
          },
          spec: pinned(o.spec, node.metadata.name),
        }),
        COMPONENT,
      );
      awaited.created(o.key, made.metadata.uid ?? '');
    }
    if (!here.some((p) => isPodReady(p))) down += 1;
  }
  if (o.spec.updateStrategy?.type === 'OnDelete') return;
  const allowed = Math.max(
    1,
    share(o.spec.updateStrategy?.rollingUpdate?.maxUnavailable ?? 1, o.nodes.length, Math.ceil),
  );
  for (const pod of o.pods.filter(
    (p) => isActive(p) && p.metadata.labels?.[GENERATION] !== o.hash,
  )) {
    const alive = isPodReady(pod);
    if (alive && down >= allowed) break;
    if (alive) down += 1;
    await remove(pod);
  }
}
