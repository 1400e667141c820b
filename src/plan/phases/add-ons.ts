import { steps } from '../../steps/index.ts';
import { refOf, text, type ObjectRef, type Text } from '../../model/index.ts';
import { helmReleaseOf } from '../components.ts';
import type { PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';

/** Add-ons that serve EC2 nodes only; CoreDNS is never among them. @source https://docs.aws.amazon.com/eks/latest/userguide/workloads-add-ons-available-eks.html (read 2026-11-23) */
const EC2_ONLY: Readonly<Record<string, { readonly preserve: boolean; readonly why: Text }>> = {
  'vpc-cni': {
    preserve: false,
    why: text(
      'Fargate brings its own network plugin',
      'Fargate에는 자체 네트워크 플러그인이 있습니다',
    ),
  },
  'kube-proxy': {
    preserve: false,
    why: text('Fargate brings its own kube-proxy', 'Fargate에는 자체 kube-proxy가 있습니다'),
  },
  'aws-ebs-csi-driver': {
    preserve: false,
    why: text('Fargate pods mount no EBS volumes', 'Fargate 파드는 EBS 볼륨을 마운트하지 않습니다'),
  },
  'aws-efs-csi-driver': {
    preserve: true,
    why: text(
      'Fargate mounts EFS by itself, but needs the CSIDriver object',
      'Fargate는 EFS를 스스로 마운트하지만 CSIDriver 객체는 필요합니다',
    ),
  },
  'eks-pod-identity-agent': {
    preserve: false,
    why: text('Pod Identity does not exist on Fargate', 'Fargate에는 Pod Identity가 없습니다'),
  },
  'eks-node-monitoring-agent': {
    preserve: false,
    why: text('it watches EC2 nodes', 'EC2 노드를 감시합니다'),
  },
};

/** Only with no EC2 node left: what served nodes goes, its configuration saved. */
export function addOns(
  b: PlanBuilder,
  c: PlanContext,
  after: readonly string[],
): readonly string[] {
  if (c.nodegroups.nodesRemain) return [];
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
          why: text('no node group is left to scale', '조정할 노드 그룹이 남지 않습니다'),
        },
        { name: release.name, after, because: ['it serves node groups'], tutorialStep: 3 },
      ),
    ];
  });
  const deleted = c.world.addons.flatMap((a) => {
    const how = EC2_ONLY[a.name];
    if (!how) return [];
    return [
      b.add(
        steps.deleteAddon,
        { cluster: c.world.cluster.name, addon: a.name, preserve: how.preserve, why: how.why },
        {
          name: a.name,
          after: [...after, ...uninstalled],
          because: ['it serves EC2 nodes only'],
          tutorialStep: 9,
        },
      ),
    ];
  });
  return [...uninstalled, ...deleted];
}

const objectsOf = (c: PlanContext, release: string): ObjectRef[] =>
  c.world.objects
    .filter((o) => helmReleaseOf(o)?.name === release && o.kind !== 'Secret')
    .map(refOf);
