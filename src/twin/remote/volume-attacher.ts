import type { Controller } from '../runtime/index.ts';

/** What EC2 takes to attach an EBS volume. */
const ATTACH_MS = 3_000;
const VOLUME_ATTACHMENT = 'storage.k8s.io/v1/VolumeAttachment';

/**
 * The CSI drivers' external-attacher: says that a volume is attached once the attach-detach
 * controller of a real control plane asks for it. A detach needs no more than the object's deletion.
 */
export function volumeAttacher(): Controller {
  return {
    name: 'external-attacher',
    watches: {
      [VOLUME_ATTACHMENT]: (c) => (now, before) => {
        if (now && !before) c.enqueueAfter(now.metadata.name, ATTACH_MS);
      },
    },
    async reconcile(c, name) {
      const attachment = c.informer(VOLUME_ATTACHMENT).get(undefined, name);
      const status = attachment?.['status'] as { attached?: boolean } | undefined;
      if (!attachment || status?.attached === true) return;
      const { apiVersion, kind } = attachment;
      await c.api.mergePatch({ apiVersion, kind, name }, { status: { attached: true } }, 'status');
    },
  };
}
