import {
  counted,
  formatRef,
  OPT_IN_LABEL,
  refOf,
  text,
  verbatim,
  type KubeObject,
  type Snapshot,
  type Text,
} from '../model/index.ts';
import type { Effect } from '../effects/index.ts';
import { podsOn, stayingProfiles } from './staying-profiles.ts';
import {
  claimOfVolume,
  claimsOf,
  isOurs,
  may,
  profileUsers,
  templateLabels,
  templateSpec,
  workloadOf,
} from './users.ts';

/** Something that a run of ours made and that is still there. */
export interface Owned {
  /** `Fargate profile fargatectl-app`. */
  readonly what: Text;
  readonly group: 'workload' | 'profile' | 'kubernetes' | 'storage' | 'network' | 'role';
  /** Why it cannot go now; null when it can. */
  readonly inUse: Text | null;
  /** Whether AWS bills it while it is there. */
  readonly billable: boolean;
  readonly effects: readonly Effect[];
}

export interface CleanupOptions {
  /** Also what is in use: workloads on our profiles are stopped, and files on our file systems go. */
  readonly everything: boolean;
  readonly cluster: string;
  /** Roles of ours that no profile names any more; found live, since a snapshot does not list all roles. */
  readonly strayRoles: readonly { readonly name: string; readonly policyArns: readonly string[] }[];
}

/** Everything that carries our mark, in the order in which it has to go. Pure. */
export function leftOvers(snapshot: Snapshot, o: CleanupOptions): readonly Owned[] {
  return [
    ...(o.everything ? stoppedWorkloads(snapshot) : []),
    ...profiles(snapshot, o),
    ...kubernetes(snapshot, o),
    ...storage(snapshot, o),
    ...ingress(snapshot, o),
    ...roles(snapshot, o),
  ];
}

/**
 * Applications on our profiles; stopped, not deleted: `kubectl scale` brings them back. What the
 * cluster itself needs is left to restart on EC2 when its profile goes.
 */
function stoppedWorkloads(snapshot: Snapshot): readonly Owned[] {
  const onOurs = profileUsers(snapshot);
  return snapshot.objects.flatMap((object): Owned[] => {
    if (!['Deployment', 'StatefulSet', 'CronJob'].includes(object.kind)) return [];
    if (object.metadata.namespace === 'kube-system') return [];
    const labels = templateLabels(object);
    const ours = labels?.[OPT_IN_LABEL] !== undefined || onOurs.has(workloadOf(object));
    if (!ours) return [];
    const ref = refOf(object);
    const spec = object['spec'] as { replicas?: number; suspend?: boolean };
    const set =
      object.kind === 'CronJob'
        ? { path: ['spec', 'suspend'], value: true }
        : { path: ['spec', 'replicas'], value: 0 };
    const idle = object.kind === 'CronJob' ? spec.suspend === true : spec.replicas === 0;
    if (idle) return [];
    return [
      {
        what: text(`${formatRef(ref)}: stop it`, `${formatRef(ref)}: 멈추기`),
        group: 'workload',
        inUse: null,
        billable: false,
        effects: [{ kind: 'kube-set', ref, set: [set] }],
      },
    ];
  });
}

function profiles(snapshot: Snapshot, o: CleanupOptions): readonly Owned[] {
  return may(snapshot.aws.fargateProfiles)
    .filter((p) => isOurs(p.tags) && p.status !== 'DELETING')
    .map((p) => {
      const on = podsOn(snapshot, p.name);
      return {
        what: text(`Fargate profile ${p.name}`, `Fargate 프로필 ${p.name}`),
        group: 'profile',
        inUse:
          on === 0 || o.everything
            ? null
            : text(`${counted(on, 'pod runs', 'pods run')} on it`, `파드 ${on}개가 실행 중입니다`),
        billable: false,
        effects: [{ kind: 'eks-delete-fargate-profile', cluster: o.cluster, name: p.name }],
      };
    });
}

/** Objects with our label; those that were there before a run do not carry it. */
function kubernetes(snapshot: Snapshot, o: CleanupOptions): readonly Owned[] {
  const claimed = new Set(
    snapshot.objects
      .filter((x) => !o.everything && (x.kind === 'Pod' || templateSpec(x) !== undefined))
      .flatMap((x) => claimsOf(x)),
  );
  const order = ['Pod', 'Job', 'PersistentVolumeClaim', 'PersistentVolume', 'StorageClass', 'ConfigMap', 'Namespace']; // prettier-ignore
  const rank = (x: KubeObject): number => (order.indexOf(x.kind) + order.length) % order.length;
  return snapshot.objects
    .filter((x) => isOurs(x.metadata.labels))
    .sort((a, z) => rank(a) - rank(z) || (formatRef(refOf(a)) < formatRef(refOf(z)) ? -1 : 1))
    .map((x) => {
      const claim =
        x.kind === 'PersistentVolumeClaim'
          ? `${x.metadata.namespace ?? ''}/${x.metadata.name}`
          : x.kind === 'PersistentVolume'
            ? claimOfVolume(x)
            : undefined;
      const inUse =
        claim !== undefined && claimed.has(claim)
          ? text(
              `claim ${claim} is mounted by a workload`,
              `워크로드가 클레임 ${claim}을(를) 마운트하고 있습니다`,
            )
          : isLogRouting(x) && stayingProfiles(snapshot, o.everything)?.length !== 0
            ? text(
                'pods on Fargate send their logs by it',
                'Fargate의 파드가 이것으로 로그를 보냅니다',
              )
            : null;
      return {
        what: verbatim(formatRef(refOf(x))),
        group: 'kubernetes',
        inUse,
        billable: false,
        effects: [{ kind: 'kube-delete', ref: refOf(x), propagation: 'Background' }],
      };
    });
}

/** Without its namespace or its ConfigMap the next pods on Fargate would log nowhere. */
const isLogRouting = ({ kind, metadata }: KubeObject): boolean =>
  (kind === 'Namespace' && metadata.name === LOGGING) ||
  (kind === 'ConfigMap' && metadata.namespace === LOGGING);
const LOGGING = 'aws-observability';

function storage(snapshot: Snapshot, o: CleanupOptions): readonly Owned[] {
  const mounted = snapshot.objects.flatMap((x) => {
    const handle = (x['spec'] as { csi?: { volumeHandle?: string } } | undefined)?.csi
      ?.volumeHandle;
    return x.kind === 'PersistentVolume' && handle !== undefined
      ? [handle.split('::')[0] ?? '']
      : [];
  });
  return may(snapshot.aws.fileSystems)
    .filter((f) => isOurs(f.tags) && f.state !== 'deleting')
    .map((f) => ({
      what: text(
        `EFS file system ${f.id} (${f.sizeBytes} bytes)`,
        `EFS 파일 시스템 ${f.id}(${f.sizeBytes}바이트)`,
      ),
      group: 'storage',
      inUse:
        !o.everything && mounted.includes(f.id)
          ? text('a persistent volume holds files on it', '영구 볼륨의 파일이 여기에 있습니다')
          : null,
      billable: true,
      effects: [
        ...may(snapshot.aws.accessPoints)
          .filter((p) => p.fileSystemId === f.id)
          .map((p): Effect => ({ kind: 'efs-delete-access-point', accessPointId: p.id })),
        ...may(snapshot.aws.mountTargets)
          .filter((m) => m.fileSystemId === f.id)
          .map((m): Effect => ({ kind: 'efs-delete-mount-target', mountTargetId: m.id })),
        { kind: 'efs-delete-file-system', fileSystemId: f.id },
      ],
    }));
}

/** Rules that we let in say so in their description. They cost nothing, but DNS of pods on Fargate passes through them. */
function ingress(snapshot: Snapshot, o: CleanupOptions): readonly Owned[] {
  const onFargate = !o.everything && profileUsers(snapshot).size > 0;
  return may(snapshot.aws.securityGroups).flatMap((g) =>
    g.rules
      .filter((r) => r.direction === 'ingress' && /^fargatectl\b/.test(r.description ?? ''))
      .map((r) => ({
        what: text(
          `rule ${r.protocol} ${r.fromPort ?? 'all'} from ${r.referencedGroupId ?? r.cidr ?? ''} in ${g.id}`,
          `${g.id}의 규칙: ${r.referencedGroupId ?? r.cidr ?? ''} → ${r.protocol} ${r.fromPort ?? '전체'}`,
        ),
        group: 'network' as const,
        inUse: onFargate
          ? text('pods on Fargate may need it', 'Fargate의 파드에 필요할 수 있습니다')
          : null,
        billable: false,
        effects: [
          {
            kind: 'ec2-revoke-ingress' as const,
            groupId: g.id,
            rule: {
              protocol: r.protocol,
              fromPort: r.fromPort ?? 0,
              toPort: r.toPort ?? 0,
              referencedGroupId: r.referencedGroupId ?? '',
              description: r.description ?? '',
            },
          },
        ],
      })),
  );
}

function roles(snapshot: Snapshot, o: CleanupOptions): readonly Owned[] {
  const known = may(snapshot.aws.roles)
    .filter((r) => isOurs(r.tags))
    .map((r) => ({ name: r.name, policyArns: r.attachedPolicyArns }));
  const stray = o.strayRoles.filter((r) => !known.some((k) => k.name === r.name));
  const staying = stayingProfiles(snapshot, o.everything);
  const userOf = (role: string): Text | null => {
    if (staying === null)
      return text(
        'Fargate profiles could not be read, and one may use it',
        'Fargate 프로필을 읽지 못했고, 그중 하나가 쓰고 있을 수 있습니다',
      );
    const user = staying.find((p) => p.podExecutionRoleArn.endsWith(`/${role}`));
    return user
      ? text(`profile ${user.name} uses it`, `프로필 ${user.name}이(가) 쓰고 있습니다`)
      : null;
  };
  return [...known, ...stray].map((r) => ({
    what: text(`IAM role ${r.name}`, `IAM 역할 ${r.name}`),
    group: 'role',
    inUse: userOf(r.name),
    billable: false,
    effects: [
      ...r.policyArns.map((policyArn): Effect => ({
        kind: 'iam-detach-role-policy',
        role: r.name,
        policyArn,
      })),
      { kind: 'iam-delete-role', name: r.name },
    ],
  }));
}
