import { text, workloadRule } from '../define.ts';
import { readAws } from '../context.ts';
import { imageName } from '../images.ts';
import { accountOf } from '../subject.ts';

/** Names of environment variables that programs of the AWS SDK read; values are never in a snapshot. */
const AWS_HINT =
  /^(AWS_(REGION|DEFAULT_REGION|BUCKET|S3|SQS|SNS|DYNAMO|KINESIS|SECRETS?_MANAGER|SDK)|S3_|SQS_|SNS_|DYNAMODB_|KINESIS_|BEDROCK_)/;
const AWS_IMAGE =
  /(^|\/)(aws-cli|amazon\/aws-|external-dns|external-secrets|velero|cluster-autoscaler|aws-ebs-csi-driver|cert-manager-controller)/;

/** A pod without a role of its own uses its node's; a Fargate pod cannot use its execution role. */
export const nodeRoleCredentials = workloadRule({
  id: 'node-role-credentials',
  title: text('AWS calls with the node’s role', '노드 역할로 AWS를 호출합니다'),
  severity: 'change',
  considerations: [15],
  when: 'container-fails',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html',
  check: (s, context) => {
    const account = accountOf(s);
    const role = context.get('ServiceAccount', account, s.namespace)?.metadata.annotations?.['eks.amazonaws.com/role-arn'];
    if (role !== undefined) return [];
    // Pod Identity has a rule of its own, and another way out.
    const identities = readAws(context, 'podIdentityAssociations') ?? [];
    if (identities.some((a) => a.namespace === s.namespace && a.serviceAccount === account)) return [];
    const names = s.containers.flatMap((c) => (c.container.env ?? []).map((e) => e.name));
    // Keys of its own, or a token file: it does not lean on the node.
    if (names.some((n) => n === 'AWS_ACCESS_KEY_ID' || n === 'AWS_WEB_IDENTITY_TOKEN_FILE' || n === 'AWS_CONTAINER_CREDENTIALS_FULL_URI')) return [];
    const hint = names.find((n) => AWS_HINT.test(n)) ?? s.spec.containers.map((c) => imageName(c.image ?? '')).find((i) => AWS_IMAGE.test(i));
    if (hint === undefined) return [];
    const unread = context.get('ServiceAccount', account, s.namespace) === undefined;
    return [
      {
        field: `${s.specField}.serviceAccountName`,
        value: account,
        message: text(
          `${s.name} seems to call AWS (${hint}), and ${unread ? `of service account ${account} no role is known` : `service account ${account} has no role`}; on EC2 it would use the node's, on Fargate there is none to use.`,
          `${s.name}: AWS를 호출하는 것으로 보이지만(${hint}) 서비스 계정 ${account}의 역할${unread ? '을 알 수 없습니다' : '이 없습니다'}. EC2에서는 노드 역할을 쓰지만 Fargate에는 없습니다.`,
        ),
        remedy: text(
          'Give the service account a role (IRSA: annotation eks.amazonaws.com/role-arn) before it moves, if it calls AWS.',
          'AWS를 호출한다면 이동하기 전에 서비스 계정에 역할을 주십시오(IRSA: eks.amazonaws.com/role-arn 주석).',
        ),
      },
    ];
  },
}); // prettier-ignore
