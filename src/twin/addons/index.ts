/** What EKS add-ons put into a cluster, take out of it, and say about their health. */
import { parse } from 'yaml';
import { isPodReady, type KubeObject, type Pod } from '../../model/index.ts';
import type { KubeApi } from '../runtime/index.ts';
import type { ClusterHooks } from '../seams.ts';
import { coredns } from './coredns.ts';
import { ebsCsiDriver, efsCsiDriver } from './csi-drivers.ts';
import { kubeProxy, vpcCni } from './network.ts';
import type { Builder } from './objects.ts';

const BUILDERS: Readonly<Record<string, Builder>> = {
  'vpc-cni': vpcCni,
  'kube-proxy': kubeProxy,
  coredns,
  'aws-ebs-csi-driver': ebsCsiDriver,
  'aws-efs-csi-driver': efsCsiDriver,
};

/** Kept as they are found: people edit them. */
const ONLY_IF_ABSENT = new Set(['ConfigMap', 'Namespace']);

export type Addons = Pick<ClusterHooks, 'installAddon' | 'removeAddon' | 'addonIssues'> & {
  /** Tells of every pod as it is now, so that health can be answered at once. */
  readonly seen: (uid: string, pod: Pod | undefined) => void;
};

/** @param versionOf the version that an add-on gets when none is named */
export function createAddons(o: {
  readonly api: () => KubeApi;
  readonly region: string;
  readonly versionOf: (addon: string) => string;
}): Addons {
  const registry = `602401143452.dkr.ecr.${o.region}.amazonaws.com`;
  const pods = new Map<string, Pod>();
  const build = (name: string, given: Partial<Parameters<Builder>[0]>): readonly KubeObject[] =>
    BUILDERS[name]?.({
      version: o.versionOf(name),
      configuration: {},
      serviceAccountRoleArn: null,
      registry,
      ...given,
    }) ?? [];

  return {
    seen: (uid, pod) => void (pod ? pods.set(uid, pod) : pods.delete(uid)),

    async installAddon(addon) {
      const configuration = (parse(addon.configurationValues ?? '{}') ?? {}) as Readonly<
        Record<string, unknown>
      >;
      const objects = build(addon.name, {
        ...(addon.version === '' ? {} : { version: addon.version }),
        configuration,
        serviceAccountRoleArn: addon.serviceAccountRoleArn,
      });
      for (const object of objects)
        await put(
          o.api(),
          object,
          addon.name === 'coredns' && configuration['corefile'] !== undefined,
        );
    },

    async removeAddon(name, preserve) {
      if (preserve) return;
      for (const object of [...build(name, {})].reverse())
        await o.api().delete(refOf(object), { propagation: 'Background' }).catch(ignoreGone);
    },

    addonIssues(name) {
      const deployment = build(name, {}).find((x) => x.kind === 'Deployment');
      if (!deployment) return [];
      const { selector } = deployment['spec'] as {
        selector: { matchLabels: Record<string, string> };
      };
      const own = [...pods.values()].filter(
        (p) =>
          p.metadata.namespace === deployment.metadata.namespace &&
          Object.entries(selector.matchLabels).every(([k, v]) => p.metadata.labels?.[k] === v),
      );
      return own.some(isPodReady)
        ? []
        : [
            {
              code: 'InsufficientNumberOfReplicas',
              message: `The add-on is unhealthy because it doesn't have the desired number of replicas.`,
            },
          ];
    },
  };
}

const refOf = (o: KubeObject) => ({
  apiVersion: o.apiVersion,
  kind: o.kind,
  name: o.metadata.name,
  ...(o.metadata.namespace === undefined ? {} : { namespace: o.metadata.namespace }),
});
const ignoreGone = (error: unknown): void => {
  if ((error as { code?: number }).code !== 404) throw error;
};

/** Creates, or brings what is there to what the add-on says; other people's fields stay. */
async function put(api: KubeApi, object: KubeObject, overwrite: boolean): Promise<void> {
  const there = await api.get(
    `${object.apiVersion}/${object.kind}`,
    object.metadata.namespace,
    object.metadata.name,
  );
  if (!there) {
    await api.create(object);
    return;
  }
  if (ONLY_IF_ABSENT.has(object.kind) && !overwrite) return;
  const { status: _s, ...kept } = there;
  if (object.kind === 'Deployment') {
    const before = there['spec'] as {
      template: {
        metadata?: { annotations?: Record<string, string>; labels?: Record<string, string> };
      };
    };
    const wanted = object['spec'] as { template: { metadata?: Record<string, unknown> } };
    await api.update({
      ...kept,
      spec: {
        ...(there['spec'] as object),
        template: {
          ...wanted.template,
          metadata: mergedMetadata(before.template.metadata, wanted.template.metadata),
        },
      },
    } as KubeObject);
    return;
  }
  const { metadata: _m, ...rest } = object;
  await api.mergePatch(refOf(object), {
    ...rest,
    metadata: {
      labels: object.metadata.labels ?? {},
      annotations: object.metadata.annotations ?? {},
    },
  });
}

/** Annotations that others put on the template stay, except the one that EKS decides about. */
function mergedMetadata(
  before: { annotations?: Record<string, string>; labels?: Record<string, string> } | undefined,
  wanted: Record<string, unknown> | undefined,
) {
  const { 'eks.amazonaws.com/compute-type': _ours, ...others } = before?.annotations ?? {};
  const annotations = {
    ...others,
    ...(wanted?.['annotations'] as Record<string, string> | undefined),
  };
  return {
    ...wanted,
    labels: { ...before?.labels, ...(wanted?.['labels'] as Record<string, string> | undefined) },
    ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
  };
}
