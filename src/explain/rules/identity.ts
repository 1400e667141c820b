import type { RuleTold } from './told.ts';

/** Rules about who a pod is to AWS. */
export const identity: Readonly<Record<string, RuleTold>> = {
  'imds-dependency': {
    looks: { en: 'Commands, arguments and names of environment variables that point to the instance metadata service. Values of variables are never read.', ko: '인스턴스 메타데이터 서비스를 가리키는 명령, 인자, 환경 변수 이름을 봅니다. 변수의 값은 읽지 않습니다.' },
    why: { en: 'A Fargate pod has no instance, and 169.254.169.254 does not answer. Programs that ask it for region, zone or credentials hang or end.', ko: 'Fargate 파드에는 인스턴스가 없어 169.254.169.254가 응답하지 않습니다. 리전, 가용 영역, 자격 증명을 묻는 프로그램은 멈추거나 끝납니다.' },
    mend: { en: 'Give credentials by IAM roles for service accounts (IRSA); write region, zone or VPC into the settings.', ko: '자격 증명은 서비스 계정용 IAM 역할(IRSA)로 주고, 리전과 가용 영역, VPC는 설정에 적으십시오.' },
  },
  'pod-identity': {
    looks: { en: 'EKS Pod Identity associations of the workload’s service account, where it has no IRSA role.', ko: 'IRSA 역할이 없는 서비스 계정의 EKS Pod Identity 연결을 봅니다.' },
    why: { en: 'Pod Identity is served by an agent on EC2 nodes. On Fargate nothing answers, and calls to AWS fail.', ko: 'Pod Identity는 EC2 노드의 에이전트가 제공합니다. Fargate에서는 응답하지 않아 AWS 호출이 실패합니다.' },
    mend: { en: 'Let the role trust the cluster’s OIDC provider for this service account, and annotate the account with eks.amazonaws.com/role-arn. It can be done before the move, while the pods are on EC2.', ko: '역할이 이 서비스 계정에 대해 클러스터의 OIDC 공급자를 신뢰하게 하고 계정에 eks.amazonaws.com/role-arn 주석을 붙이십시오. 옮기기 전에 EC2에서 미리 할 수 있습니다.' },
  },
  'node-role-credentials': {
    looks: { en: 'Workloads that seem to call AWS (names of environment variables, known images) with a service account that has no role, and without keys of their own.', ko: 'AWS를 호출하는 것으로 보이는데(환경 변수 이름, 알려진 이미지) 서비스 계정에 역할이 없고 자체 키도 없는 워크로드를 봅니다.' },
    why: { en: 'On EC2 such a pod uses the role of its node. A Fargate pod cannot use the pod execution role, which serves Fargate itself: calls to AWS fail.', ko: 'EC2에서는 노드의 역할을 씁니다. Fargate 파드는 파드 실행 역할을 쓸 수 없습니다. 그 역할은 Fargate 자신을 위한 것이어서 AWS 호출이 실패합니다.' },
    mend: { en: 'Give the service account a role of its own (IRSA) with what the program needs.', ko: '프로그램에 필요한 권한을 가진 역할을 서비스 계정에 주십시오(IRSA).' },
    accept: { en: 'It is a guess by names. If the program does not call AWS, go on.', ko: '이름으로 추측한 것입니다. AWS를 호출하지 않는다면 그대로 진행하십시오.' },
  },
  'lb-controller-imds': {
    looks: { en: 'Arguments of the AWS Load Balancer Controller: region and VPC.', ko: 'AWS Load Balancer Controller의 인자에 리전과 VPC가 있는지 봅니다.' },
    why: { en: 'Without them the controller asks the instance metadata service when it starts. On Fargate it fails to start, and no load balancer is kept up to date any more.', ko: '없으면 시작할 때 인스턴스 메타데이터 서비스에 묻습니다. Fargate에서는 시작하지 못하고 로드 밸런서가 더는 갱신되지 않습니다.' },
    mend: { en: 'Set --aws-region and --aws-vpc-id, in its Helm chart region and vpcId. The plan does it with the move, and the finding carries the patch.', ko: '--aws-region과 --aws-vpc-id를 설정하십시오. Helm 차트에서는 region과 vpcId입니다. 계획이 이동과 함께 처리하며 발견 항목에 패치가 들어 있습니다.' },
  },
  'aws-auth-managed-elsewhere': {
    looks: { en: 'The ConfigMap aws-auth where the cluster relies on it, and marks of tools that write it as a whole.', ko: '클러스터가 aws-auth ConfigMap에 의존할 때, 그것을 통째로 쓰는 도구의 흔적이 있는지 봅니다.' },
    why: { en: 'EKS adds the pod execution role to the map when the first profile is made. A tool that rewrites the map takes it out again, and from then on new Fargate nodes cannot join.', ko: 'EKS는 첫 프로필을 만들 때 파드 실행 역할을 추가합니다. 도구가 맵을 다시 쓰면 지워지고, 그 뒤로 새 Fargate 노드가 합류하지 못합니다.' },
    mend: { en: 'Add the role to the tool’s source, or change the cluster to access entries (API_AND_CONFIG_MAP).', ko: '도구의 원본에 역할을 추가하거나 액세스 항목(API_AND_CONFIG_MAP)으로 바꾸십시오.' },
  },
}; // prettier-ignore
