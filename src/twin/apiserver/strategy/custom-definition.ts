import type { KubeObject } from '../../../model/index.ts';
import { at, childOf, ensure, fill, isDraft, listOf, textAt, type Draft } from '../draft.ts';
import { timestamp, type Kernel } from '../kernel.ts';
import {
  ALL_VERBS,
  SCALE,
  status,
  type CustomDetails,
  type ResourceDefinition,
} from '../registry/index.ts';

export function definitionDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, { scope: 'Namespaced', conversion: { strategy: 'None' } });
  const names = ensure(spec, 'names');
  const kind = textAt(names, 'kind');
  if (kind) fill(names, { singular: kind.toLowerCase(), listKind: `${kind}List` });
}

/** Accepted and established at once: there is nothing to wait for. */
export function establish(draft: Draft, kernel: Kernel): void {
  const now = timestamp(kernel.clock.now());
  const spec = childOf(draft, 'spec');
  const stored = listOf(spec, 'versions').filter((v) => v['storage'] === true);
  draft['status'] = {
    conditions: [
      {
        type: 'NamesAccepted',
        status: 'True',
        lastTransitionTime: now,
        reason: 'NoConflicts',
        message: 'no conflicts found',
      },
      {
        type: 'Established',
        status: 'True',
        lastTransitionTime: now,
        reason: 'InitialNamesAccepted',
        message: 'the initial names have been accepted',
      },
    ],
    acceptedNames: { ...childOf(spec, 'names') },
    storedVersions: stored.map((v) => v['name']),
  };
}

/** Serves what the definition declares; nothing when it is gone. */
export function serve(kernel: Kernel, object: KubeObject | undefined, key: string): void {
  kernel.registry.setCustom(key, object ? definitionsOf(object) : []);
}

function definitionsOf(object: KubeObject): ResourceDefinition[] {
  const spec = at(object, 'spec');
  const names = childOf(spec, 'names') ?? {};
  const group = textAt(spec, 'group') ?? '';
  const versions = listOf(spec, 'versions');
  const storage = versions.find((v) => v['storage'] === true);
  const kind = textAt(names, 'kind') ?? '';
  const resource = textAt(names, 'plural') ?? '';
  return versions
    .filter((v) => v['served'] === true)
    .map((version) => {
      const scaling = childOf(childOf(version, 'subresources'), 'scale');
      return {
        group,
        version: String(version['name']),
        resource,
        kind,
        listKind: textAt(names, 'listKind') ?? `${kind}List`,
        singular: textAt(names, 'singular') ?? kind.toLowerCase(),
        namespaced: textAt(spec, 'scope') !== 'Cluster',
        shortNames: textsAt(names, 'shortNames'),
        categories: textsAt(names, 'categories'),
        verbs: ALL_VERBS,
        subresources: [
          ...(childOf(childOf(version, 'subresources'), 'status') ? [status(kind)] : []),
          ...(scaling ? [SCALE] : []),
        ],
        collection: `${group}/${resource}`,
        storedAs: `${group}/${String((storage ?? version)['name'])}`,
        hasGeneration: true,
        virtual: false,
        custom: detailsOf(object, version, scaling),
      };
    });
}

function detailsOf(object: KubeObject, version: Draft, scaling: Draft | undefined): CustomDetails {
  const schema = at(version, 'schema', 'openAPIV3Schema');
  return {
    definitionName: object.metadata.name,
    printerColumns: listOf(
      version,
      'additionalPrinterColumns',
    ) as unknown as CustomDetails['printerColumns'],
    ...(isDraft(scaling)
      ? { scale: scaling as unknown as NonNullable<CustomDetails['scale']> }
      : {}),
    ...(schema === undefined ? {} : { schema }),
  };
}

const textsAt = (value: unknown, key: string): string[] => {
  const list = at(value, key);
  return Array.isArray(list) ? list.filter((t) => typeof t === 'string') : [];
};
