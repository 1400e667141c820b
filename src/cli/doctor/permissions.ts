/**
 * Every call that fargatectl makes, as IAM and RBAC name it. A test runs the whole job on the twin and
 * compares: what is missing here, or never asked for, fails.
 * @source https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelastickubernetesservice.html and the pages beside it (read 2026-11-24)
 */
export interface IamStatement {
  readonly sid: string;
  readonly actions: readonly string[];
  /** ARNs; `*` where the service offers no narrower scope for the action. */
  readonly resources: readonly string[];
  readonly condition?: unknown;
}

interface Scope {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
  readonly cluster: string;
}

/** Reads: enough for everything up to `rehearse`, and for `verify`. */
const readStatements = (): readonly IamStatement[] => [
  {
    sid: 'Read',
    actions: [
      'autoscaling:DescribeAutoScalingGroups',
      'ec2:DescribeAvailabilityZones',
      'ec2:DescribeInstances',
      'ec2:DescribeRouteTables',
      'ec2:DescribeSecurityGroups',
      'ec2:DescribeSubnets',
      'ec2:DescribeVpcAttribute',
      'ec2:DescribeVpcEndpoints',
      'ec2:DescribeVpcs',
      'eks:DescribeAccessEntry',
      'eks:DescribeAddon',
      'eks:DescribeCluster',
      'eks:DescribeFargateProfile',
      'eks:DescribeNodegroup',
      'eks:ListAccessEntries',
      'eks:ListAddons',
      'eks:ListClusters',
      'eks:ListFargateProfiles',
      'eks:ListNodegroups',
      'eks:ListPodIdentityAssociations',
      'elasticfilesystem:DescribeAccessPoints',
      'elasticfilesystem:DescribeFileSystems',
      'elasticfilesystem:DescribeMountTargets',
      'elasticfilesystem:DescribeMountTargetSecurityGroups',
      'elasticloadbalancing:DescribeLoadBalancers',
      'elasticloadbalancing:DescribeTags',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
      'iam:GetOpenIDConnectProvider',
      'iam:GetRole',
      'iam:ListAttachedRolePolicies',
      'iam:ListOpenIDConnectProviders',
      'servicequotas:ListServiceQuotas',
    ],
    resources: ['*'],
  },
];

const OURS = { StringEquals: { 'aws:ResourceTag/fargatectl.io/managed-by': 'fargatectl' } };

/** Writes: `migrate`, `rollback`, `cleanup`. Each as narrow as its service allows. */
function writeStatements({
  partition,
  region,
  accountId,
  cluster,
}: Scope): readonly IamStatement[] {
  const eks = (kind: string) => `arn:${partition}:eks:${region}:${accountId}:${kind}/${cluster}`;
  const role = `arn:${partition}:iam::${accountId}:role/fargatectl-*`;
  return [
    {
      sid: 'Profiles',
      actions: ['eks:CreateFargateProfile', 'eks:DeleteFargateProfile', 'eks:TagResource'],
      resources: [eks('cluster'), `${eks('fargateprofile')}/*`],
    },
    {
      sid: 'NodegroupsAndAddons',
      actions: ['eks:CreateAddon', 'eks:CreateNodegroup', 'eks:DeleteAddon', 'eks:DeleteNodegroup', 'eks:UpdateAddon', 'eks:UpdateNodegroupConfig'],
      resources: [eks('cluster'), `${eks('nodegroup')}/*`, `${eks('addon')}/*`],
    }, // prettier-ignore
    {
      sid: 'PodExecutionRole',
      actions: ['iam:AttachRolePolicy', 'iam:CreateRole', 'iam:DeleteRole', 'iam:DetachRolePolicy', 'iam:TagRole'],
      resources: [role],
    }, // prettier-ignore
    {
      sid: 'HandTheRoleToProfiles',
      actions: ['iam:PassRole'],
      resources: [role],
      condition: { StringEquals: { 'iam:PassedToService': 'eks-fargate-pods.amazonaws.com' } },
    },
    {
      sid: 'FirstProfileOfTheAccount',
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [`arn:${partition}:iam::${accountId}:role/aws-service-role/eks-fargate.amazonaws.com/*`],
    }, // prettier-ignore
    {
      sid: 'SecurityGroupRules',
      actions: ['ec2:AuthorizeSecurityGroupIngress', 'ec2:RevokeSecurityGroupIngress'],
      resources: [`arn:${partition}:ec2:${region}:${accountId}:security-group/*`],
    },
    {
      sid: 'MakeFileSystems',
      actions: ['elasticfilesystem:CreateFileSystem', 'elasticfilesystem:TagResource'],
      resources: ['*'],
    },
    {
      sid: 'FileSystemsOfOurs',
      actions: ['elasticfilesystem:CreateAccessPoint', 'elasticfilesystem:CreateMountTarget', 'elasticfilesystem:DeleteAccessPoint', 'elasticfilesystem:DeleteFileSystem', 'elasticfilesystem:DeleteMountTarget'],
      resources: ['*'],
      condition: OURS,
    }, // prettier-ignore
    {
      sid: 'MountTargetInterfaces',
      actions: ['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces'],
      resources: ['*'],
    },
  ];
}

/** Actions that AWS checks besides the call itself: they are never asked for by name on the wire. */
export const IMPLIED = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'eks:TagResource',
  'elasticfilesystem:TagResource',
  'iam:CreateServiceLinkedRole',
  'iam:PassRole',
  'iam:TagRole',
] as const;

export const iamStatements = (scope: Scope, readOnly: boolean): readonly IamStatement[] => [
  ...readStatements(),
  ...(readOnly ? [] : writeStatements(scope)),
];

/** An IAM policy document, ready for `aws iam create-policy --policy-document`. */
export const iamPolicy = (scope: Scope, readOnly: boolean): unknown => ({
  Version: '2012-10-17',
  Statement: iamStatements(scope, readOnly).map((s) => ({
    Sid: s.sid,
    Effect: 'Allow',
    Action: s.actions,
    Resource: s.resources,
    ...(s.condition === undefined ? {} : { Condition: s.condition }),
  })),
});

export interface RbacRule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly nonResourceURLs?: never;
}

const READ = ['get', 'list', 'watch'];
/** Secrets are read for Helm's own release records alone; the API cannot narrow a list by type. */
export const rbacRules = (readOnly: boolean): readonly RbacRule[] => [
  { apiGroups: [''], resources: ['configmaps', 'limitranges', 'namespaces', 'nodes', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'replicationcontrollers', 'resourcequotas', 'serviceaccounts', 'services'], verbs: READ },
  { apiGroups: ['admissionregistration.k8s.io'], resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'], verbs: READ },
  { apiGroups: ['apiextensions.k8s.io'], resources: ['customresourcedefinitions'], verbs: READ },
  { apiGroups: ['apiregistration.k8s.io'], resources: ['apiservices'], verbs: READ },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'], verbs: READ },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: READ },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: READ },
  { apiGroups: ['networking.k8s.io'], resources: ['ingressclasses', 'ingresses', 'networkpolicies'], verbs: READ },
  { apiGroups: ['node.k8s.io'], resources: ['runtimeclasses'], verbs: READ },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: READ },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'], verbs: READ },
  { apiGroups: ['scheduling.k8s.io'], resources: ['priorityclasses'], verbs: READ },
  { apiGroups: ['storage.k8s.io'], resources: ['csidrivers', 'storageclasses'], verbs: READ },
  { apiGroups: ['argoproj.io'], resources: ['applications', 'rollouts'], verbs: READ },
  { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: READ },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: READ },
  { apiGroups: ['serving.knative.dev'], resources: ['services'], verbs: READ },
  { apiGroups: ['autoscaling.k8s.io'], resources: ['verticalpodautoscalers'], verbs: READ },
  { apiGroups: ['vpcresources.k8s.aws'], resources: ['securitygrouppolicies'], verbs: READ },
  { apiGroups: ['gateway.networking.k8s.io'], resources: ['gatewayclasses', 'gateways', 'httproutes', 'grpcroutes', 'tlsroutes', 'tcproutes', 'udproutes'], verbs: READ },
  { apiGroups: ['gateway.k8s.aws'], resources: ['targetgroupconfigurations', 'loadbalancerconfigurations'], verbs: READ },
  { apiGroups: ['elbv2.k8s.aws'], resources: ['ingressclassparams', 'targetgroupbindings'], verbs: READ },
  { apiGroups: ['karpenter.sh'], resources: ['nodepools'], verbs: READ },
  { apiGroups: ['keda.sh'], resources: ['scaledobjects'], verbs: READ },
  { apiGroups: ['apps.kruise.io'], resources: ['clonesets'], verbs: READ },
  { apiGroups: ['crd.k8s.amazonaws.com'], resources: ['eniconfigs'], verbs: READ },
  ...(readOnly ? [] : WRITES),
]; // prettier-ignore

const WRITES: readonly RbacRule[] = [
  { apiGroups: [''], resources: ['configmaps', 'namespaces', 'persistentvolumeclaims', 'persistentvolumes', 'pods', 'serviceaccounts', 'services'], verbs: ['create', 'delete'] },
  { apiGroups: [''], resources: ['events'], verbs: ['list'] },
  // A run's journal in the cluster (--journal cluster), besides the set fields of nodes.
  { apiGroups: [''], resources: ['configmaps', 'nodes'], verbs: ['patch'] },
  { apiGroups: [''], resources: ['pods/eviction', 'pods/exec'], verbs: ['create'] },
  { apiGroups: [''], resources: ['pods/exec', 'pods/log'], verbs: ['get'] },
  { apiGroups: [''], resources: ['secrets'], verbs: ['list', 'update'] },
  { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: ['create', 'delete', 'patch'] },
  { apiGroups: ['argoproj.io'], resources: ['applications'], verbs: ['patch'] },
  { apiGroups: ['helm.toolkit.fluxcd.io'], resources: ['helmreleases'], verbs: ['patch'] },
  { apiGroups: ['kustomize.toolkit.fluxcd.io'], resources: ['kustomizations'], verbs: ['patch'] },
  { apiGroups: ['batch'], resources: ['cronjobs'], verbs: ['patch'] },
  { apiGroups: ['batch'], resources: ['jobs'], verbs: ['create', 'delete'] },
  { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'delete', 'get', 'update'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: ['patch'] },
  { apiGroups: ['rbac.authorization.k8s.io'], resources: ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'], verbs: ['create', 'delete'] },
]; // prettier-ignore

/** A ClusterRole for the identity that runs fargatectl. */
export const clusterRole = (readOnly: boolean): unknown => ({
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: readOnly ? 'fargatectl-read' : 'fargatectl' },
  rules: rbacRules(readOnly),
});
