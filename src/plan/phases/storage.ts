import { steps } from '../../steps/index.ts';
import { text, type PodSpec } from '../../model/index.ts';
import { nameOf, type PlanContext } from '../context.ts';
import type { PlanBuilder } from '../builder.ts';
import type { Mover } from '../choices.ts';
import { ofKind } from '../world.ts';
import type { Preflight } from './preflight.ts';

/** Files an application shares are owned by its own user; 1000 where the pod does not say. */
const DEFAULT_OWNER = 1000;

export interface StorageResult {
  /** By mover name: the step after which its files are on EFS and checked. */
  readonly ready: ReadonlyMap<string, string>;
  readonly jobs: readonly { readonly namespace: string; readonly name: string }[];
}

/** EBS claims become EFS claims while everything is still on EC2: bulk copy, switch, delta copy, check. */
export function storage(b: PlanBuilder, c: PlanContext, done: Preflight): StorageResult {
  const ready = new Map<string, string>();
  const jobs: { namespace: string; name: string }[] = [];
  const moving = c.choices.movers.flatMap((m) => ebsVolumes(c, m).map((v) => ({ mover: m, ...v })));
  if (moving.length === 0) return { ready, jobs };

  const { world } = c;
  const token = `fargatectl-${world.cluster.name}-${c.tag}`.slice(0, 64);
  const open = openNfs(b, c, done);
  const fileSystem = b.add(
    steps.createFileSystem,
    {
      creationToken: token,
      subnetIds: onePerZone(c),
      securityGroupId: world.cluster.clusterSecurityGroupId,
    },
    { name: '', after: [done.check], because: ['ebs-volume'], tutorialStep: 1 },
  );
  for (const { mover, volume, claim, sizeText } of moving) {
    const { ref, template } = mover.workload;
    const namespace = ref.namespace ?? 'default';
    const uid = template.spec.securityContext?.runAsUser ?? DEFAULT_OWNER;
    const at = { because: ['ebs-volume'], workload: ref } as const;
    const to = `${claim}-efs`;
    const created = b.add(
      steps.createEfsVolume,
      {
        creationToken: token,
        namespace,
        claim: to,
        volume: `fargatectl-${namespace}-${to}`.slice(0, 63),
        path: `/${namespace}/${claim}`,
        uid,
        gid: (template.spec.securityContext as { fsGroup?: number } | undefined)?.fsGroup ?? uid,
        storage: sizeText,
      },
      { name: `${namespace}/${to}`, after: [fileSystem, ...open], tutorialStep: 1, ...at },
    );
    const copy = (pass: 'bulk' | 'delta', after: readonly string[]): string => {
      const job = `fargatectl-copy-${claim}-${pass}`.slice(0, 63);
      jobs.push({ namespace, name: job });
      return b.add(
        steps.copyVolume,
        {
          namespace,
          from: claim,
          to,
          pass,
          job,
          image: c.options.copyImage,
          uid,
          gid: uid,
          estimateSeconds: pass === 'bulk' ? 120 : 60,
        },
        { name: `${namespace}/${claim}/${pass}`, after, ...at },
      );
    };
    const bulk = copy('bulk', [created]);
    const switched = b.add(
      steps.setFields,
      {
        ref,
        title: text(
          `Let ${ref.kind} ${nameOf(mover.workload)} use the EFS claim ${to}, still on EC2`,
          `${ref.kind} ${nameOf(mover.workload)}: EC2에서 먼저 EFS 클레임 ${to} 사용`,
        ),
        settings: [
          {
            path: [
              'spec',
              'template',
              'spec',
              'volumes',
              { name: volume },
              'persistentVolumeClaim',
              'claimName',
            ],
            value: to,
          },
        ],
        rollout: 'ec2',
        estimateSeconds: 60,
      },
      {
        name: `${nameOf(mover.workload)}/volume`,
        after: [bulk],
        phase: 'storage',
        tutorialStep: 2,
        ...at,
      },
    );
    ready.set(nameOf(mover.workload), copy('delta', [switched]));
  }
  return { ready, jobs };
}

/** Claims of a mover that are on EBS, by their storage class or bound volume. */
export function ebsVolumes(
  c: PlanContext,
  mover: Mover,
): readonly { volume: string; claim: string; sizeText: string }[] {
  const namespace = mover.workload.ref.namespace ?? 'default';
  const spec: PodSpec = mover.workload.template.spec;
  return (spec.volumes ?? []).flatMap((v) => {
    const name = v.persistentVolumeClaim?.claimName;
    const claim = ofKind(c.world, 'PersistentVolumeClaim').find(
      (o) => o.metadata.namespace === namespace && o.metadata.name === name,
    );
    if (!claim || name === undefined) return [];
    const claimSpec = claim['spec'] as {
      volumeName?: string;
      storageClassName?: string;
      resources?: { requests?: { storage?: string } };
    };
    const pv = ofKind(c.world, 'PersistentVolume').find(
      (o) => o.metadata.name === claimSpec.volumeName,
    );
    const driver = (pv?.['spec'] as { csi?: { driver?: string } } | undefined)?.csi?.driver;
    const provisioner = ofKind(c.world, 'StorageClass').find(
      (o) => o.metadata.name === claimSpec.storageClassName,
    )?.['provisioner'];
    const isEbs =
      driver === 'ebs.csi.aws.com' || (driver === undefined && /ebs/.test(String(provisioner)));
    return isEbs
      ? [{ volume: v.name, claim: name, sizeText: claimSpec.resources?.requests?.storage ?? '1Gi' }]
      : [];
  });
}

/** NFS from EC2 nodes that carry a group of their own; pods on Fargate share the cluster group with the mount targets. */
function openNfs(b: PlanBuilder, c: PlanContext, done: Preflight): readonly string[] {
  const { world } = c;
  if (world.nodeSecurityGroupIds.length === 0) return [];
  return [
    b.add(
      steps.openSecurityGroup,
      {
        vpcId: world.vpcId,
        groupId: world.cluster.clusterSecurityGroupId,
        purpose: text('NFS to the mount targets', '탑재 대상으로 가는 NFS'),
        rules: world.nodeSecurityGroupIds.map((referencedGroupId) => ({
          protocol: 'tcp',
          fromPort: 2049,
          toPort: 2049,
          referencedGroupId,
          description: 'fargatectl: NFS from EC2 nodes to EFS',
        })),
      },
      {
        name: 'nfs',
        after: [done.check],
        because: ['security-group-gap'],
        phase: 'storage',
        tutorialStep: 1,
      },
    ),
  ];
}

function onePerZone(c: PlanContext): string[] {
  const zones = new Map(c.world.subnets.map((s) => [s.availabilityZone, s.id]));
  return [...zones.values()].sort();
}
