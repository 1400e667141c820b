/**
 * AWS' managed policies that EKS clusters use, by name: path below `policy/` and what they are for.
 * @source https://docs.aws.amazon.com/eks/latest/userguide/security-iam-awsmanpol.html (read 2026-11-23)
 */
const KNOWN: Readonly<Record<string, { readonly path: string; readonly description: string }>> = {
  AdministratorAccess: {
    path: '/',
    description: 'Provides full access to AWS services and resources.',
  },
  ReadOnlyAccess: {
    path: '/',
    description: 'Provides read-only access to AWS services and resources.',
  },
  AmazonEKSClusterPolicy: {
    path: '/',
    description: 'Lets Kubernetes manage resources on your behalf.',
  },
  AmazonEKSVPCResourceController: {
    path: '/',
    description: 'Manages ENIs and IPs for nodes and pods.',
  },
  AmazonEKSWorkerNodePolicy: {
    path: '/',
    description: 'Lets worker nodes connect to EKS clusters.',
  },
  AmazonEKS_CNI_Policy: { path: '/', description: 'Permissions of the Amazon VPC CNI plugin.' },
  AmazonEC2ContainerRegistryReadOnly: { path: '/', description: 'Read-only access to Amazon ECR.' },
  AmazonEC2ContainerRegistryPullOnly: { path: '/', description: 'Pull-only access to Amazon ECR.' },
  AmazonEKSFargatePodExecutionRolePolicy: {
    path: '/',
    description: 'Access to resources needed to run Amazon EKS pods on AWS Fargate.',
  },
  AmazonEKSServicePolicy: {
    path: '/',
    description: 'Lets EKS create and manage the resources it needs.',
  },
  AmazonSSMManagedInstanceCore: { path: '/', description: 'Core functions of Systems Manager.' },
  CloudWatchAgentServerPolicy: { path: '/', description: 'Permissions of the CloudWatch agent.' },
  AmazonElasticFileSystemClientReadWriteAccess: { path: '/', description: 'Client access to EFS.' },
  AmazonEBSCSIDriverPolicy: {
    path: '/service-role/',
    description: 'Permissions of the EBS CSI driver.',
  },
  AmazonEBSCSIDriverPolicyV2: { path: '/', description: 'Permissions of the EBS CSI driver.' },
  AmazonEFSCSIDriverPolicy: {
    path: '/service-role/',
    description: 'Permissions of the EFS CSI driver.',
  },
};

/** A name of AWS' own, a name of the account's, or an ARN → ARN. */
export function managedPolicyArn(accountId: string, nameOrArn: string): string {
  if (nameOrArn.startsWith('arn:')) return nameOrArn;
  const known = KNOWN[nameOrArn];
  return known
    ? `arn:aws:iam::aws:policy${known.path}${nameOrArn}`
    : `arn:aws:iam::${accountId}:policy/${nameOrArn}`;
}

/** What GetPolicy says of AWS' own policies; undefined for others. */
export function awsManagedPolicy(
  policyArn: string,
): { readonly name: string; readonly path: string; readonly description: string } | undefined {
  const match = /^arn:aws:iam::aws:policy(\/(?:.*\/)?)([^/]+)$/.exec(policyArn);
  const [, path = '', name = ''] = match ?? [];
  const known = KNOWN[name];
  return known?.path === path ? { name, ...known } : undefined;
}
