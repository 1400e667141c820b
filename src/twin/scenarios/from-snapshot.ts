import { stringify } from 'yaml';
import type { KubeObject, PodSpec, Snapshot } from '../../model/index.ts';
import { releaseSecret } from './helm-release.ts';
import type { Scenario } from './scenario.ts';
import { accountOf } from './snapshot-account.ts';

/** Made anew by the twin's own controllers from what remains. */
const DERIVED = new Set(['Node', 'ReplicaSet', 'ControllerRevision', 'EndpointSlice', 'Endpoints', 'Event', 'Lease', 'Job']); // prettier-ignore
/** Controllers behind these are not in the twin; their objects would refuse what they do not know. */
const INERT = new Set(['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration', 'APIService']); // prettier-ignore

/**
 * A twin of a snapshot: what people declared, without what controllers derived from it. Pods start
 * anew, so a rehearsal begins from a cluster that is well; secrets are empty stand-ins by name.
 */
export function scenarioOf(snapshot: Snapshot): Scenario {
  const { name, region, accountId, kubernetesVersion } = snapshot.cluster;
  const objects = snapshot.objects.filter(isDeclared).map(asDeclared);
  const minor = /v?(\d+\.\d+)/.exec(kubernetesVersion ?? '')?.[1] ?? '1.35';
  return {
    name: `snapshot of ${name ?? 'a cluster'}`,
    title: { en: `A twin of ${name ?? 'the cluster'}`, ko: `${name ?? '클러스터'}의 쌍둥이` },
    region: region ?? '',
    accountId: accountId ?? '',
    kubernetesVersion: minor,
    aws: accountOf(snapshot.aws),
    objects: [...objects, ...secretsOf(objects), ...releasesOf(objects)],
    installAddons: false,
    mustBeHealthy: false,
    volumes: filledClaims(objects),
    load: [],
    externalNames: {},
  };
}

const isDeclared = (o: KubeObject): boolean => {
  if (INERT.has(o.kind)) return false;
  const owned = (o.metadata.ownerReferences ?? []).length > 0;
  if (o.kind === 'Pod') return !owned;
  return !(DERIVED.has(o.kind) && (owned || o.kind !== 'Job'));
};

/** Status is what controllers say; what is bound stays bound. */
function asDeclared(o: KubeObject): KubeObject {
  const {
    uid: _uid,
    resourceVersion: _rv,
    generation: _g,
    managedFields: _m,
    ...metadata
  } = o.metadata as KubeObject['metadata'] & { managedFields?: unknown };
  const bare = { ...o, metadata } as Record<string, unknown>;
  if (!['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'].includes(o.kind))
    delete bare['status'];
  if (o.kind === 'Pod') {
    const { nodeName: _n, ...spec } = bare['spec'] as Record<string, unknown>;
    bare['spec'] = spec;
  }
  if (o.kind === 'PersistentVolume') {
    const spec = bare['spec'] as { claimRef?: Record<string, unknown> };
    if (spec.claimRef) {
      const { uid: _u, resourceVersion: _r, ...claimRef } = spec.claimRef;
      bare['spec'] = { ...spec, claimRef };
    }
  }
  return bare as unknown as KubeObject;
}

const templatesOf = (
  objects: readonly KubeObject[],
): readonly { namespace: string; spec: PodSpec }[] =>
  objects.flatMap((o) => {
    const spec = o['spec'] as Record<string, never> | undefined;
    const pod =
      o.kind === 'Pod'
        ? spec
        : ((spec?.['jobTemplate'] as { spec?: { template?: { spec?: unknown } } } | undefined)?.spec
            ?.template?.spec ?? (spec?.['template'] as { spec?: unknown } | undefined)?.spec);
    return pod && Array.isArray((pod as { containers?: unknown }).containers)
      ? [{ namespace: o.metadata.namespace ?? '', spec: pod as unknown as PodSpec }]
      : [];
  });

/** Snapshots hold no Secrets; pods that mount or read one need it to exist, with the keys that they name. */
function secretsOf(objects: readonly KubeObject[]): readonly KubeObject[] {
  const keys = new Map<string, Set<string>>();
  const need = (namespace: string, name: string | undefined, key?: string): void => {
    if (name === undefined) return;
    const id = `${namespace}/${name}`;
    const set = keys.get(id) ?? new Set<string>();
    if (key !== undefined) set.add(key);
    keys.set(id, set);
  };
  interface FromSecret {
    readonly secretRef?: { readonly name?: string };
    readonly valueFrom?: {
      readonly secretKeyRef?: { readonly name?: string; readonly key?: string };
    };
  }
  for (const { namespace, spec } of templatesOf(objects)) {
    for (const v of spec.volumes ?? []) {
      const volume = v as unknown as {
        secret?: { secretName?: string };
        projected?: { sources?: { secret?: { name?: string } }[] };
      };
      need(namespace, volume.secret?.secretName);
      for (const s of volume.projected?.sources ?? []) need(namespace, s.secret?.name);
    }
    for (const c of [...spec.containers, ...(spec.initContainers ?? [])]) {
      const from = c as unknown as { env?: FromSecret[]; envFrom?: FromSecret[] };
      for (const e of from.env ?? [])
        need(namespace, e.valueFrom?.secretKeyRef?.name, e.valueFrom?.secretKeyRef?.key);
      for (const e of from.envFrom ?? []) need(namespace, e.secretRef?.name);
    }
  }
  return [...keys].sort().map(([id, names]) => {
    const [namespace = '', name = ''] = id.split('/');
    return {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace, name },
      type: 'Opaque',
      data: Object.fromEntries([...names].map((k) => [k, ''])),
    };
  });
}

/** Release records without values: enough for what a plan does to them. */
function releasesOf(objects: readonly KubeObject[]): readonly KubeObject[] {
  const byRelease = new Map<string, KubeObject[]>();
  for (const o of objects) {
    const name = o.metadata.annotations?.['meta.helm.sh/release-name'];
    const namespace = o.metadata.annotations?.['meta.helm.sh/release-namespace'];
    // A ReplicaSet carries its Deployment's annotations; the release did not make it.
    const made = o.metadata.ownerReferences?.some((r) => r.controller === true) === true;
    if (made || name === undefined || namespace === undefined) continue;
    const id = `${namespace}/${name}`;
    byRelease.set(id, [...(byRelease.get(id) ?? []), o]);
  }
  return [...byRelease]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, all]) => {
      const [namespace = '', name = ''] = id.split('/');
      return releaseSecret({
        name,
        namespace,
        revision: 1,
        status: 'deployed',
        chart: { name, version: '0.0.0', appVersion: '' },
        values: {},
        manifest: all.map((o) => `---\n${stringify(o)}`).join(''),
        deployedAt: '2025-01-01T00:00:00Z',
      });
    });
}

/** Some files on each bound claim, so that a rehearsed copy has something to copy and to check. */
const filledClaims = (objects: readonly KubeObject[]): Scenario['volumes'] =>
  Object.fromEntries(
    objects
      .filter((o) => o.kind === 'PersistentVolumeClaim')
      .filter((o) => {
        const volume = (o['spec'] as { volumeName?: string } | undefined)?.volumeName;
        const pv = objects.find((p) => p.kind === 'PersistentVolume' && p.metadata.name === volume);
        return (pv?.['spec'] as { csi?: unknown } | undefined)?.csi !== undefined;
      })
      .map((o) => [
        `${o.metadata.namespace ?? ''}/${o.metadata.name}`,
        { files: 8, prefix: 'file-' },
      ]),
  );
