import { readAws } from '../context.ts';
import { SOURCES, text, workloadRule } from '../define.ts';
import { accountOf } from '../subject.ts';

export const podIdentity = workloadRule({
  id: 'pod-identity',
  title: text('EKS Pod Identity does not work on Fargate', 'EKS Pod Identity는 Fargate에서 동작하지 않습니다'),
  severity: 'blocker',
  considerations: [15],
  when: 'container-fails',
  source: SOURCES.podIdentity,
  needs: { aws: ['podIdentityAssociations'] },
  check: (s, context) => {
    const account = accountOf(s);
    const association = readAws(context, 'podIdentityAssociations')?.find(
      (a) => a.namespace === s.namespace && a.serviceAccount === account,
    );
    if (!association) return [];
    const irsa = context.get('ServiceAccount', account, s.namespace)?.metadata.annotations?.['eks.amazonaws.com/role-arn'];
    if (irsa !== undefined) return [];
    return [
      {
        field: `${s.specField}.serviceAccountName`,
        value: account,
        message: text(
          `${s.name} gets its AWS role ${association.roleArn} by Pod Identity (service account ${account}); on Fargate these credentials never arrive.`,
          `${s.name}: Pod Identity로 AWS 역할 ${association.roleArn}을(를) 받습니다(서비스 계정 ${account}). Fargate에서는 자격 증명이 오지 않습니다.`,
        ),
        remedy: text(
          `Let the role trust the cluster's OIDC provider for ${s.namespace}/${account}, and annotate the service account with eks.amazonaws.com/role-arn (IRSA).`,
          `역할이 ${s.namespace}/${account}에 대해 클러스터의 OIDC 공급자를 신뢰하게 하고 서비스 계정에 eks.amazonaws.com/role-arn 주석을 다십시오(IRSA).`,
        ),
      },
    ];
  },
}); // prettier-ignore
