import {
  isPodReady,
  type KubeObject,
  type LabelSelector,
  type Pod,
  type PodTemplate,
} from '../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../runtime/index.ts';
import {
  afterReady,
  controllerOf,
  deletePod,
  isActive,
  isAvailable,
  podOf,
  templateHash,
  writeStatus,
} from './pods.ts';
import { CONTROLLER_REVISION, keepRevision, revisionOwner } from './revisions.ts';

const REVISION = 'controller-revision-hash';

interface Spec {
  readonly revisionHistoryLimit?: number;
  readonly replicas?: number;
  readonly serviceName?: string;
  readonly minReadySeconds?: number;
  readonly podManagementPolicy?: string;
  readonly selector: LabelSelector;
  readonly template: PodTemplate;
  readonly volumeClaimTemplates?: readonly KubeObject[];
  readonly updateStrategy?: {
    readonly type?: string;
    readonly rollingUpdate?: { readonly partition?: number };
  };
}

/** Pods with ordinals, one after the other. @source https://kubernetes.io/docs/concepts/workloads/controllers/statefulset/ (read 2026-11-23) */
export function statefulSetController(): Controller {
  return {
    name: 'statefulset',
    watches: {
      'apps/v1/StatefulSet': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'v1/Pod': (c) => (now, before) => {
        const pod = (now ?? before) as KubeObject;
        const owner = controllerOf(pod);
        if (owner?.kind === 'StatefulSet')
          c.enqueue(`${pod.metadata.namespace ?? ''}/${owner.name}`);
      },
      'v1/PersistentVolumeClaim': () => () => undefined,
      [CONTROLLER_REVISION]: (c) => revisionOwner(c, 'StatefulSet'),
    },
    async reconcile(c, key) {
      const set = c.informer('apps/v1/StatefulSet').byKey(key);
      if (!set || set.metadata.deletionTimestamp !== undefined) return;
      const spec = set['spec'] as Spec;
      const hash = templateHash(spec.template);
      const revision = `${set.metadata.name}-${hash}`;
      const pods = new Map(
        ([...c.informer('v1/Pod').ownedBy(set.metadata.uid ?? '')] as Pod[]).map((p) => [
          ordinalOf(p),
          p,
        ]),
      );
      await keepRevision(c, set, spec, {
        hash,
        inUse: new Set([...pods.values()].map((p) => hashOf(set, p))),
      });
      await step(c, { set, spec, revision, pods });
      await report(c, { set, spec, revision, pods: [...pods.values()] });
      afterReady(c, key, [...pods.values()], spec.minReadySeconds ?? 0);
    },
  };
}

interface State {
  readonly set: KubeObject;
  readonly spec: Spec;
  readonly revision: string;
  readonly pods: ReadonlyMap<number, Pod>;
}

/** The hash in `NAME-HASH`, which is what a StatefulSet's pods carry. */
const hashOf = (set: KubeObject, pod: Pod): string =>
  (pod.metadata.labels?.[REVISION] ?? '').slice(set.metadata.name.length + 1);

const ordinalOf = (p: Pod): number => Number(/-(\d+)$/.exec(p.metadata.name)?.[1] ?? -1);

/** One change at a time: missing pods upwards, surplus downwards, old ones from the highest ordinal. */
async function step(c: ControllerContext, s: State): Promise<void> {
  const replicas = s.spec.replicas ?? 1;
  const parallel = s.spec.podManagementPolicy === 'Parallel';
  for (let i = 0; i < replicas; i += 1) {
    const pod = s.pods.get(i);
    if (!pod) {
      // The cache may lag; the server knows whether the name is taken.
      if (await c.api.get('v1/Pod', s.set.metadata.namespace, `${s.set.metadata.name}-${i}`))
        return;
      await claims(c, s, i);
      await c.api.create(podFor(s, i));
      await tell(
        c,
        s,
        'SuccessfulCreate',
        `create Pod ${s.set.metadata.name}-${i} in StatefulSet ${s.set.metadata.name} successful`,
      );
      if (!parallel) return;
    } else if (!isActive(pod)) {
      if (pod.metadata.deletionTimestamp === undefined) await remove(c, s, pod);
      return;
    } else if (!isPodReady(pod) && !parallel && pod.metadata.labels?.[REVISION] === s.revision)
      return;
  }
  if (await shrink(c, s, replicas, parallel)) return;
  await update(c, s, replicas);
}

const tell = (c: ControllerContext, s: State, reason: string, message: string): Promise<void> =>
  c.events.record(s.set, { type: 'Normal', reason, message, component: 'statefulset-controller' });

async function remove(c: ControllerContext, s: State, pod: Pod): Promise<void> {
  await deletePod(c, pod);
  const { name } = s.set.metadata;
  await tell(
    c,
    s,
    'SuccessfulDelete',
    `delete Pod ${pod.metadata.name} in StatefulSet ${name} successful`,
  );
}

/** True: one went, and the rest must wait. */
async function shrink(
  c: ControllerContext,
  s: State,
  replicas: number,
  parallel: boolean,
): Promise<boolean> {
  const surplus = [...s.pods.keys()].filter((i) => i >= replicas).sort((a, b) => b - a);
  for (const i of surplus) {
    const pod = s.pods.get(i);
    if (pod && pod.metadata.deletionTimestamp === undefined) await remove(c, s, pod);
    if (!parallel) return true;
  }
  return false;
}

async function update(c: ControllerContext, s: State, replicas: number): Promise<void> {
  if (s.spec.updateStrategy?.type === 'OnDelete') return;
  const partition = s.spec.updateStrategy?.rollingUpdate?.partition ?? 0;
  for (let i = replicas - 1; i >= partition; i -= 1) {
    const pod = s.pods.get(i);
    if (!pod) return;
    if (pod.metadata.labels?.[REVISION] !== s.revision) {
      if (pod.metadata.deletionTimestamp === undefined) await remove(c, s, pod);
      return;
    }
    if (!isPodReady(pod)) return;
  }
}

function podFor(s: State, i: number): KubeObject {
  const { name } = s.set.metadata;
  const templates = s.spec.volumeClaimTemplates ?? [];
  const volumes = [
    ...(s.spec.template.spec.volumes ?? []).filter(
      (v) => !templates.some((t) => t.metadata.name === v.name),
    ),
    ...templates.map((t) => ({
      name: t.metadata.name,
      persistentVolumeClaim: { claimName: `${t.metadata.name}-${name}-${i}` },
    })),
  ];
  return podOf(s.spec.template, s.set, {
    name: `${name}-${i}`,
    labels: {
      [REVISION]: s.revision,
      'statefulset.kubernetes.io/pod-name': `${name}-${i}`,
      'apps.kubernetes.io/pod-index': String(i),
    },
    spec: {
      hostname: `${name}-${i}`,
      ...(s.spec.serviceName === undefined ? {} : { subdomain: s.spec.serviceName }),
      ...(volumes.length === 0 ? {} : { volumes }),
    },
  });
}

async function claims(c: ControllerContext, s: State, i: number): Promise<void> {
  for (const t of s.spec.volumeClaimTemplates ?? []) {
    const name = `${t.metadata.name}-${s.set.metadata.name}-${i}`;
    if (await c.api.get('v1/PersistentVolumeClaim', s.set.metadata.namespace, name)) continue;
    await c.api.create({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: {
        ...t.metadata,
        name,
        namespace: s.set.metadata.namespace ?? '',
        labels: { ...t.metadata.labels, ...s.spec.selector.matchLabels },
      },
      spec: t['spec'],
    });
    const { name: owner } = s.set.metadata;
    await tell(
      c,
      s,
      'SuccessfulCreate',
      `create Claim ${name} Pod ${owner}-${i} in StatefulSet ${owner} success`,
    );
  }
}

async function report(
  c: ControllerContext,
  s: {
    readonly set: KubeObject;
    readonly spec: Spec;
    readonly revision: string;
    readonly pods: readonly Pod[];
  },
): Promise<void> {
  const replicas = s.spec.replicas ?? 1;
  const live = s.pods.filter(isActive);
  const updated = live.filter((p) => p.metadata.labels?.[REVISION] === s.revision).length;
  const ready = live.filter(isPodReady).length;
  const before = (s.set['status'] ?? {}) as { currentRevision?: string };
  const done = updated === replicas && ready === replicas && live.length === replicas;
  const current = done ? s.revision : (before.currentRevision ?? s.revision);
  await writeStatus(c, s.set, {
    observedGeneration: s.set.metadata.generation ?? 1,
    replicas: live.length,
    readyReplicas: ready,
    availableReplicas: live.filter((p) => isAvailable(p, s.spec.minReadySeconds ?? 0, c.clock))
      .length,
    currentReplicas: done ? replicas : live.length - updated,
    updatedReplicas: updated,
    currentRevision: current,
    updateRevision: s.revision,
    collisionCount: 0,
  });
}
