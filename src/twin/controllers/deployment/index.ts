import { canonicalJson, type KubeObject, type PodTemplate } from '../../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../../runtime/index.ts';
import { adopt, controllerOf, ownerRef, templateHash } from '../pods.ts';
import { prune, recreate, roll, share } from './rollout.ts';
import {
  copiedNotes,
  HASH,
  refTo,
  REVISION,
  revisionOf,
  sizeNotes,
  specOf,
  sum,
  tellScaled,
  wanted,
} from './sets.ts';
import { report } from './status.ts';

/** Rolls Deployments by their ReplicaSets. @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ (read 2026-11-23) */
export function deploymentController(): Controller {
  const deadlines = new Map<string, string>();
  return {
    name: 'deployment',
    watches: {
      'apps/v1/Deployment': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'apps/v1/ReplicaSet': (c) => (now, before) => {
        const rs = (now ?? before) as KubeObject;
        const owner = controllerOf(rs);
        if (owner?.kind === 'Deployment') c.enqueue(`${rs.metadata.namespace ?? ''}/${owner.name}`);
      },
      // Recreate waits until old pods are really gone.
      'v1/Pod': (c) => (now, before) => {
        if (now) return;
        const rs = controllerOf(before as KubeObject);
        const set =
          rs?.kind === 'ReplicaSet'
            ? c.informer('apps/v1/ReplicaSet').get(before?.metadata.namespace, rs.name)
            : undefined;
        const owner = set && controllerOf(set);
        if (owner) c.enqueue(`${before?.metadata.namespace ?? ''}/${owner.name}`);
      },
    },
    async reconcile(c, key) {
      const d = c.informer('apps/v1/Deployment').byKey(key);
      if (!d || d.metadata.deletionTimestamp !== undefined) return;
      const informer = c.informer('apps/v1/ReplicaSet');
      await adopt(c, informer, d, specOf(d).selector);
      const sets = [...informer.ownedBy(d.metadata.uid ?? '')].filter(
        (rs) => rs.metadata.deletionTimestamp === undefined,
      );
      const { current, old } = split(d, sets);
      const spec = specOf(d);
      if (!current && spec.paused !== true) {
        await makeSet(c, d, sets);
        return;
      }
      if (current && (await sameRevision(c, d, current, sets))) return;
      if (current && spec.paused !== true) {
        if (spec.strategy?.type === 'Recreate') await recreate(c, d, current, old);
        else await roll(c, d, current, old);
        await prune(c, d, old);
      } else await share(c, d, current, old);
      await report(c, d, { current, old, deadlines, key });
    },
  };
}

const bare = (template: PodTemplate): unknown => {
  const { [HASH]: _h, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels, creationTimestamp: null } };
};

function split(
  d: KubeObject,
  sets: readonly KubeObject[],
): { readonly current: KubeObject | undefined; readonly old: readonly KubeObject[] } {
  const want = canonicalJson(bare(specOf(d).template));
  const current = sets
    .filter(
      (rs) => canonicalJson(bare((rs['spec'] as { template: PodTemplate }).template)) === want,
    )
    .sort((a, b) => revisionOf(a) - revisionOf(b))[0];
  return { current, old: sets.filter((rs) => rs !== current) };
}

async function makeSet(
  c: ControllerContext,
  d: KubeObject,
  sets: readonly KubeObject[],
): Promise<void> {
  const spec = specOf(d);
  const hash = templateHash(spec.template);
  const revision = Math.max(0, ...sets.map(revisionOf)) + 1;
  const replicas = sum(sets, wanted) === 0 ? (spec.replicas ?? 1) : 0;
  await c.api.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${d.metadata.name}-${hash}`,
      namespace: d.metadata.namespace ?? '',
      labels: { ...spec.template.metadata?.labels, [HASH]: hash },
      annotations: { ...copiedNotes(d), ...sizeNotes(spec), [REVISION]: String(revision) },
      ownerReferences: [ownerRef(d)],
    },
    spec: {
      replicas,
      ...(spec.minReadySeconds === undefined ? {} : { minReadySeconds: spec.minReadySeconds }),
      selector: { ...spec.selector, matchLabels: { ...spec.selector.matchLabels, [HASH]: hash } },
      template: {
        ...spec.template,
        metadata: {
          ...spec.template.metadata,
          labels: { ...spec.template.metadata?.labels, [HASH]: hash },
        },
      },
    },
  });
  if (replicas > 0)
    await tellScaled(c, d, { name: `${d.metadata.name}-${hash}`, from: 0, to: replicas });
}

/**
 * The current set carries the highest revision, and the Deployment repeats it; `minReadySeconds` follows
 * the Deployment's. True: something was written.
 */
async function sameRevision(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  sets: readonly KubeObject[],
): Promise<boolean> {
  const notes = copiedNotes(d);
  const minReadySeconds = specOf(d).minReadySeconds ?? 0;
  const own = (current['spec'] as { minReadySeconds?: number }).minReadySeconds ?? 0;
  if (
    own !== minReadySeconds ||
    Object.entries(notes).some(([k, v]) => current.metadata.annotations?.[k] !== v)
  ) {
    await c.api.mergePatch(refTo(current), {
      metadata: { annotations: notes },
      spec: { minReadySeconds: minReadySeconds === 0 ? null : minReadySeconds },
    });
    return true;
  }
  const highest = Math.max(...sets.map(revisionOf));
  const first = sets.filter((rs) => revisionOf(rs) === highest);
  if (revisionOf(current) < highest || (first.length > 1 && first.includes(current))) {
    await c.api.mergePatch(refTo(current), {
      metadata: { annotations: { [REVISION]: String(highest + 1) } },
    });
    return true;
  }
  if (d.metadata.annotations?.[REVISION] !== String(highest)) {
    await c.api.mergePatch(refTo(d), {
      metadata: { annotations: { [REVISION]: String(highest) } },
    });
    return true;
  }
  return false;
}
