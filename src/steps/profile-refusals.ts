import { cloudCallOf, EXIT, textOf, UserError, type FargatectlError } from '../errors/index.ts';
import { text } from '../model/index.ts';
import { PROFILE_QUOTA } from '../profiles/index.ts';
import type { NamedProfile } from './profile-waits.ts';

/**
 * What EKS refuses in CreateFargateProfile and an operator can mend, in words that say how. The run
 * stops resumable; undefined for everything else.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html (read 2026-11-25)
 */
export function refusedProfile(error: unknown, p: NamedProfile): FargatectlError | undefined {
  const reason = cloudCallOf(error)?.reason;
  const said = textOf(error);
  if (reason === 'ResourceLimitExceededException')
    return UserError({
      code: 'PROFILE_LIMIT',
      message: text(
        `Cluster ${p.cluster} has as many Fargate profiles as it may: ${said.en}`,
        `클러스터 ${p.cluster}에 Fargate 프로필을 더 만들 수 없습니다: ${said.ko}`,
      ),
      remedy: text(
        `Delete one that nothing needs (fargatectl profiles list, fargatectl profiles delete NAME --apply), or raise the quota, then go on: aws service-quotas request-service-quota-increase --service-code eks --quota-code ${PROFILE_QUOTA} --desired-value 20.`,
        `필요 없는 프로필을 삭제하거나(fargatectl profiles list, fargatectl profiles delete NAME --apply) 할당량을 올린 뒤 이어 가십시오: aws service-quotas request-service-quota-increase --service-code eks --quota-code ${PROFILE_QUOTA} --desired-value 20`,
      ),
      exitCode: EXIT.stopped,
      cause: error,
    });
  if (reason === 'UnsupportedAvailabilityZoneException')
    return UserError({
      code: 'PROFILE_ZONE_REFUSED',
      message: text(
        `EKS refuses a subnet of profile ${p.name}: ${said.en}`,
        `EKS가 프로필 ${p.name}의 서브넷을 거부합니다: ${said.ko}`,
      ),
      remedy: text(
        'Leave subnets of that zone out: fargatectl rollback, then plan or create again with --subnets SUBNET,SUBNET of other zones.',
        '그 영역의 서브넷을 빼십시오: fargatectl rollback 후, 다른 영역의 서브넷으로 다시 계획하거나 만드십시오(--subnets SUBNET,SUBNET).',
      ),
      exitCode: EXIT.stopped,
      cause: error,
    });
  if (/is not a private subnet/.test(said.en))
    return UserError({
      code: 'PROFILE_SUBNET_PUBLIC',
      message: text(
        `EKS refuses a subnet of profile ${p.name}: ${said.en}`,
        `EKS가 프로필 ${p.name}의 서브넷을 거부합니다: ${said.ko}`,
      ),
      remedy: text(
        'Its route table leads to an internet gateway. fargatectl rollback, then plan or create again with --subnets SUBNET,SUBNET of private subnets.',
        '라우팅 테이블이 인터넷 게이트웨이로 이어집니다. fargatectl rollback 후, 프라이빗 서브넷으로 다시 계획하거나 만드십시오(--subnets SUBNET,SUBNET).',
      ),
      exitCode: EXIT.stopped,
      cause: error,
    });
  return undefined;
}
