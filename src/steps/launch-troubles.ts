import { EXIT, UserError, type FargatectlError } from '../errors/index.ts';
import { text, type Text } from '../model/index.ts';

/** Where a pod that does not start belongs. */
export interface Stuck {
  /** `app/web-7c9…`. */
  readonly pod: string;
  readonly namespace: string;
  /** The profile that has it. */
  readonly profile: string;
  /** What it is rolled back by: `app/web`; null when nothing of the user's moves (a canary). */
  readonly workload: string | null;
  /** What Fargate or the kubelet said. */
  readonly said: string;
}

/** A condition that keeps Fargate pods from starting, and how long it is waited for before the run stops. */
export interface LaunchTrouble {
  readonly match: RegExp;
  readonly patienceMs: number;
  readonly cause: Text;
  /** Of the error that ends the wait. */
  readonly code: string;
  readonly exitCode: typeof EXIT.stopped;
  /** What an operator can do, besides the way back. */
  readonly answer: (stuck: Stuck) => Text;
}

const MINUTE = 60_000;
/** Waiting does not mend it; but pods that a mended template replaces take a moment to go. */
const A_MOMENT = 30_000;

/** The way out that is open for each of them while EC2 nodes are there. */
const backTo = ({ workload }: Stuck): Text =>
  workload === null
    ? text('Back: fargatectl rollback.', '되돌리기: fargatectl rollback')
    : text(
        `Back to EC2 for this one, while nodes are there: fargatectl rollback --only ${workload}.`,
        `노드가 있는 동안 이것만 EC2로 되돌리기: fargatectl rollback --only ${workload}`,
      );

/** What stops the run when a trouble has outlasted its patience. */
export function troubleError(
  { code, exitCode, cause, answer }: LaunchTrouble,
  stuck: Stuck,
): FargatectlError {
  const [does, back] = [answer(stuck), backTo(stuck)];
  return UserError({
    code,
    message: text(
      `Pod ${stuck.pod} does not start. ${cause.en} Said: ${stuck.said}`,
      `파드 ${stuck.pod}이(가) 시작되지 않습니다. ${cause.ko} 메시지: ${stuck.said}`,
    ),
    remedy: text(`${does.en} ${back.en}`, `${does.ko} ${back.ko}`),
    exitCode,
  });
}

const otherSubnets = ({ profile }: Stuck): Text =>
  text(
    `Other subnets: fargatectl profiles replace ${profile} --subnets SUBNET,SUBNET --apply.`,
    `다른 서브넷 쓰기: fargatectl profiles replace ${profile} --subnets SUBNET,SUBNET --apply`,
  );
const RESUME = text(
  'Go on when it is mended: fargatectl migrate --resume.',
  '해결되면 이어 가기: fargatectl migrate --resume',
);
const all = (...parts: readonly Text[]): Text =>
  text(parts.map((p) => p.en).join(' '), parts.map((p) => p.ko).join(' '));

/**
 * Told by parts of the message, since AWS changes what stands around them; it publishes no list. The
 * texts of quota and addresses are those of ECS and EC2 besides: EKS' own were not found. How long each
 * is waited for is our choice: longer than the few minutes in which such things were seen to pass.
 * @source https://repost.aws/knowledge-center/eks-resolve-pending-fargate-pods (read 2026-11-23)
 * @source https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html (read 2026-11-23)
 */
export const LAUNCH_TROUBLES: readonly LaunchTrouble[] = [
  {
    match: /Fargate capacity is unavailable/i,
    patienceMs: 8 * MINUTE,
    cause: text(
      'AWS has no Fargate capacity in the zones of its profile now.',
      '프로필의 가용 영역에 지금 Fargate 용량이 없습니다.',
    ),
    code: 'FARGATE_CAPACITY',
    exitCode: EXIT.stopped,
    answer: (s) =>
      all(
        text('It passes by itself, in minutes or hours.', '몇 분이나 몇 시간 뒤 저절로 풀립니다.'),
        RESUME,
        otherSubnets(s),
      ),
  },
  {
    match: /Fargate is not supported in the requested availability zone/i,
    patienceMs: A_MOMENT,
    cause: text(
      'Fargate does not run in a zone of its profile.',
      '프로필의 가용 영역 하나에서 Fargate를 쓸 수 없습니다.',
    ),
    code: 'FARGATE_ZONE_REFUSED',
    exitCode: EXIT.stopped,
    answer: (s) => all(otherSubnets(s), RESUME),
  },
  {
    match: /limit on the number of vCPUs|vCPU.*(limit|quota)|VcpuLimitExceeded/i,
    patienceMs: 3 * MINUTE,
    cause: text(
      'The Fargate vCPU quota of the account is used up.',
      '계정의 Fargate vCPU 할당량을 다 썼습니다.',
    ),
    code: 'FARGATE_VCPU_QUOTA',
    exitCode: EXIT.stopped,
    answer: () =>
      all(
        text(
          'Raise it: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value VCPUS.',
          '올리기: aws service-quotas request-service-quota-increase --service-code fargate --quota-code L-3032A538 --desired-value VCPUS',
        ),
        RESUME,
      ),
  },
  {
    match: /enough free addresses|InsufficientFreeAddresses|insufficient.*(free )?IP/i,
    patienceMs: 3 * MINUTE,
    cause: text(
      'The subnets of its profile have no free address; each Fargate pod takes one.',
      '프로필의 서브넷에 남은 주소가 없습니다. Fargate 파드마다 하나씩 씁니다.',
    ),
    code: 'FARGATE_NO_ADDRESS',
    exitCode: EXIT.stopped,
    answer: (s) =>
      all(otherSubnets(s), text('(A secondary CIDR is fine.)', '(보조 CIDR도 됩니다.)'), RESUME),
  },
  {
    match: /Pod provisioning timed out/i,
    patienceMs: 10 * MINUTE,
    cause: text(
      'Its node did not come up; most often the subnet has no way to ECR, S3 or the API server.',
      '노드가 올라오지 않았습니다. 대개 서브넷에서 ECR, S3, API 서버로 가는 길이 없습니다.',
    ),
    code: 'FARGATE_PROVISIONING_TIMEOUT',
    exitCode: EXIT.stopped,
    answer: () =>
      all(
        text(
          'Look for it: fargatectl assess (subnet-no-egress, vpc-dns-disabled, public-endpoint-only).',
          '확인하기: fargatectl assess(subnet-no-egress, vpc-dns-disabled, public-endpoint-only).',
        ),
        RESUME,
      ),
  },
  {
    match:
      /ImagePullBackOff|ErrImagePull|failed to pull (and unpack )?image|back-off pulling image/i,
    patienceMs: 4 * MINUTE,
    cause: text(
      'Its image cannot be pulled: not there, no right of the pod execution role, or no way to the registry.',
      '이미지를 받을 수 없습니다. 이미지가 없거나, 파드 실행 역할에 권한이 없거나, 레지스트리로 가는 길이 없습니다.',
    ),
    code: 'IMAGE_PULL_FAILED',
    exitCode: EXIT.stopped,
    answer: (s) =>
      all(
        text(
          `Compare name and tag, the role’s policy AmazonEKSFargatePodExecutionRolePolicy, and NAT or endpoints of the subnets: kubectl describe pod ${s.pod.split('/')[1] ?? ''} -n ${s.namespace}.`,
          `이름과 태그, 역할의 정책 AmazonEKSFargatePodExecutionRolePolicy, 서브넷의 NAT나 엔드포인트를 확인하십시오: kubectl describe pod ${s.pod.split('/')[1] ?? ''} -n ${s.namespace}`,
        ),
        RESUME,
      ),
  },
  {
    match: /Misconfigured Fargate Profile|Misconfigured PodExecutionRole/i,
    patienceMs: 2 * MINUTE,
    cause: text(
      'EKS starts nothing of this profile: its pod execution role is gone, not trusted, or not known to the cluster.',
      'EKS가 이 프로필로 아무것도 시작하지 않습니다. 파드 실행 역할이 없거나, 신뢰되지 않거나, 클러스터가 모릅니다.',
    ),
    code: 'FARGATE_PROFILE_BLOCKED',
    exitCode: EXIT.stopped,
    answer: () =>
      all(
        text(
          'The message says which: see aws iam get-role for the role, aws eks list-access-entries or the ConfigMap aws-auth for the cluster.',
          '어느 것인지는 메시지에 나옵니다. 역할은 aws iam get-role, 클러스터는 aws eks list-access-entries나 ConfigMap aws-auth로 확인하십시오.',
        ),
        RESUME,
      ),
  },
  {
    match: /account is currently blocked/i,
    patienceMs: A_MOMENT,
    cause: text(
      'AWS has blocked the account for Fargate.',
      'AWS가 이 계정의 Fargate를 막았습니다.',
    ),
    code: 'FARGATE_ACCOUNT_BLOCKED',
    exitCode: EXIT.stopped,
    answer: () =>
      all(text('Only AWS Support can lift that.', 'AWS Support만 풀 수 있습니다.'), RESUME),
  },
  {
    match: /MatchNodeSelector failed/i,
    patienceMs: A_MOMENT,
    cause: text(
      'It demands a node that no Fargate node is: by nodeSelector, affinity or a zone without a subnet.',
      'nodeSelector, 어피니티, 서브넷이 없는 영역처럼 Fargate 노드가 만족할 수 없는 조건을 요구합니다.',
    ),
    code: 'POD_DEMANDS_NODE',
    exitCode: EXIT.stopped,
    answer: (s) =>
      all(
        text(
          `Take the demand off its template: kubectl get pod ${s.pod.split('/')[1] ?? ''} -n ${s.namespace} -o yaml.`,
          `템플릿에서 그 조건을 빼십시오: kubectl get pod ${s.pod.split('/')[1] ?? ''} -n ${s.namespace} -o yaml`,
        ),
        RESUME,
      ),
  },
];
