import { jsonEqual, type KubeObject, type PodTemplate } from '../../../model/index.ts';
import { keyOf, type Controller, type ControllerContext } from '../../runtime/index.ts';
import { claim, controllerOf, ownerRef, setCondition, templateHash, writeStatus } from '../pods.ts';
import { conditionsOf, deadlineOf, notePause } from './progress.ts';
import { isComplete, newSize, prune, recreate, roll } from './rollout.ts';
import {
  byAge,
  copiedNotes,
  HASH,
  notedSize,
  refTo,
  REVISION,
  revisionOf,
  sizeNotes,
  specOf,
  tellScaled,
  wanted,
} from './sets.ts';
import { share } from './shares.ts';
import { report } from './status.ts';

/** Rolls Deployments by their ReplicaSets. @source https://kubernetes.io/docs/concepts/workloads/controllers/deployment/ (read 2026-11-23) */
export function deploymentController(): Controller {
  return {
    name: 'deployment',
    watches: {
      'apps/v1/Deployment': (c) => (now) => {
        if (now) c.enqueue(keyOf(now));
      },
      'apps/v1/ReplicaSet': (c) => (now, before) => {
        const rs = (now ?? before) as KubeObject;
        const namespace = rs.metadata.namespace ?? '';
        const owner = controllerOf(rs);
        if (owner?.kind === 'Deployment') c.enqueue(`${namespace}/${owner.name}`);
        else if (!owner && now)
          for (const d of c.informer('apps/v1/Deployment').inNamespace(namespace))
            c.enqueue(keyOf(d));
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
      if (!d) return;
      const spec = specOf(d);
      const sets = await claim(c, c.informer('apps/v1/ReplicaSet'), d, spec);
      const { current, old } = split(d, sets);
      if (d.metadata.deletionTimestamp !== undefined) {
        await report(c, d, { current, old, key, rolls: false });
        return;
      }
      if (await notePause(c, d)) return;
      if (current && (await isBroughtUpToDate(c, d, current, old))) return;
      const isScaled = sets.some((rs) => wanted(rs) > 0 && isSizedOtherwise(d, rs));
      if (spec.paused === true || isScaled) {
        await share(c, d, current, old);
        if (spec.paused === true) await prune(c, d, old);
        await report(c, d, { current, old, key, rolls: false });
        return;
      }
      if (spec.strategy?.type === 'Recreate') {
        const isFree = await recreate(c, d, current, old);
        if (isFree && !current) {
          await makeSet(c, d, old);
          return;
        }
      } else if (current) await roll(c, d, current, old);
      else {
        await makeSet(c, d, old);
        return;
      }
      if (isComplete(d)) await prune(c, d, old);
      await report(c, d, { current, old, key, rolls: true });
    },
  };
}

const isSizedOtherwise = (d: KubeObject, rs: KubeObject): boolean =>
  !Number.isNaN(notedSize(rs)) && notedSize(rs) !== (specOf(d).replicas ?? 1);

const bare = (template: PodTemplate): unknown => {
  const { [HASH]: _h, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels, creationTimestamp: null } };
};

function split(
  d: KubeObject,
  sets: readonly KubeObject[],
): { readonly current: KubeObject | undefined; readonly old: readonly KubeObject[] } {
  const want = bare(specOf(d).template);
  const current = sets
    .filter((rs) => jsonEqual(bare((rs['spec'] as { template: PodTemplate }).template), want))
    .sort(byAge)[0];
  return { current, old: sets.filter((rs) => rs !== current) };
}

const highestOf = (sets: readonly KubeObject[]): number => Math.max(0, ...sets.map(revisionOf));

/** Its echo goes on from there. */
async function makeSet(
  c: ControllerContext,
  d: KubeObject,
  old: readonly KubeObject[],
): Promise<void> {
  const spec = specOf(d);
  const hash = templateHash(spec.template);
  const revision = String(highestOf(old) + 1);
  const replicas = newSize(d, old, 0);
  const name = `${d.metadata.name}-${hash}`;
  await c.api.create({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      namespace: d.metadata.namespace ?? '',
      labels: { ...spec.template.metadata?.labels, [HASH]: hash },
      annotations: { ...copiedNotes(d), ...sizeNotes(spec), [REVISION]: revision },
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
  if (replicas > 0) await tellScaled(c, d, { name, from: 0, to: replicas });
  if (deadlineOf(d) === undefined) return;
  await writeStatus(c, d, {
    ...(d['status'] as object | undefined),
    conditions: setCondition(conditionsOf(d), c.clock.now(), {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetCreated',
      message: `Created new replica set "${name}"`,
    }),
  });
}

/** Where a set that is used again writes the numbers that it had before. */
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';

/**
 * The current set carries the highest revision, the Deployment's notes and its `minReadySeconds`; the
 * Deployment repeats the revision. True: something was written, and its echo goes on from there.
 */
async function isBroughtUpToDate(
  c: ControllerContext,
  d: KubeObject,
  current: KubeObject,
  old: readonly KubeObject[],
): Promise<boolean> {
  const has = current.metadata.annotations ?? {};
  const next = highestOf(old) + 1;
  const was = revisionOf(current);
  const history = [has[REVISION_HISTORY], String(was)].filter((x) => x !== undefined).join(',');
  const notes = {
    ...copiedNotes(d),
    ...(was < next ? { [REVISION]: String(next) } : {}),
    ...(was < next && has[REVISION] !== undefined ? { [REVISION_HISTORY]: history } : {}),
  };
  const { minReadySeconds = 0 } = specOf(d);
  const { minReadySeconds: now = 0 } = specOf(current);
  if (minReadySeconds !== now || Object.entries(notes).some(([k, v]) => has[k] !== v)) {
    await c.api.mergePatch(refTo(current), {
      metadata: { annotations: notes },
      ...(minReadySeconds === now ? {} : { spec: { minReadySeconds } }),
    });
    return true;
  }
  const revision = has[REVISION];
  if (revision === undefined || d.metadata.annotations?.[REVISION] === revision) return false;
  // By its status, as that makes no new generation.
  const note = { metadata: { annotations: { [REVISION]: revision } } };
  await c.api.mergePatch(refTo(d), note, 'status');
  return true;
}
