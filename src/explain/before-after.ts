import type { Text } from '../assess/index.ts';
import {
  FARGATE_PRIORITY,
  FARGATE_SCHEDULER,
  simulateAdmission,
  type Admission,
  type AwsFacts,
  type ClaimView,
  type KubeObject,
  type Snapshot,
  type Workload,
} from '../model/index.ts';

/** One thing of a pod, on EC2 and on Fargate. */
export interface Difference {
  readonly what: Text;
  readonly before: Text;
  readonly after: Text;
}

export interface BeforeAfter {
  readonly admission: Admission;
  /** What was taken for granted, because the input does not say it. */
  readonly assumed: readonly Text[];
  /** Empty when the pod does not get to Fargate. */
  readonly differences: readonly Difference[];
}

const same = (text: string): Text => ({ en: text, ko: text });
/** Stands in where the input holds no profile: it would take the pod. */
const ASSUMED_PROFILE = 'fargate';

/**
 * What becomes of one pod of a workload on Fargate, by the same laws that the twin's webhook and
 * scheduler follow. Annotations that hold it on EC2 are heeded. Pure.
 */
export function beforeAndAfter(workload: Workload, snapshot: Snapshot): BeforeAfter {
  const { template, ref } = workload;
  const namespace = ref.namespace ?? 'default';
  const assumed: Text[] = [];
  const profiles = activeProfiles(snapshot.aws);
  if (!profiles)
    assumed.push({
      en: 'A Fargate profile takes it: the input does not say which profiles there are.',
      ko: '이 파드를 받는 Fargate 프로필이 있다고 가정했습니다. 입력에 프로필 정보가 없습니다.',
    });
  const { nodeName: _, ...spec } = template.spec;
  const pod = {
    metadata: {
      ...template.metadata,
      namespace,
      name: ref.name,
      ...(ref.kind === 'DaemonSet' && {
        ownerReferences: [{ apiVersion: ref.apiVersion, kind: 'DaemonSet', name: ref.name, uid: '' }],
      }),
    },
    // A pod that runs has a node because it was scheduled; only a template's node is a wish.
    spec: workload.object.kind === 'Pod' ? spec : template.spec,
  };
  const admission = simulateAdmission(pod, {
    profiles: profiles ?? [{ name: ASSUMED_PROFILE, selectors: [{ namespace }] }],
    claims: (name) => claimOf(snapshot, namespace, name, assumed),
    limitRanges: snapshot.objects.filter((o) => o.kind === 'LimitRange' && o.metadata.namespace === namespace),
  });
  return { admission, assumed, differences: admission.kind === 'placed' ? differencesOf(admission, workload) : [] };
} // prettier-ignore

const activeProfiles = ({ fargateProfiles: reading }: AwsFacts) => {
  if (reading.state !== 'read') return undefined;
  const active = reading.value.filter((p) => p.status === 'ACTIVE');
  return active.length === 0 ? undefined : active;
};

function claimOf(snapshot: Snapshot, namespace: string, name: string, assumed: Text[]): ClaimView | undefined {
  const find = (kind: string, of: string, ns?: string): KubeObject | undefined =>
    snapshot.objects.find((o) => o.kind === kind && o.metadata.name === of && o.metadata.namespace === ns);
  const claim = find('PersistentVolumeClaim', name, namespace);
  if (!claim) {
    if (snapshot.source === 'cluster') return undefined;
    assumed.push({
      en: `Claim ${name} is bound to an EFS volume: it is not in the input.`,
      ko: `클레임 ${name}이(가) EFS 볼륨에 바인딩되어 있다고 가정했습니다. 입력에 없습니다.`,
    });
    return { bound: true, volumeName: null, driver: 'efs.csi.aws.com' };
  }
  const { volumeName } = (claim['spec'] ?? {}) as { readonly volumeName?: string };
  if (volumeName === undefined) return { bound: false, volumeName: null, driver: null };
  const volume = find('PersistentVolume', volumeName);
  if (!volume) {
    assumed.push({
      en: `Volume ${volumeName} of claim ${name} is on EFS: it is not in the input.`,
      ko: `클레임 ${name}의 볼륨 ${volumeName}이(가) EFS에 있다고 가정했습니다. 입력에 없습니다.`,
    });
    return { bound: true, volumeName, driver: 'efs.csi.aws.com' };
  }
  const { csi } = (volume['spec'] ?? {}) as { readonly csi?: { readonly driver?: string } };
  return { bound: true, volumeName, driver: csi?.driver ?? null };
} // prettier-ignore

/** @source facts sheet 2.6: published dumps of one pod on EC2 and on Fargate (read 2026-11-23) */
function differencesOf(placed: Extract<Admission, { kind: 'placed' }>, { template }: Workload): readonly Difference[] {
  const { size, profile } = placed;
  const asked = template.spec.containers.map((c) => {
    const { requests = {}, limits = {} } = c.resources ?? {};
    return `${c.name} ${requests['cpu'] ?? limits['cpu'] ?? '–'}/${requests['memory'] ?? limits['memory'] ?? '–'}`;
  });
  return [
    {
      what: { en: 'room', ko: '자원' },
      before: { en: `asks for ${asked.join(', ')}; may borrow what is free on the node`, ko: `요청 ${asked.join(', ')}; 노드의 여유분을 빌려 쓸 수 있음` },
      after: { en: `${size.vcpu} vCPU, ${size.memoryGB} GB of its own, 256 MiB of it Fargate's; no more (annotation CapacityProvisioned: ${size.vcpu}vCPU ${size.memoryGB}GB)`, ko: `전용 ${size.vcpu} vCPU, ${size.memoryGB} GB(256 MiB는 Fargate 몫), 그 이상은 없음 (주석 CapacityProvisioned: ${size.vcpu}vCPU ${size.memoryGB}GB)` },
    },
    {
      what: { en: 'disk', ko: '디스크' },
      before: { en: 'the node’s, with its image cache', ko: '노드의 디스크와 이미지 캐시' },
      after: { en: `${size.ephemeralGiB} GiB with the images in it, pulled anew for each pod, gone with the pod`, ko: `이미지 포함 ${size.ephemeralGiB} GiB, 파드마다 새로 내려받고 파드와 함께 사라짐` },
    },
    {
      what: { en: 'node', ko: '노드' },
      before: { en: 'shared with other pods', ko: '다른 파드와 공유' },
      after: { en: 'one of its own (fargate-ip-…), taint eks.amazonaws.com/compute-type=fargate:NoSchedule; no DaemonSet, no SSH', ko: '전용 노드(fargate-ip-…), eks.amazonaws.com/compute-type=fargate:NoSchedule 테인트; DaemonSet과 SSH 없음' },
    },
    {
      what: same('schedulerName'),
      before: same(template.spec.schedulerName ?? 'default-scheduler'),
      after: same(FARGATE_SCHEDULER),
    },
    {
      what: { en: 'label', ko: '레이블' },
      before: same('–'),
      after: same(`eks.amazonaws.com/fargate-profile: ${profile}`),
    },
    {
      what: same('priorityClassName'),
      before: same(template.spec.priorityClassName ?? '–'),
      after: same(`${FARGATE_PRIORITY.priorityClassName} (${FARGATE_PRIORITY.priority})`),
    },
    {
      what: same('status.hostIP'),
      before: { en: 'the node’s address', ko: '노드 주소' },
      after: { en: 'the pod’s own address', ko: '파드 자신의 주소' },
    },
    {
      what: { en: 'security group', ko: '보안 그룹' },
      before: { en: 'the node’s', ko: '노드의 보안 그룹' },
      after: { en: 'the cluster’s, or those of a SecurityGroupPolicy', ko: '클러스터 보안 그룹, 또는 SecurityGroupPolicy의 보안 그룹' },
    },
    {
      what: { en: 'AWS credentials', ko: 'AWS 자격 증명' },
      before: { en: 'the node’s role, Pod Identity or IRSA', ko: '노드 역할, Pod Identity 또는 IRSA' },
      after: { en: 'IRSA only; no instance metadata', ko: 'IRSA만; 인스턴스 메타데이터 없음' },
    },
    {
      what: { en: 'logs', ko: '로그' },
      before: { en: 'an agent on the node', ko: '노드의 에이전트' },
      after: { en: 'the built-in log router, if ConfigMap aws-logging is there (annotation Logging)', ko: 'ConfigMap aws-logging이 있으면 내장 로그 라우터 (주석 Logging)' },
    },
    {
      what: { en: 'start', ko: '시작' },
      before: { en: 'seconds on a node with room', ko: '여유 있는 노드에서 몇 초' },
      after: { en: 'about a minute, each time', ko: '매번 1분가량' },
    },
  ];
} // prettier-ignore
