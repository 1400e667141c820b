import { steps } from '../../steps/index.ts';
import { refOf, type ObjectRef } from '../../model/index.ts';
import { helmReleaseOf } from '../components.ts';
import type { PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';

/** Add-ons that serve EC2 nodes only; CoreDNS is never among them. @source https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html (read 2026-11-23) */
const EC2_ONLY: Readonly<Record<string, { readonly preserve: boolean; readonly why: string }>> = {
  'vpc-cni': { preserve: false, why: 'Fargate brings its own network plugin' },
  'kube-proxy': { preserve: false, why: 'Fargate brings its own kube-proxy' },
  'aws-ebs-csi-driver': { preserve: false, why: 'Fargate pods mount no EBS volumes' },
  'aws-efs-csi-driver': {
    preserve: true,
    why: 'Fargate mounts EFS by itself, but needs the CSIDriver object',
  },
  'eks-pod-identity-agent': { preserve: false, why: 'Pod Identity does not exist on Fargate' },
  'eks-node-monitoring-agent': { preserve: false, why: 'it watches EC2 nodes' },
};

/** Only with no EC2 node left: what served nodes goes, its configuration saved. */
export function addOns(
  b: PlanBuilder,
  c: PlanContext,
  after: readonly string[],
): readonly string[] {
  if (c.nodegroups.kept.length > 0) return [];
  const uninstalled = c.choices.autoscalers.flatMap((w) => {
    const release = helmReleaseOf(w.object);
    if (!release) return [];
    return [
      b.add(
        steps.uninstallHelmRelease,
        {
          namespace: release.namespace,
          release: release.name,
          objects: objectsOf(c, release.name),
          why: 'no node group is left to scale',
        },
        { name: release.name, after, because: ['it serves node groups'], tutorialStep: 3 },
      ),
    ];
  });
  const deleted = c.world.addons
    .filter((a) => EC2_ONLY[a.name] !== undefined)
    .map((a) => {
      const how = EC2_ONLY[a.name] ?? { preserve: true, why: '' };
      return b.add(
        steps.deleteAddon,
        { cluster: c.world.cluster.name, addon: a.name, preserve: how.preserve, why: how.why },
        {
          name: a.name,
          after: [...after, ...uninstalled],
          because: ['it serves EC2 nodes only'],
          tutorialStep: 9,
        },
      );
    });
  return [...uninstalled, ...deleted];
}

const objectsOf = (c: PlanContext, release: string): ObjectRef[] =>
  c.world.objects
    .filter((o) => helmReleaseOf(o)?.name === release && o.kind !== 'Secret')
    .map(refOf);
