import type { KubeObject } from '../../../model/index.ts';
import { at, listOf } from '../draft.ts';
import { age, AGE, NAME, text, textOr, UNSET } from './cells.ts';
import { column, type Printer } from './table.ts';

const SHORT: Readonly<Record<string, string>> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
};

const modes = (list: unknown): string =>
  Array.isArray(list) ? list.map((m) => SHORT[String(m)] ?? String(m)).join(',') : '';

const phaseOf = (o: KubeObject): string =>
  o.metadata.deletionTimestamp === undefined ? text(o, 'status', 'phase') : 'Terminating';

export const claims: Printer = {
  columns: [
    NAME, column('Status'), column('Volume'), column('Capacity'), column('Access Modes'),
    column('StorageClass'), column('VolumeAttributesClass'), AGE, column('VolumeMode', { wide: true }),
  ], // prettier-ignore
  cells(o, now) {
    const bound = text(o, 'spec', 'volumeName') !== '';
    return [
      o.metadata.name,
      phaseOf(o),
      text(o, 'spec', 'volumeName'),
      bound ? text(o, 'status', 'capacity', 'storage') : '',
      bound ? modes(at(o, 'status', 'accessModes')) : '',
      text(o, 'spec', 'storageClassName'),
      textOr(UNSET, at(o, 'spec', 'volumeAttributesClassName')),
      age(o, now),
      textOr(UNSET, at(o, 'spec', 'volumeMode')),
    ];
  },
};

export const volumes: Printer = {
  columns: [
    NAME, column('Capacity'), column('Access Modes'), column('Reclaim Policy'), column('Status'),
    column('Claim'), column('StorageClass'), column('VolumeAttributesClass'), column('Reason'), AGE,
    column('VolumeMode', { wide: true }),
  ], // prettier-ignore
  cells(o, now) {
    const claim = at(o, 'spec', 'claimRef');
    return [
      o.metadata.name,
      text(o, 'spec', 'capacity', 'storage'),
      modes(at(o, 'spec', 'accessModes')),
      text(o, 'spec', 'persistentVolumeReclaimPolicy'),
      phaseOf(o),
      claim === undefined ? '' : `${text(claim, 'namespace')}/${text(claim, 'name')}`,
      text(o, 'spec', 'storageClassName'),
      textOr(UNSET, at(o, 'spec', 'volumeAttributesClassName')),
      text(o, 'status', 'reason'),
      age(o, now),
      textOr(UNSET, at(o, 'spec', 'volumeMode')),
    ];
  },
};

export const storageClasses: Printer = {
  columns: [
    NAME, column('Provisioner'), column('ReclaimPolicy'), column('VolumeBindingMode'),
    column('AllowVolumeExpansion'), AGE,
  ], // prettier-ignore
  cells(o, now) {
    const isDefault =
      o.metadata.annotations?.['storageclass.kubernetes.io/is-default-class'] === 'true';
    return [
      isDefault ? `${o.metadata.name} (default)` : o.metadata.name,
      text(o, 'provisioner'),
      textOr('Delete', o['reclaimPolicy']),
      textOr('Immediate', o['volumeBindingMode']),
      o['allowVolumeExpansion'] === true,
      age(o, now),
    ];
  },
};

export const csiDrivers: Printer = {
  columns: [
    NAME, column('AttachRequired', { type: 'boolean' }), column('PodInfoOnMount', { type: 'boolean' }),
    column('StorageCapacity', { type: 'boolean' }), column('TokenRequests'),
    column('RequiresRepublish', { type: 'boolean' }), column('Modes'), AGE,
  ], // prettier-ignore
  cells(o, now) {
    const tokens = listOf(at(o, 'spec'), 'tokenRequests').map((t) => text(t, 'audience'));
    const lifecycles = at(o, 'spec', 'volumeLifecycleModes');
    return [
      o.metadata.name,
      at(o, 'spec', 'attachRequired') !== false,
      at(o, 'spec', 'podInfoOnMount') === true,
      at(o, 'spec', 'storageCapacity') === true,
      tokens.join(',') || UNSET,
      at(o, 'spec', 'requiresRepublish') === true,
      Array.isArray(lifecycles) ? lifecycles.join(',') : '<none>',
      age(o, now),
    ];
  },
};

export const csiNodes: Printer = {
  columns: [NAME, column('Drivers', { type: 'integer' }), AGE],
  cells: (o, now) => [o.metadata.name, listOf(at(o, 'spec'), 'drivers').length, age(o, now)],
};

export const volumeAttachments: Printer = {
  columns: [NAME, column('Attacher'), column('PV'), column('Node'), column('Attached', { type: 'boolean' }), AGE],
  cells: (o, now) => [
    o.metadata.name,
    text(o, 'spec', 'attacher'),
    text(o, 'spec', 'source', 'persistentVolumeName'),
    text(o, 'spec', 'nodeName'),
    at(o, 'status', 'attached') === true,
    age(o, now),
  ],
}; // prettier-ignore
