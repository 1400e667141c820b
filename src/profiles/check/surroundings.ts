import { isPrivate } from '../../assess/index.ts';
import {
  counted,
  jsonEqual,
  someOf,
  text,
  wildcardMatches,
  type FargateProfile,
  type Reading,
  type Role,
  type Snapshot,
  type Subnet,
} from '../../model/index.ts';
import { blocker, ok, unknown, warning, type ProfileCheck, type ProfileDraft } from './check.ts';
import { nameForm } from './syntax.ts';

/** @source https://docs.aws.amazon.com/general/latest/gr/eks.html (read 2026-11-24) */
export const PROFILES_PER_CLUSTER = 10;
export const PROFILE_QUOTA = 'L-33415657';

/** Whether the name is one, and free. */
export function checkName(draft: ProfileDraft, snapshot: Snapshot): ProfileCheck {
  const form = nameForm(draft.name);
  if (form) return form;
  const { fargateProfiles } = snapshot.aws;
  if (fargateProfiles.state !== 'read') return unknown('name', fargateProfiles.reason);
  const there = fargateProfiles.value.find((p) => p.name === draft.name);
  if (!there) return ok('name', text(`${draft.name} is free.`, `이름 ${draft.name}을(를) 쓸 수 있습니다.`)); // prettier-ignore
  if (there.status === 'DELETING')
    return warning(
      'name',
      text(
        `A profile ${draft.name} is being deleted; its name is free when it is gone, and that is waited for.`,
        `프로필 ${draft.name}이(가) 삭제되는 중입니다. 없어져야 이름이 비므로 기다립니다.`,
      ),
    );
  if (there.status === 'ACTIVE' && isSame(there, draft))
    return ok(
      'name',
      text(
        `${draft.name} is there already, ACTIVE and the same.`,
        `${draft.name}이(가) 같은 내용으로 이미 ACTIVE입니다.`,
      ),
    );
  return blocker(
    'name',
    text(
      `A profile ${draft.name} exists (${there.status}); profiles cannot be changed.`,
      `프로필 ${draft.name}이(가) 이미 있습니다(${there.status}). 프로필은 변경할 수 없습니다.`,
    ),
    there.status === 'ACTIVE'
      ? text(
          `Choose another name, or replace it: fargatectl profiles replace ${draft.name}.`,
          `다른 이름을 쓰거나 교체하십시오: fargatectl profiles replace ${draft.name}`,
        )
      : text(
          `Delete it first: fargatectl profiles delete ${draft.name} --apply.`,
          `먼저 삭제하십시오: fargatectl profiles delete ${draft.name} --apply`,
        ),
  );
}

const isSame = (p: FargateProfile, d: ProfileDraft): boolean =>
  jsonEqual(p.selectors, d.selectors) &&
  p.podExecutionRoleArn === d.podExecutionRoleArn &&
  jsonEqual([...p.subnetIds].sort(), [...d.subnetIds].sort());

/** Whether the cluster may have so many. */
export function checkQuota(names: readonly string[], snapshot: Snapshot): ProfileCheck {
  const { fargateProfiles, quotas } = snapshot.aws;
  if (fargateProfiles.state !== 'read') return unknown('quota', fargateProfiles.reason);
  const there = fargateProfiles.value.map((p) => p.name);
  const more = names.filter((n) => !there.includes(n)).length;
  const known = quotas.state === 'read' ? quotas.value.find((q) => q.quotaCode === PROFILE_QUOTA)?.value : undefined; // prettier-ignore
  const limit = known ?? PROFILES_PER_CLUSTER;
  const sum = there.length + more;
  const count = text(
    `${sum} of ${limit} profiles with it${known === undefined ? ' (the quota could not be read; 10 unless raised)' : ''}.`,
    `만들면 프로필 ${sum}/${limit}개입니다${known === undefined ? '(할당량을 읽지 못했습니다. 올리지 않았다면 10개)' : ''}.`,
  );
  return sum <= limit
    ? ok('quota', count)
    : blocker(
        'quota',
        count,
        text(
          `Delete one that nothing needs (fargatectl profiles list), or raise the quota: aws service-quotas request-service-quota-increase --service-code eks --quota-code ${PROFILE_QUOTA} --desired-value ${Math.max(20, sum)}.`,
          `필요 없는 프로필을 삭제하거나(fargatectl profiles list) 할당량을 올리십시오: aws service-quotas request-service-quota-increase --service-code eks --quota-code ${PROFILE_QUOTA} --desired-value ${Math.max(20, sum)}`,
        ),
      );
}

/** Private by their route tables, in zones that Fargate serves, with addresses left for `pods`. */
export function checkSubnets(
  ids: readonly string[],
  snapshot: Snapshot,
  pods: number,
): readonly ProfileCheck[] {
  const { subnets, routeTables, availabilityZones } = snapshot.aws;
  if (subnets.state !== 'read') return [unknown('subnets', subnets.reason)];
  if (routeTables.state !== 'read') return [unknown('subnets', routeTables.reason)];
  const chosen: Subnet[] = [];
  const found: ProfileCheck[] = [];
  const refuse = (id: string, en: string, ko: string): void =>
    void found.push(blocker('subnets', text(`Subnet ${id} ${en}.`, `서브넷 ${id}: ${ko}.`), OTHERS));
  for (const id of ids) {
    const subnet = subnets.value.find((s) => s.id === id);
    const zone =
      availabilityZones.state === 'read'
        ? availabilityZones.value.find((z) => z.name === subnet?.availabilityZone)
        : undefined;
    if (!subnet) refuse(id, "is not in the cluster's VPC", '클러스터의 VPC에 없습니다');
    else if (!isPrivate(subnet, routeTables.value))
      refuse(
        id,
        'is public: its route table leads to an internet gateway',
        '퍼블릭입니다. 라우팅 테이블이 인터넷 게이트웨이로 이어집니다',
      );
    else if (subnet.outpostArn !== null || (zone && zone.type !== 'availability-zone'))
      refuse(
        id,
        `lies in ${subnet.outpostArn === null ? `${subnet.availabilityZone} (${zone?.type ?? ''})` : 'an Outpost'}, where Fargate does not run`,
        `Fargate를 쓸 수 없는 ${subnet.outpostArn === null ? `${subnet.availabilityZone}(${zone?.type ?? ''})` : 'Outpost'}에 있습니다`,
      );
    else chosen.push(subnet);
  }
  if (ids.length === 0)
    found.push(
      blocker(
        'subnets',
        text('There is no private subnet to take.', '쓸 수 있는 프라이빗 서브넷이 없습니다.'),
        OTHERS,
      ),
    );
  if (found.length > 0) return found;
  if (availabilityZones.state !== 'read')
    found.push(unknown('subnets', availabilityZones.reason));
  return [...found, addresses(chosen, pods)];
} // prettier-ignore

const OTHERS = text(
  'Name private subnets of that VPC: --subnets subnet-…,subnet-…; aws ec2 describe-subnets lists them.',
  '그 VPC의 프라이빗 서브넷을 지정하십시오: --subnets subnet-…,subnet-…. 목록 보기: aws ec2 describe-subnets',
);

function addresses(subnets: readonly Subnet[], pods: number): ProfileCheck {
  const free = subnets.reduce((sum, s) => sum + s.availableIps, 0);
  const zones = [...new Set(subnets.map((s) => s.availabilityZone))].sort();
  const seen = text(
    `${counted(subnets.length, 'private subnet')} in ${zones.join(', ')}, ${counted(free, 'address', 'addresses')} free; it takes ${counted(pods, 'pod')}, one address each.`,
    `프라이빗 서브넷 ${subnets.length}개(${zones.join(', ')}), 남은 주소 ${free}개. 받는 파드 ${pods}개, 파드마다 주소 하나.`,
  );
  if (free < pods) return blocker('subnets', seen, OTHERS);
  if (zones.length === 1)
    return warning(
      'subnets',
      seen,
      text(
        'One zone only: when it has no Fargate capacity, no pod starts. Add a subnet of another zone.',
        '가용 영역이 하나뿐입니다. 그곳에 Fargate 용량이 없으면 파드가 시작되지 않습니다. 다른 영역의 서브넷을 더하십시오.',
      ),
    );
  return ok('subnets', seen);
}

const FARGATE_PODS = 'eks-fargate-pods.amazonaws.com';
const PULLS_IMAGES = 'AmazonEKSFargatePodExecutionRolePolicy';

/** Whether Fargate may assume the role for this profile. `role`: as IAM has it; `made`: the same run makes it. */
export function checkRole(
  draft: ProfileDraft,
  snapshot: Snapshot,
  { role, made }: { readonly role: Reading<Role | undefined>; readonly made: boolean },
): ProfileCheck {
  const name = draft.podExecutionRoleArn.split('/').at(-1) ?? '';
  if (role.state !== 'read') return unknown('role', role.reason);
  if (!role.value)
    return made
      ? ok('role', text(`Role ${name} is not there yet and is made first.`, `역할 ${name}이(가) 아직 없어 먼저 만듭니다.`))
      : blocker('role', text(`There is no role ${name}.`, `역할 ${name}이(가) 없습니다.`), LEAVE_OUT);
  const { nodegroups } = snapshot.aws;
  if (nodegroups.state === 'read' && nodegroups.value.some((g) => g.nodeRoleArn === role.value?.arn))
    return blocker('role', text(`Role ${name} is a node group's; EKS ends such a profile in CREATE_FAILED.`, `역할 ${name}은(는) 노드 그룹의 역할입니다. EKS가 이런 프로필을 CREATE_FAILED로 끝냅니다.`), LEAVE_OUT);
  if (role.value.path !== '/')
    return blocker('role', text(`Role ${name} has the path ${role.value.path}; only / works.`, `역할 ${name}의 경로가 ${role.value.path}입니다. /만 됩니다.`), LEAVE_OUT);
  const { cluster } = snapshot;
  const partition = draft.podExecutionRoleArn.split(":")[1] ?? "aws";
  const source = `arn:${partition}:eks:${cluster.region ?? ''}:${cluster.accountId ?? ''}:fargateprofile/${cluster.name ?? ''}/${draft.name}/0`;
  if (!trusts(role.value.trustPolicy, source))
    return blocker('role', text(`Role ${name} does not trust ${FARGATE_PODS} for profiles of this cluster.`, `역할 ${name}이(가) 이 클러스터의 프로필에 대해 ${FARGATE_PODS}을(를) 신뢰하지 않습니다.`), LEAVE_OUT);
  const policies = role.value.attachedPolicyArns.map((p) => p.split('/').at(-1) ?? p);
  return policies.includes(PULLS_IMAGES)
    ? ok('role', text(`Role ${name} trusts Fargate for this cluster and may pull images.`, `역할 ${name}이(가) 이 클러스터의 Fargate를 신뢰하고 이미지를 받을 수 있습니다.`))
    : warning('role', text(`Role ${name} lacks ${PULLS_IMAGES}; has ${someOf(policies).en || 'no policy'}. Unless another policy allows it, no image comes from ECR.`, `역할 ${name}에 ${PULLS_IMAGES}이(가) 없습니다. 연결된 정책: ${someOf(policies).ko || '없음'}. 다른 정책이 허용하지 않으면 ECR 이미지를 받지 못합니다.`), text(`aws iam attach-role-policy --role-name ${name} --policy-arn arn:aws:iam::aws:policy/${PULLS_IMAGES}`, `aws iam attach-role-policy --role-name ${name} --policy-arn arn:aws:iam::aws:policy/${PULLS_IMAGES}`));
} // prettier-ignore

const LEAVE_OUT = text(
  'Leave --pod-execution-role out: one that only profiles of this cluster may use is made.',
  '--pod-execution-role을 빼십시오. 이 클러스터의 프로필만 쓸 수 있는 역할을 만듭니다.',
);

interface Statement {
  readonly Effect?: string;
  readonly Principal?: { readonly Service?: string | readonly string[] };
  readonly Action?: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
} // prettier-ignore

const list = <T>(value: T | readonly T[] | undefined): readonly T[] =>
  value === undefined ? [] : Array.isArray(value) ? (value as readonly T[]) : [value as T];

/** An Allow for Fargate pods whose `aws:SourceArn`, where it has one, lets this cluster's profiles in. Other conditions are EKS' to judge. */
function trusts(policy: unknown, source: string): boolean {
  const statements = list((policy as { Statement?: Statement | readonly Statement[] }).Statement);
  return statements.some((s) => {
    const arns = Object.values(s.Condition ?? {}).flatMap((c) =>
      Object.entries(c).flatMap(([k, v]) => (k.toLowerCase() === 'aws:sourcearn' ? list(v) : [])),
    );
    return (
      s.Effect === 'Allow' &&
      list(s.Principal?.Service).includes(FARGATE_PODS) &&
      list(s.Action).some((a) => wildcardMatches(a, 'sts:AssumeRole')) &&
      (arns.length === 0 || arns.some((a) => wildcardMatches(a, source)))
    );
  });
}
