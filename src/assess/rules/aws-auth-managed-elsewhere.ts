import { readAws } from '../context.ts';
import { clusterRule, text } from '../define.ts';

/** In CONFIG_MAP mode EKS writes the pod execution role into aws-auth; who rewrites the map as a whole takes it out again. */
export const awsAuthManagedElsewhere = clusterRule({
  id: 'aws-auth-managed-elsewhere',
  title: text('aws-auth is rewritten by another tool', 'aws-auth를 다른 도구가 덮어씁니다'),
  severity: 'change',
  considerations: [],
  when: 'pod-pending',
  source: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-execution-role.html',
  needs: { kinds: ['v1/ConfigMap'], aws: ['cluster'] },
  check: (context) => {
    if (readAws(context, 'cluster')?.authenticationMode !== 'CONFIG_MAP') return [];
    const map = context.get('ConfigMap', 'aws-auth', 'kube-system');
    if (!map) return [];
    const { labels = {}, annotations = {} } = map.metadata;
    const marks = [...Object.entries(labels), ...Object.entries(annotations)].map(([k, v]) => `${k}=${v}`);
    const mark = marks.find((m) => /terraform|argocd|fluxcd|helm|pulumi|cdk/i.test(m));
    if (mark === undefined) return [];
    return [
      {
        object: { kind: 'ConfigMap', name: 'kube-system/aws-auth' },
        field: 'metadata',
        value: mark,
        message: text(
          `ConfigMap kube-system/aws-auth is kept by another tool (${mark}); its next run would take out the role that EKS adds for Fargate, and new pods are blocked.`,
          `ConfigMap kube-system/aws-auth를 다른 도구(${mark})가 관리합니다. 다음 실행 때 EKS가 Fargate용으로 추가한 역할이 지워져 새 파드가 막힙니다.`,
        ),
        remedy: text(
          'Add the pod execution role to its source, or change to access entries: authentication mode API_AND_CONFIG_MAP.',
          '원본에 파드 실행 역할을 추가하거나 액세스 항목(API_AND_CONFIG_MAP 인증 모드)으로 바꾸십시오.',
        ),
      },
    ];
  },
}); // prettier-ignore
