import { ensure, fill, type Draft } from '../draft.ts';

export function claimDefaults(draft: Draft): void {
  fill(ensure(draft, 'spec'), { volumeMode: 'Filesystem' });
}

export function volumeDefaults(draft: Draft): void {
  fill(ensure(draft, 'spec'), {
    volumeMode: 'Filesystem',
    persistentVolumeReclaimPolicy: 'Retain',
  });
}

export const pending = (draft: Draft): void => {
  draft['status'] = { phase: 'Pending' };
};

export function storageClassDefaults(draft: Draft): void {
  fill(draft, { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' });
}

/** @source https://github.com/kubernetes/kubernetes/blob/v1.35.0/pkg/apis/storage/v1/defaults.go (read 2026-11-23) */
export function csiDriverDefaults(draft: Draft): void {
  const spec = ensure(draft, 'spec');
  fill(spec, {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    requiresRepublish: false,
    seLinuxMount: false,
    volumeLifecycleModes: ['Persistent'],
  });
}
