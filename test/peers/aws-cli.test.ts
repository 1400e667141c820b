import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { withPeers } from './peer.ts';

const C = '--cluster-name Migration-EKS';
const ROLE = 'arn:aws:iam::111122223333:role/Migration-EKS-Pod-Excution-Role';
const PRIVATE = 'subnet-0a1b2c3d4e5f6a002 subnet-0a1b2c3d4e5f6c002';
const PUBLIC = 'subnet-0a1b2c3d4e5f6a001';
const POLICY = 'arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy';
const VIEW = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy';
const create = (name: string, rest: string): string =>
  `aws eks create-fargate-profile ${C} --fargate-profile-name ${name} ${rest}`;
const good = `--pod-execution-role-arn ${ROLE} --subnets ${PRIVATE} --selectors namespace=cli`;

/** What a command line prints: a text, a pattern, or (part of) a JSON value; a refusal is on stderr. */
interface Row {
  readonly line: string;
  readonly wanted: unknown;
  readonly refused?: true;
}
const yes = (line: string, wanted: unknown): Row => ({ line, wanted });

/** `An error occurred (CODE) when calling the OPERATION operation: TEXT`, as the AWS CLI says it. */
const no = (line: string, code: string, operation: string, text: string): Row => ({
  line,
  wanted: `An error occurred (${code}) when calling the ${operation} operation: ${text}`,
  refused: true,
});

const TABLE: Readonly<Record<string, readonly Row[]>> = {
  'the caller': [
    yes('aws sts get-caller-identity --query Arn --output text', 'arn:aws:iam::111122223333:user/operator\n'),
  ],
  'the cluster': [
    yes('aws eks list-clusters --query clusters --output text', 'Migration-EKS\n'),
    yes('aws eks describe-cluster --name Migration-EKS --query cluster.resourcesVpcConfig.vpcId --output text', 'vpc-0a1b2c3d4e5f60001\n'),
    yes('aws eks describe-cluster --name Migration-EKS --query "cluster.{v:version,m:accessConfig.authenticationMode,s:status}"', { v: '1.35', m: 'API_AND_CONFIG_MAP', s: 'ACTIVE' }),
    yes('aws eks wait cluster-active --name Migration-EKS', ''),
    no('aws eks describe-cluster --name none', 'ResourceNotFoundException', 'DescribeCluster', 'No cluster found for name: none.'),
    no('aws eks update-cluster-config --name Migration-EKS --resources-vpc-config endpointPublicAccess=true', 'InvalidParameterException', 'UpdateClusterConfig', 'Cluster is already at the desired configuration'),
  ],
  'Fargate profiles are refused in EKS’ own words': [
    no(create('x!', good), 'InvalidParameterException', 'CreateFargateProfile', 'The Fargate profile name parameter contains invalid characters. It should begin with letter or digit and can have any of the following characters: the set of Unicode letters, digits, hyphens and underscores.'),
    no(create('x', `--pod-execution-role-arn ${ROLE} --selectors namespace=UPPER`), 'InvalidParameterException', 'CreateFargateProfile', 'The namespace provided is invalid.'),
    no(create('x', `--pod-execution-role-arn ${ROLE} --selectors 'namespace=a,labels={-k=v}'`), 'InvalidParameterException', 'CreateFargateProfile', 'Selector label provided is invalid.'),
    no(create('x', `--pod-execution-role-arn ${ROLE} --selectors namespace=a namespace=b namespace=c namespace=d namespace=e namespace=f`), 'InvalidParameterException', 'CreateFargateProfile', 'Request contains more than 5 Selectors'),
    no(create('x', `--pod-execution-role-arn ${ROLE} --subnets ${PUBLIC} --selectors namespace=a`), 'InvalidParameterException', 'CreateFargateProfile', `Subnet ${PUBLIC} provided in Fargate Profile is not a private subnet`),
    no(create('x', `--pod-execution-role-arn ${ROLE}x --subnets ${PRIVATE} --selectors namespace=a`), 'InvalidParameterException', 'CreateFargateProfile', 'Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal'),
    no(create('x', `--pod-execution-role-arn ${ROLE} --subnets ${PRIVATE}`), 'InvalidParameterException', 'CreateFargateProfile', 'Fargate Profile must have at least one selector.'),
    no(`aws eks create-fargate-profile --cluster-name none --fargate-profile-name x ${good}`, 'ResourceNotFoundException', 'CreateFargateProfile', 'No cluster found for name: none.'),
    no(`aws eks describe-fargate-profile ${C} --fargate-profile-name none`, 'ResourceNotFoundException', 'DescribeFargateProfile', 'No Fargate Profile found with name: none.'),
  ],
  'a Fargate profile': [
    yes(`${create('cli', `${good} --tags team=cli`)} --query fargateProfile.status --output text`, 'CREATING\n'),
    no(create('cli', good), 'ResourceInUseException', 'CreateFargateProfile', 'A Fargate Profile already exists with this name in this cluster.'),
    yes(`aws eks wait fargate-profile-active ${C} --fargate-profile-name cli`, ''),
    yes(`aws eks describe-fargate-profile ${C} --fargate-profile-name cli`, { fargateProfile: { status: 'ACTIVE', clusterName: 'Migration-EKS', podExecutionRoleArn: ROLE, subnets: PRIVATE.split(' '), selectors: [{ namespace: 'cli' }], tags: { team: 'cli' }, health: { issues: [] } } }),
    yes(`aws eks list-fargate-profiles ${C} --max-items 1`, { fargateProfileNames: ['cli'] }),
    yes(`aws eks describe-access-entry ${C} --principal-arn ${ROLE} --query accessEntry.type --output text`, 'FARGATE_LINUX\n'),
    yes(`aws eks delete-fargate-profile ${C} --fargate-profile-name cli --query fargateProfile.status --output text`, 'DELETING\n'),
  ],
  'node groups': [
    yes(`aws eks list-nodegroups ${C}`, { nodegroups: ['burst', 'general'] }),
    yes(`aws eks list-nodegroups ${C} --page-size 1 --query nodegroups`, ['burst', 'general']),
    yes(`aws eks list-nodegroups ${C} --max-items 1`, { nodegroups: ['burst'], NextToken: expect.any(String) as string }),
    yes(`aws eks update-nodegroup-config ${C} --nodegroup-name burst --scaling-config minSize=0,maxSize=4,desiredSize=1 --query "update.[type,status]" --output text`, 'ConfigUpdate\tInProgress\n'),
    no(`aws eks update-nodegroup-config ${C} --nodegroup-name burst --scaling-config minSize=5,maxSize=4,desiredSize=4`, 'InvalidParameterException', 'UpdateNodegroupConfig', "Minimum capacity 5 can't be greater than desired size 4"),
    yes(`aws eks wait nodegroup-active ${C} --nodegroup-name burst`, ''),
    yes(`aws eks describe-nodegroup ${C} --nodegroup-name burst --query nodegroup.scalingConfig`, { minSize: 0, maxSize: 4, desiredSize: 1 }),
    yes(`aws eks delete-nodegroup ${C} --nodegroup-name burst --query nodegroup.status --output text`, 'DELETING\n'),
    no(`aws eks delete-nodegroup ${C} --nodegroup-name none`, 'ResourceNotFoundException', 'DeleteNodegroup', 'No node group found for name: none.'),
  ],
  'add-ons': [
    yes(`aws eks list-addons ${C} --query addons`, ['aws-ebs-csi-driver', 'aws-efs-csi-driver', 'coredns', 'kube-proxy', 'vpc-cni']),
    yes('aws eks describe-addon-versions --addon-name coredns --query "addons[0].addonVersions[0].computeTypes"', ['ec2', 'fargate', 'auto', 'hybrid']),
    yes('aws eks describe-addon-versions --addon-name vpc-cni --kubernetes-version 1.35 --query "addons[0].addonVersions[].addonVersion" --output text', /^v1\.\d+\.\d+-eksbuild\.\d+\t/),
    yes(`aws eks describe-addon-configuration --addon-name coredns --addon-version v1.13.1-eksbuild.1 --query configurationSchema --output text`, /"computeType"/),
    yes(`aws eks update-addon ${C} --addon-name coredns --configuration-values '{"computeType":"Fargate"}' --query "update.[type,status]" --output text`, 'AddonUpdate\tInProgress\n'),
    no(`aws eks update-addon ${C} --addon-name kube-proxy --configuration-values '{"nonsense":1}'`, 'InvalidParameterException', 'UpdateAddon', 'ConfigurationValue provided in request is not supported'),
    yes(`aws eks delete-addon ${C} --addon-name aws-efs-csi-driver --preserve --query addon.status --output text`, 'DELETING\n'),
    yes(`aws eks wait addon-deleted ${C} --addon-name aws-efs-csi-driver`, ''),
    yes('kubectl get csidriver efs.csi.aws.com -o name', 'csidriver.storage.k8s.io/efs.csi.aws.com\n'),
    no(`aws eks describe-addon ${C} --addon-name aws-efs-csi-driver`, 'ResourceNotFoundException', 'DescribeAddon', 'No addon: aws-efs-csi-driver found in cluster: Migration-EKS'),
  ],
  'access entries and pod identity': [
    yes(`aws eks create-access-entry ${C} --principal-arn arn:aws:iam::111122223333:role/viewer --query accessEntry.username --output text`, 'arn:aws:sts::111122223333:assumed-role/viewer/{{SessionName}}\n'),
    yes(`aws eks associate-access-policy ${C} --principal-arn arn:aws:iam::111122223333:role/viewer --policy-arn ${VIEW} --access-scope type=namespace,namespaces=app --query associatedAccessPolicy.accessScope`, { type: 'namespace', namespaces: ['app'] }),
    yes(`aws eks list-associated-access-policies ${C} --principal-arn arn:aws:iam::111122223333:role/viewer --query "associatedAccessPolicies[].policyArn" --output text`, `${VIEW}\n`),
    yes(`aws eks delete-access-entry ${C} --principal-arn arn:aws:iam::111122223333:role/viewer`, ''),
    yes(`aws eks create-pod-identity-association ${C} --namespace app --service-account cli --role-arn ${ROLE} --query association.serviceAccount --output text`, 'cli\n'),
    yes(`aws eks list-pod-identity-associations ${C} --namespace app --query "associations[].serviceAccount" --output text`, /\bcli\b/),
  ],
  tags: [
    yes('aws eks tag-resource --resource-arn arn:aws:eks:ap-northeast-2:111122223333:cluster/Migration-EKS --tags a=b', ''),
    yes('aws eks list-tags-for-resource --resource-arn arn:aws:eks:ap-northeast-2:111122223333:cluster/Migration-EKS --query tags.a --output text', 'b\n'),
    yes('aws eks untag-resource --resource-arn arn:aws:eks:ap-northeast-2:111122223333:cluster/Migration-EKS --tag-keys a', ''),
  ],
  'the network': [
    yes('aws ec2 describe-subnets --filters Name=map-public-ip-on-launch,Values=false --query "Subnets[].SubnetId" --output text', `${PRIVATE.replace(' ', '\t')}\n`),
    yes(`aws ec2 describe-route-tables --filters Name=association.subnet-id,Values=${PUBLIC} --query "RouteTables[].Routes[?DestinationCidrBlock=='0.0.0.0/0'].GatewayId" --output text`, /^igw-/),
    yes('aws ec2 describe-vpc-attribute --vpc-id vpc-0a1b2c3d4e5f60001 --attribute enableDnsHostnames --query EnableDnsHostnames.Value', true),
    yes('aws ec2 describe-network-interfaces --page-size 5 --max-items 6 --query "length(NetworkInterfaces)"', 6),
    yes('aws ec2 authorize-security-group-ingress --group-id sg-0a1b2c3d4e5f60d35 --protocol tcp --port 53 --source-group sg-0a1b2c3d4e5f6c1a5 --query "SecurityGroupRules[0].ReferencedGroupInfo.GroupId" --output text', 'sg-0a1b2c3d4e5f6c1a5\n'),
    no('aws ec2 authorize-security-group-ingress --group-id sg-0a1b2c3d4e5f60d35 --protocol tcp --port 53 --source-group sg-0a1b2c3d4e5f6c1a5', 'InvalidPermission.Duplicate', 'AuthorizeSecurityGroupIngress', 'the specified rule "peer: sg-0a1b2c3d4e5f6c1a5, TCP, from port: 53, to port: 53, ALLOW" already exists'),
    yes('aws ec2 revoke-security-group-ingress --group-id sg-0a1b2c3d4e5f60d35 --protocol tcp --port 53 --source-group sg-0a1b2c3d4e5f6c1a5 --query Return', true),
    no('aws ec2 describe-subnets --subnet-ids subnet-0123456789abcdef0', 'InvalidSubnetID.NotFound', 'DescribeSubnets', "The subnet ID 'subnet-0123456789abcdef0' does not exist"),
    no('aws ec2 run-instances --image-id ami-1', 'InvalidAction', 'RunInstances', 'The action RunInstances is not valid for this web service.'),
  ],
  'roles': [
    yes(`aws iam create-role --role-name cli --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"eks-fargate-pods.amazonaws.com"},"Action":"sts:AssumeRole"}]}' --query Role.Arn --output text`, 'arn:aws:iam::111122223333:role/cli\n'),
    yes(`aws iam attach-role-policy --role-name cli --policy-arn ${POLICY}`, ''),
    yes('aws iam list-attached-role-policies --role-name cli --query "AttachedPolicies[].PolicyName" --output text', 'AmazonEKSFargatePodExecutionRolePolicy\n'),
    no('aws iam delete-role --role-name cli', 'DeleteConflict', 'DeleteRole', 'Cannot delete entity, must detach all policies first.'),
    yes(`aws iam detach-role-policy --role-name cli --policy-arn ${POLICY}`, ''),
    yes('aws iam delete-role --role-name cli', ''),
    yes('aws iam wait role-exists --role-name Migration-EKS-Pod-Excution-Role', ''),
  ],
  'file systems': [
    yes('aws efs create-file-system --creation-token cli --encrypted --tags Key=Name,Value=cli --query "[LifeCycleState,Name,Encrypted]"', ['creating', 'cli', true]),
    yes('aws efs describe-file-systems --creation-token cli --query "FileSystems[].Name" --output text', 'cli\n'),
    no('aws efs describe-file-systems --file-system-id fs-0123456789abcdef0', 'FileSystemNotFound', 'DescribeFileSystems', "File system 'fs-0123456789abcdef0' does not exist."),
  ],
  'load balancers, groups and quotas': [
    yes('aws elbv2 describe-load-balancers --query "LoadBalancers[0].Type" --output text', 'application\n'),
    yes('aws elbv2 wait load-balancer-available', ''),
    no('aws elbv2 describe-load-balancers --names none', 'LoadBalancerNotFound', 'DescribeLoadBalancers', "Load balancer 'none' not found"),
    yes('aws autoscaling describe-auto-scaling-groups --page-size 1 --query "length(AutoScalingGroups)"', expect.any(Number)),
    yes('aws service-quotas get-service-quota --service-code fargate --quota-code L-3032A538 --query Quota.QuotaName --output text', 'Fargate On-Demand vCPU resource count\n'),
    yes('aws service-quotas list-service-quotas --service-code eks --page-size 1 --query "length(Quotas)"', 3),
    no('aws service-quotas list-service-quotas --service-code none', 'NoSuchResourceException', 'ListServiceQuotas', 'The request failed because the specified service does not exist.'),
  ],
  prices: [
    yes(`aws pricing get-products --region us-east-1 --service-code AmazonEKS --filters Type=TERM_MATCH,Field=usagetype,Value=APN2-Fargate-GB-Hours --query "PriceList[0]" --output text | python3 -c 'import json,sys; p=json.load(sys.stdin); print(next(iter(next(iter(p["terms"]["OnDemand"].values()))["priceDimensions"].values()))["pricePerUnit"]["USD"])'`, '0.0051100000\n'),
  ],
  'what is not offered': [
    no('aws eks list-insights --cluster-name Migration-EKS', 'UnknownOperationException', 'ListInsights', 'The operation is not known here'),
    no('aws sns list-topics', 'ServiceNotOffered', 'ListTopics', 'The twin does not offer the service sns'),
    yes('aws cloudformation list-stacks --query StackSummaries', []),
    no('aws cloudformation describe-stacks --stack-name x', 'ValidationError', 'DescribeStacks', 'Stack with id x does not exist'),
  ],
}; // prettier-ignore

withPeers('the AWS CLI, line by line', ['aws', 'kubectl'], (peers) => {
  describe.each(Object.entries(TABLE))('%s', (_, rows) => {
    it.each(rows)('$line', async ({ line, wanted, refused }) => {
      const { code, out, err } = await peers.shell(line);
      if (refused) {
        expect(code).toBeGreaterThan(0);
        expect(err).toContain(wanted);
        return;
      }
      expect({ code, err }).toEqual({ code: 0, err: '' });
      if (typeof wanted === 'string') expect(out).toBe(wanted);
      else if (wanted instanceof RegExp) expect(out).toMatch(wanted);
      else if (Array.isArray(wanted) || typeof wanted !== 'object') expect(JSON.parse(out)).toEqual(wanted);
      else expect({ it: JSON.parse(out) as unknown }).toMatchObject({ it: wanted });
    });
  });

  describe('kubectl', () => {
    const kubeconfig = (): string => join(peers.lab.dir, 'by-aws');

    it('comes in by the kubeconfig and the token that the AWS CLI makes', async () => {
      const made = await peers.shell(
        `aws eks update-kubeconfig --name Migration-EKS --kubeconfig ${kubeconfig()}`,
      );
      expect(made.code).toBe(0);
      const { users } = parse(readFileSync(kubeconfig(), 'utf8')) as {
        users: { user: { exec: { args: string[] } } }[];
      };
      expect(users[0]?.user.exec.args).toContain('get-token');
      const who = await peers.shell(`kubectl --kubeconfig ${kubeconfig()} auth whoami -o json`);
      expect(who.err).toBe('');
      expect(JSON.parse(who.out)).toMatchObject({
        status: { userInfo: { username: 'arn:aws:iam::111122223333:user/operator' } },
      });
    });

    it.each([
      ['for another cluster', 'aws eks get-token --cluster-name Another'],
      ['of a key that the account does not have', 'AWS_ACCESS_KEY_ID=AKIAOTHER aws eks get-token --cluster-name Migration-EKS'],
      ['signed with another secret', 'AWS_SECRET_ACCESS_KEY=wrong aws eks get-token --cluster-name Migration-EKS'],
      ['without a signature', `echo '{"status":{"token":"k8s-aws-v1.'$(printf 'https://sts.ap-northeast-2.amazonaws.com/?Action=GetCallerIdentity' | base64 -w0)'"}}'`],
    ])('is told 401 with a token %s', async (_, line) => {
      const { out } = await peers.shell(line);
      const { status } = JSON.parse(out) as { status: { token: string } };
      const token = join(peers.lab.dir, 'token');
      const config = parse(readFileSync(peers.lab.kubeconfig, 'utf8')) as {
        users: { user: object }[];
      };
      config.users[0] = { ...config.users[0], user: { token: status.token } };
      writeFileSync(token, JSON.stringify(config));
      const { code, err } = await peers.shell(`kubectl --kubeconfig ${token} get namespaces`);
      expect(code).toBe(1);
      expect(err).toContain('You must be logged in to the server (Unauthorized)');
    });
  });
}); // prettier-ignore
