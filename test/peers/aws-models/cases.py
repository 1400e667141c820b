"""
One call at least of every operation, in an order that makes sense, and the refusals that AWS
documents. `ok` wants an answer, `refused` a code and words.
"""
import json
import time

CLUSTER = 'Migration-EKS'
FARGATE_TRUST = {
    'Version': '2012-10-17',
    'Statement': [
        {
            'Effect': 'Allow',
            'Principal': {'Service': 'eks-fargate-pods.amazonaws.com'},
            'Action': 'sts:AssumeRole',
        }
    ],
}
PULL = 'arn:aws:iam::aws:policy/AmazonEKSFargatePodExecutionRolePolicy'


def until(done, seconds=60):
    """The lab's clock runs fast; a real minute is hours of its own."""
    end = time.time() + seconds
    while time.time() < end:
        value = done()
        if value:
            return value
        time.sleep(0.1)
    raise TimeoutError('it does not come to pass')


def versions_and_stacks(j):
    newest = j.ok('eks', 'DescribeClusterVersions', maxResults=1)['clusterVersions'][0]
    assert newest['defaultVersion'] and newest['versionStatus'] == 'STANDARD_SUPPORT', newest
    assert len(j.ok('eks', 'DescribeClusterVersions', clusterVersions=['1.34', '1.33'])['clusterVersions']) == 2
    known = len(j.ok('eks', 'DescribeClusterVersions')['clusterVersions'])
    assert len(j.ok('eks', 'DescribeClusterVersions', includeAll=True)['clusterVersions']) > known
    assert j.ok('cloudformation', 'ListStacks')['StackSummaries'] == []
    assert j.ok('cloudformation', 'DescribeStacks')['Stacks'] == []
    j.refused('cloudformation', 'DescribeStacks', 'ValidationError', 'Stack with id none does not exist', StackName='none')
    j.ok('cloudformation', 'DeleteStack', StackName='none')
    j.refused('cloudformation', 'CreateStack', 'ValidationError', 'The twin makes no stacks', StackName='one', TemplateBody='{}')


def run(j):
    world = {}
    who(j, world)
    network(j, world)
    groups(j, world)
    roles(j, world)
    profiles(j, world)
    node_groups(j, world)
    addons(j, world)
    access(j, world)
    tags(j, world)
    updates(j, world)
    files(j, world)
    versions_and_stacks(j)
    balancers(j, world)
    scaling(j, world)
    quotas(j)
    prices(j)
    j.world = world


def who(j, w):
    me = j.ok('sts', 'GetCallerIdentity')
    w['account'] = me['Account']
    j.refused('sts', 'AssumeRole', 'AccessDenied', 'sts:AssumeRole',
              RoleArn=f"arn:aws:iam::{me['Account']}:role/x", RoleSessionName='x')


def network(j, w):
    cluster = j.ok('eks', 'DescribeCluster', name=CLUSTER)['cluster']
    w['cluster'] = cluster
    j.ok('eks', 'ListClusters')
    j.refused('eks', 'DescribeCluster', 'ResourceNotFoundException', 'No cluster found for name: none.', name='none')
    vpc = cluster['resourcesVpcConfig']['vpcId']
    of_vpc = [{'Name': 'vpc-id', 'Values': [vpc]}]
    j.ok('ec2', 'DescribeVpcs', VpcIds=[vpc])
    j.ok('ec2', 'DescribeVpcs')
    for attribute in ('enableDnsSupport', 'enableDnsHostnames', 'enableNetworkAddressUsageMetrics'):
        j.ok('ec2', 'DescribeVpcAttribute', VpcId=vpc, Attribute=attribute)
    subnets = j.ok('ec2', 'DescribeSubnets', Filters=of_vpc)['Subnets']
    w['public'] = [s['SubnetId'] for s in subnets if s['MapPublicIpOnLaunch']]
    w['private'] = [s['SubnetId'] for s in subnets if not s['MapPublicIpOnLaunch']]
    for operation in ('DescribeRouteTables', 'DescribeVpcEndpoints', 'DescribeNetworkInterfaces', 'DescribeSecurityGroups'):
        j.ok('ec2', operation, Filters=of_vpc)
    j.ok('ec2', 'DescribeNatGateways', Filter=of_vpc)
    j.ok('ec2', 'DescribeInternetGateways', Filters=[{'Name': 'attachment.vpc-id', 'Values': [vpc]}])
    j.ok('ec2', 'DescribeAvailabilityZones', AllAvailabilityZones=True)
    j.ok('ec2', 'DescribeInstances', Filters=[{'Name': f'tag:kubernetes.io/cluster/{CLUSTER}', 'Values': ['owned']}])
    j.ok('ec2', 'DescribeInstances')
    j.ok('ec2', 'DescribeInstanceTypes', InstanceTypes=['m5.large', 'm7g.large'])
    j.ok('ec2', 'DescribeVolumes')
    w['vpc'] = vpc
    for operation, member, id, code in (
        ('DescribeVpcs', 'VpcIds', 'vpc-0123456789abcdef0', 'InvalidVpcID.NotFound'),
        ('DescribeSubnets', 'SubnetIds', 'subnet-0123456789abcdef0', 'InvalidSubnetID.NotFound'),
        ('DescribeSecurityGroups', 'GroupIds', 'sg-0123456789abcdef0', 'InvalidGroup.NotFound'),
        ('DescribeInstances', 'InstanceIds', 'i-0123456789abcdef0', 'InvalidInstanceID.NotFound'),
        ('DescribeRouteTables', 'RouteTableIds', 'rtb-0123456789abcdef0', 'InvalidRouteTableID.NotFound'),
        ('DescribeNatGateways', 'NatGatewayIds', 'nat-0123456789abcdef0', 'NatGatewayNotFound'),
        ('DescribeVolumes', 'VolumeIds', 'vol-0123456789abcdef0', 'InvalidVolume.NotFound'),
        ('DescribeNetworkInterfaces', 'NetworkInterfaceIds', 'eni-0123456789abcdef0', 'InvalidNetworkInterfaceID.NotFound'),
        ('DescribeInstanceTypes', 'InstanceTypes', 'm5.enormous', 'InvalidInstanceType'),
    ):
        j.refused('ec2', operation, code, id, **{member: [id]})
    j.refused('ec2', 'DescribeSubnets', 'InvalidParameterValue', 'no-such-filter',
              Filters=[{'Name': 'no-such-filter', 'Values': ['x']}])


def groups(j, w):
    group = w['cluster']['resourcesVpcConfig']['clusterSecurityGroupId']
    j.ok('ec2', 'DescribeSecurityGroupRules', Filters=[{'Name': 'group-id', 'Values': [group]}])
    rule = [{'IpProtocol': 'udp', 'FromPort': 53, 'ToPort': 53,
             'IpRanges': [{'CidrIp': '10.6.0.0/16', 'Description': 'DNS'}],
             'UserIdGroupPairs': [{'GroupId': group}]}]
    for way in ('Ingress', 'Egress'):
        j.ok('ec2', f'AuthorizeSecurityGroup{way}', GroupId=group, IpPermissions=rule)
        j.refused('ec2', f'AuthorizeSecurityGroup{way}', 'InvalidPermission.Duplicate', 'already exists',
                  GroupId=group, IpPermissions=rule)
        j.ok('ec2', 'DescribeSecurityGroups', GroupIds=[group])
        j.ok('ec2', f'RevokeSecurityGroup{way}', GroupId=group, IpPermissions=rule)
        j.refused('ec2', f'RevokeSecurityGroup{way}', 'InvalidPermission.NotFound', 'does not exist',
                  GroupId=group, IpPermissions=rule)
    j.ok('ec2', 'CreateTags', Resources=[group, w['private'][0]], Tags=[{'Key': 'a', 'Value': 'b'}])
    j.ok('ec2', 'DeleteTags', Resources=[group, w['private'][0]], Tags=[{'Key': 'a'}])
    j.refused('ec2', 'CreateTags', 'InvalidID', "'x-1'", Resources=['x-1'], Tags=[{'Key': 'a', 'Value': 'b'}])


def roles(j, w):
    trust = json.dumps(FARGATE_TRUST)
    role = j.ok('iam', 'CreateRole', RoleName='judged', AssumeRolePolicyDocument=trust,
                Description='of the judge', Tags=[{'Key': 'a', 'Value': 'b'}])['Role']
    w['role'] = role['Arn']
    j.refused('iam', 'CreateRole', 'EntityAlreadyExists', 'judged', RoleName='judged', AssumeRolePolicyDocument=trust)
    j.refused('iam', 'CreateRole', 'MalformedPolicyDocument', RoleName='other', AssumeRolePolicyDocument='nonsense')
    j.ok('iam', 'GetRole', RoleName='judged')
    j.refused('iam', 'GetRole', 'NoSuchEntity', 'nobody', RoleName='nobody')
    j.ok('iam', 'ListRoles')
    j.ok('iam', 'UpdateAssumeRolePolicy', RoleName='judged', PolicyDocument=trust)
    j.ok('iam', 'TagRole', RoleName='judged', Tags=[{'Key': 'c', 'Value': 'd'}])
    j.ok('iam', 'ListRoleTags', RoleName='judged')
    j.ok('iam', 'UntagRole', RoleName='judged', TagKeys=['c'])
    j.ok('iam', 'ListInstanceProfilesForRole', RoleName='judged')
    j.ok('iam', 'AttachRolePolicy', RoleName='judged', PolicyArn=PULL)
    j.refused('iam', 'AttachRolePolicy', 'NoSuchEntity', RoleName='judged', PolicyArn='arn:aws:iam::aws:policy/None')
    j.ok('iam', 'ListAttachedRolePolicies', RoleName='judged')
    j.ok('iam', 'GetPolicy', PolicyArn=PULL)
    logs = {'Version': '2012-10-17', 'Statement': [{'Effect': 'Allow', 'Action': 'logs:*', 'Resource': '*'}]}
    j.ok('iam', 'PutRolePolicy', RoleName='judged', PolicyName='logs', PolicyDocument=json.dumps(logs))
    j.ok('iam', 'ListRolePolicies', RoleName='judged')
    kept = j.ok('iam', 'GetRolePolicy', RoleName='judged', PolicyName='logs')
    if kept.get('PolicyDocument') != logs:
        j.blame('iam', 'GetRolePolicy', f'{kept} is not the document that was put')
    j.refused('iam', 'DeleteRole', 'DeleteConflict', 'must detach all policies first', RoleName='judged')
    providers = j.ok('iam', 'ListOpenIDConnectProviders')['OpenIDConnectProviderList']
    j.ok('iam', 'GetOpenIDConnectProvider', OpenIDConnectProviderArn=providers[0]['Arn'])
    url = 'https://oidc.eks.ap-northeast-2.amazonaws.com/id/JUDGED'
    made = j.ok('iam', 'CreateOpenIDConnectProvider', Url=url, ClientIDList=['sts.amazonaws.com'])
    j.refused('iam', 'CreateOpenIDConnectProvider', 'EntityAlreadyExists', Url=url)
    j.ok('iam', 'DeleteOpenIDConnectProvider', OpenIDConnectProviderArn=made['OpenIDConnectProviderArn'])


def profiles(j, w):
    role = f"arn:aws:iam::{w['account']}:role/Migration-EKS-Pod-Excution-Role"
    good = dict(clusterName=CLUSTER, fargateProfileName='judged', podExecutionRoleArn=role, subnets=w['private'],
                selectors=[{'namespace': 'judged', 'labels': {'a': 'b'}}], tags={'a': 'b'})

    def no(code, text, **change):
        j.refused('eks', 'CreateFargateProfile', code, text, **{**good, **change})

    bad = 'InvalidParameterException'
    no(bad, 'The Fargate profile name parameter contains invalid characters. It should begin with letter or digit', fargateProfileName='-a')
    no(bad, 'The namespace provided is invalid.', selectors=[{'namespace': 'A'}])
    no(bad, 'Selector label provided is invalid.', selectors=[{'namespace': 'a', 'labels': {'!': 'b'}}])
    no(bad, 'The namespace provided is invalid.', clusterName='none', selectors=[{'namespace': 'A'}])
    no('ResourceNotFoundException', 'No cluster found for name: none.', clusterName='none')
    no(bad, 'Request contains more than 5 Selectors', selectors=[{'namespace': f'n{i}'} for i in range(6)])
    no(bad, f"Subnet {w['public'][0]} provided in Fargate Profile is not a private subnet", subnets=w['public'])
    no(bad, 'Misconfigured PodExecutionRole Trust Policy; Please add the eks-fargate-pods.amazonaws.com Service Principal',
       podExecutionRoleArn=f"arn:aws:iam::{w['account']}:role/nobody")
    j.ok('eks', 'CreateFargateProfile', **good)
    no('ResourceInUseException', 'A Fargate Profile already exists with this name in this cluster.')
    no('ResourceInUseException',
       f'Cannot create Fargate Profile second because cluster {CLUSTER} currently has Fargate profile judged in status CREATING',
       fargateProfileName='second')

    def status():
        return j.ok('eks', 'DescribeFargateProfile', clusterName=CLUSTER, fargateProfileName='judged')['fargateProfile']['status']

    until(lambda: status() == 'ACTIVE')
    j.ok('eks', 'CreateFargateProfile', **{**good, 'fargateProfileName': 'second'})
    j.refused('eks', 'DeleteFargateProfile', 'ResourceInUseException',
              f'Cannot delete Fargate Profile judged because cluster {CLUSTER} currently has Fargate profile second in status CREATING',
              clusterName=CLUSTER, fargateProfileName='judged')
    until(lambda: j.ok('eks', 'DescribeFargateProfile', clusterName=CLUSTER, fargateProfileName='second')['fargateProfile']['status'] == 'ACTIVE')
    j.ok('eks', 'ListFargateProfiles', clusterName=CLUSTER)
    j.ok('eks', 'DeleteFargateProfile', clusterName=CLUSTER, fargateProfileName='second')
    j.refused('eks', 'DescribeFargateProfile', 'ResourceNotFoundException', 'No Fargate Profile found with name: none.',
              clusterName=CLUSTER, fargateProfileName='none')
    j.refused('eks', 'ListFargateProfiles', 'ResourceNotFoundException', 'none', clusterName='none')


def node_groups(j, w):
    known = j.ok('eks', 'DescribeNodegroup', clusterName=CLUSTER, nodegroupName='burst')['nodegroup']
    j.ok('eks', 'ListNodegroups', clusterName=CLUSTER)
    good = dict(clusterName=CLUSTER, nodegroupName='judged', subnets=w['private'], nodeRole=known['nodeRole'],
                scalingConfig={'minSize': 0, 'maxSize': 2, 'desiredSize': 1}, instanceTypes=['t3.large'],
                capacityType='ON_DEMAND', amiType='AL2023_x86_64_STANDARD', labels={'a': 'b'}, tags={'a': 'b'},
                taints=[{'key': 'a', 'value': 'b', 'effect': 'NO_SCHEDULE'}], updateConfig={'maxUnavailable': 1})
    j.refused('eks', 'CreateNodegroup', 'InvalidParameterException', "can't be greater", **{**good, 'scalingConfig': {'minSize': 3, 'maxSize': 2, 'desiredSize': 1}})
    j.refused('eks', 'CreateNodegroup', 'InvalidParameterException', '', **{**good, 'taints': [{'key': 'a', 'effect': 'NoSchedule'}]})
    j.ok('eks', 'CreateNodegroup', **good)
    j.refused('eks', 'CreateNodegroup', 'ResourceInUseException', 'NodeGroup already exists with name judged', **good)

    def status():
        return j.ok('eks', 'DescribeNodegroup', clusterName=CLUSTER, nodegroupName='judged')['nodegroup']

    until(lambda: status()['status'] == 'ACTIVE')
    update = j.ok('eks', 'UpdateNodegroupConfig', clusterName=CLUSTER, nodegroupName='judged',
                  scalingConfig={'minSize': 0, 'maxSize': 3, 'desiredSize': 1},
                  labels={'addOrUpdateLabels': {'c': 'd'}, 'removeLabels': ['a']},
                  taints={'removeTaints': [{'key': 'a', 'value': 'b', 'effect': 'NO_SCHEDULE'}]},
                  updateConfig={'maxUnavailablePercentage': 50})['update']
    until(lambda: status()['status'] == 'ACTIVE')
    now = status()
    if now['labels'] != {'c': 'd'} or now.get('taints') or now['updateConfig'] != {'maxUnavailablePercentage': 50}:
        j.blame('eks', 'UpdateNodegroupConfig', f'did not do what it was told: {now}')
    j.ok('eks', 'ListUpdates', name=CLUSTER, nodegroupName='judged')
    seen = j.ok('eks', 'DescribeUpdate', name=CLUSTER, nodegroupName='judged', updateId=update['id'])['update']
    if seen['status'] != 'Successful':
        j.blame('eks', 'DescribeUpdate', f'{seen} is not Successful')
    j.refused('eks', 'DescribeUpdate', 'ResourceNotFoundException', '', name=CLUSTER, updateId='11111111-2222-4333-a444-555555555555')
    j.refused('eks', 'DescribeNodegroup', 'ResourceNotFoundException', 'No node group found for name: none.', clusterName=CLUSTER, nodegroupName='none')
    j.ok('eks', 'DeleteNodegroup', clusterName=CLUSTER, nodegroupName='judged')
    until(lambda: 'judged' not in j.ok('eks', 'ListNodegroups', clusterName=CLUSTER)['nodegroups'])


def addons(j, w):
    j.ok('eks', 'ListAddons', clusterName=CLUSTER)
    j.ok('eks', 'DescribeAddon', clusterName=CLUSTER, addonName='coredns')
    offer = j.ok('eks', 'DescribeAddonVersions', addonName='metrics-server')['addons'][0]
    j.ok('eks', 'DescribeAddonVersions')
    version = offer['addonVersions'][0]['addonVersion']
    j.ok('eks', 'DescribeAddonConfiguration', addonName='metrics-server', addonVersion=version)
    name = 'snapshot-controller'
    j.refused('eks', 'CreateAddon', 'InvalidParameterException', 'Addon specified is not supported', clusterName=CLUSTER, addonName='none')
    j.refused('eks', 'CreateAddon', 'InvalidParameterException', 'ConfigurationValue provided in request is not supported',
              clusterName=CLUSTER, addonName=name, configurationValues='{"noSuch":1}')
    j.ok('eks', 'CreateAddon', clusterName=CLUSTER, addonName=name, resolveConflicts='NONE', tags={'a': 'b'})
    j.refused('eks', 'CreateAddon', 'ResourceInUseException', 'Addon already exists.', clusterName=CLUSTER, addonName=name)
    until(lambda: j.ok('eks', 'DescribeAddon', clusterName=CLUSTER, addonName=name)['addon']['status'] == 'ACTIVE')
    j.ok('eks', 'UpdateAddon', clusterName=CLUSTER, addonName=name, configurationValues='{"replicaCount":1}', resolveConflicts='PRESERVE')
    j.refused('eks', 'UpdateAddon', 'ResourceInUseException', f'Addon {name} cannot be updated as it is currently in UPDATING state',
              clusterName=CLUSTER, addonName=name)
    j.refused('eks', 'DeleteAddon', 'ResourceInUseException', 'UPDATING', clusterName=CLUSTER, addonName=name)
    until(lambda: j.ok('eks', 'DescribeAddon', clusterName=CLUSTER, addonName=name)['addon']['status'] == 'ACTIVE')
    j.ok('eks', 'DeleteAddon', clusterName=CLUSTER, addonName=name, preserve=True)
    j.refused('eks', 'DescribeAddon', 'ResourceNotFoundException', 'No addon: none found in cluster', clusterName=CLUSTER, addonName='none')


def access(j, w):
    user = f"arn:aws:iam::{w['account']}:user/judged"
    policy = 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy'
    j.ok('eks', 'ListAccessPolicies')
    j.ok('eks', 'CreateAccessEntry', clusterName=CLUSTER, principalArn=user, kubernetesGroups=['viewers'], tags={'a': 'b'}, type='STANDARD')
    j.refused('eks', 'CreateAccessEntry', 'ResourceInUseException', 'already in use on this cluster', clusterName=CLUSTER, principalArn=user)
    j.refused('eks', 'CreateAccessEntry', 'InvalidParameterException', 'principal', clusterName=CLUSTER, principalArn='nobody')
    j.ok('eks', 'DescribeAccessEntry', clusterName=CLUSTER, principalArn=user)
    j.ok('eks', 'UpdateAccessEntry', clusterName=CLUSTER, principalArn=user, kubernetesGroups=['others'])
    j.ok('eks', 'ListAccessEntries', clusterName=CLUSTER)
    j.ok('eks', 'AssociateAccessPolicy', clusterName=CLUSTER, principalArn=user, policyArn=policy,
         accessScope={'type': 'namespace', 'namespaces': ['app']})
    j.ok('eks', 'ListAssociatedAccessPolicies', clusterName=CLUSTER, principalArn=user)
    j.ok('eks', 'DisassociateAccessPolicy', clusterName=CLUSTER, principalArn=user, policyArn=policy)
    j.refused('eks', 'DescribeAccessEntry', 'ResourceNotFoundException', 'The specified principalArn could not be found',
              clusterName=CLUSTER, principalArn=user + '2')
    association = dict(clusterName=CLUSTER, namespace='app', serviceAccount='judged', roleArn=w['role'], tags={'a': 'b'})
    made = j.ok('eks', 'CreatePodIdentityAssociation', **association)['association']
    j.refused('eks', 'CreatePodIdentityAssociation', 'ResourceInUseException', 'Association already exists', **association)
    id = made['associationId']
    j.ok('eks', 'CreatePodIdentityAssociation', **{**association, 'serviceAccount': 'judged2'})
    j.ok('eks', 'ListPodIdentityAssociations', clusterName=CLUSTER, namespace='app')
    j.ok('eks', 'DescribePodIdentityAssociation', clusterName=CLUSTER, associationId=id)
    j.ok('eks', 'UpdatePodIdentityAssociation', clusterName=CLUSTER, associationId=id, roleArn=w['role'])
    w['association'] = id
    j.refused('eks', 'DescribePodIdentityAssociation', 'ResourceNotFoundException', '', clusterName=CLUSTER, associationId='a-none')


def tags(j, w):
    arn = w['cluster']['arn']
    j.ok('eks', 'TagResource', resourceArn=arn, tags={'judged': 'yes'})
    seen = j.ok('eks', 'ListTagsForResource', resourceArn=arn)['tags']
    if seen.get('judged') != 'yes':
        j.blame('eks', 'TagResource', f'the tag is not kept: {seen}')
    j.ok('eks', 'UntagResource', resourceArn=arn, tagKeys=['judged'])
    j.refused('eks', 'ListTagsForResource', 'NotFoundException', '', resourceArn=arn + '2')


def updates(j, w):
    bad = 'InvalidParameterException'
    j.refused('eks', 'UpdateClusterConfig', bad, 'already at the desired configuration', name=CLUSTER,
              resourcesVpcConfig={'endpointPublicAccess': True, 'endpointPrivateAccess': True})
    j.refused('eks', 'UpdateClusterConfig', bad, 'Unsupported authentication mode update from API_AND_CONFIG_MAP to CONFIG_MAP',
              name=CLUSTER, accessConfig={'authenticationMode': 'CONFIG_MAP'})
    j.ok('eks', 'UpdateClusterConfig', name=CLUSTER, resourcesVpcConfig={'publicAccessCidrs': ['203.0.113.0/24']})
    j.refused('eks', 'UpdateClusterConfig', 'ResourceInUseException', 'currently has update', name=CLUSTER,
              resourcesVpcConfig={'publicAccessCidrs': ['198.51.100.0/24']})
    until(lambda: j.ok('eks', 'DescribeCluster', name=CLUSTER)['cluster']['status'] == 'ACTIVE')
    j.ok('eks', 'ListUpdates', name=CLUSTER)


def files(j, w):
    good = dict(CreationToken='judged', PerformanceMode='generalPurpose', ThroughputMode='elastic', Encrypted=True,
                Tags=[{'Key': 'Name', 'Value': 'judged'}])
    fs = j.ok('efs', 'CreateFileSystem', **good)['FileSystemId']
    j.refused('efs', 'CreateFileSystem', 'FileSystemAlreadyExists', fs, **good)
    until(lambda: j.ok('efs', 'DescribeFileSystems', FileSystemId=fs)['FileSystems'][0]['LifeCycleState'] == 'available')
    other = j.ok('efs', 'CreateFileSystem', CreationToken='judged2')['FileSystemId']
    j.ok('efs', 'DescribeFileSystems')
    j.ok('efs', 'DescribeLifecycleConfiguration', FileSystemId=fs)
    group = w['cluster']['resourcesVpcConfig']['clusterSecurityGroupId']
    target = j.ok('efs', 'CreateMountTarget', FileSystemId=fs, SubnetId=w['private'][0], SecurityGroups=[group])['MountTargetId']
    j.ok('efs', 'CreateMountTarget', FileSystemId=fs, SubnetId=w['private'][1], SecurityGroups=[group])
    j.refused('efs', 'CreateMountTarget', 'MountTargetConflict', 'mount target already exists in this AZ', FileSystemId=fs, SubnetId=w['private'][0])
    j.refused('efs', 'CreateMountTarget', 'SubnetNotFound', '', FileSystemId=other if wait_for(j, other) else fs, SubnetId='subnet-0123456789abcdef0')
    j.refused('efs', 'CreateMountTarget', 'SecurityGroupNotFound', '', FileSystemId=other, SubnetId=w['private'][0], SecurityGroups=['sg-0123456789abcdef0'])
    until(lambda: all(t['LifeCycleState'] == 'available' for t in j.ok('efs', 'DescribeMountTargets', FileSystemId=fs)['MountTargets']))
    j.ok('efs', 'DescribeMountTargetSecurityGroups', MountTargetId=target)
    j.ok('efs', 'ModifyMountTargetSecurityGroups', MountTargetId=target, SecurityGroups=[group])
    point = j.ok('efs', 'CreateAccessPoint', ClientToken='judged', FileSystemId=fs, PosixUser={'Uid': 1000, 'Gid': 1000},
                 RootDirectory={'Path': '/data', 'CreationInfo': {'OwnerUid': 1000, 'OwnerGid': 1000, 'Permissions': '0750'}},
                 Tags=[{'Key': 'Name', 'Value': 'judged'}])['AccessPointId']
    j.ok('efs', 'CreateAccessPoint', ClientToken='judged2', FileSystemId=fs)
    j.refused('efs', 'CreateAccessPoint', 'AccessPointAlreadyExists', point, ClientToken='judged', FileSystemId=fs)
    until(lambda: all(p['LifeCycleState'] == 'available' for p in j.ok('efs', 'DescribeAccessPoints', FileSystemId=fs)['AccessPoints']))
    j.refused('efs', 'DescribeFileSystems', 'FileSystemNotFound', 'fs-0123456789abcdef0', FileSystemId='fs-0123456789abcdef0')
    j.refused('efs', 'DescribeAccessPoints', 'AccessPointNotFound', '', AccessPointId='fsap-0123456789abcdef0')
    j.refused('efs', 'DescribeMountTargets', 'MountTargetNotFound', '', MountTargetId='fsmt-01234567')
    j.refused('efs', 'DescribeMountTargets', 'BadRequest', '')
    j.refused('efs', 'DeleteFileSystem', 'FileSystemInUse', fs, FileSystemId=fs)
    w.update(fs=fs, target=target, point=point, other=other)


def wait_for(j, fs):
    return until(lambda: j.ok('efs', 'DescribeFileSystems', FileSystemId=fs)['FileSystems'][0]['LifeCycleState'] == 'available')


def balancers(j, w):
    balancer = until(lambda: j.ok('elbv2', 'DescribeLoadBalancers')['LoadBalancers'])[0]['LoadBalancerArn']
    found = until(lambda: j.ok('elbv2', 'DescribeTargetGroups')['TargetGroups'])
    j.ok('elbv2', 'DescribeTargetGroups', LoadBalancerArn=balancer)
    j.ok('elbv2', 'DescribeTargetHealth', TargetGroupArn=found[0]['TargetGroupArn'])
    j.ok('elbv2', 'DescribeTags', ResourceArns=[balancer, found[0]['TargetGroupArn']])
    j.ok('elbv2', 'DescribeListeners', LoadBalancerArn=balancer)
    none = 'arn:aws:elasticloadbalancing:ap-northeast-2:111122223333:loadbalancer/app/none/0123456789abcdef'
    j.refused('elbv2', 'DescribeLoadBalancers', 'LoadBalancerNotFound', '', LoadBalancerArns=[none])
    j.refused('elbv2', 'DescribeLoadBalancers', 'LoadBalancerNotFound', '', Names=['none'])
    j.refused('elbv2', 'DescribeTargetGroups', 'TargetGroupNotFound', '', Names=['none'])
    j.refused('elbv2', 'DescribeTargetHealth', 'TargetGroupNotFound', '', TargetGroupArn=none.replace('loadbalancer/app', 'targetgroup'))
    j.refused('elbv2', 'DeleteTargetGroup', 'ResourceInUse', '', TargetGroupArn=found[0]['TargetGroupArn'])
    w.update(balancer=balancer, group=found[0]['TargetGroupArn'])


def scaling(j, w):
    name = j.ok('autoscaling', 'DescribeAutoScalingGroups')['AutoScalingGroups'][0]['AutoScalingGroupName']
    group = j.ok('autoscaling', 'DescribeAutoScalingGroups', AutoScalingGroupNames=[name])['AutoScalingGroups'][0]
    size = group['DesiredCapacity']
    j.ok('autoscaling', 'UpdateAutoScalingGroup', AutoScalingGroupName=name, MinSize=0, MaxSize=size + 2)
    j.ok('autoscaling', 'SetDesiredCapacity', AutoScalingGroupName=name, DesiredCapacity=size + 1)
    j.refused('autoscaling', 'SetDesiredCapacity', 'ValidationError', '', AutoScalingGroupName=name, DesiredCapacity=size + 5)
    j.refused('autoscaling', 'SetDesiredCapacity', 'ValidationError', 'not found', AutoScalingGroupName='none', DesiredCapacity=1)
    def running():
        now = j.ok('autoscaling', 'DescribeAutoScalingGroups', AutoScalingGroupNames=[name])['AutoScalingGroups'][0]['Instances']
        return now if len(now) == size + 1 and all(i['LifecycleState'] == 'InService' for i in now) else None
    j.ok('autoscaling', 'TerminateInstanceInAutoScalingGroup', InstanceId=until(running)[-1]['InstanceId'], ShouldDecrementDesiredCapacity=True)
    j.refused('autoscaling', 'TerminateInstanceInAutoScalingGroup', 'ValidationError', '', InstanceId='i-0123456789abcdef0', ShouldDecrementDesiredCapacity=True)


def quotas(j):
    j.ok('service-quotas', 'ListServices')
    for operation in ('ListServiceQuotas', 'ListAWSDefaultServiceQuotas'):
        j.ok('service-quotas', operation, ServiceCode='eks')
        j.refused('service-quotas', operation, 'NoSuchResourceException', 'service does not exist', ServiceCode='mars')
    for operation in ('GetServiceQuota', 'GetAWSDefaultServiceQuota'):
        j.ok('service-quotas', operation, ServiceCode='fargate', QuotaCode='L-3032A538')
        j.refused('service-quotas', operation, 'NoSuchResourceException', '', ServiceCode='fargate', QuotaCode='L-00000000')


def prices(j):
    j.ok('pricing', 'GetProducts', ServiceCode='AmazonEKS', FormatVersion='aws_v1',
         Filters=[{'Type': 'TERM_MATCH', 'Field': 'regionCode', 'Value': 'ap-northeast-2'}])
    j.refused('pricing', 'GetProducts', 'NotFoundException', '', ServiceCode='AmazonMars')
    j.refused('pricing', 'GetProducts', 'InvalidParameterException', '', ServiceCode='AmazonEKS', Filters=[{'Type': 'TERM_MATCH', 'Field': 'regionCode'}])
    j.refused('pricing', 'GetProducts', 'InvalidParameterException', '', ServiceCode='AmazonEKS', MaxResults=101)


def destroy(j):
    """What would have been in the way of the judging of pages."""
    w = j.world
    j.ok('eks', 'DeletePodIdentityAssociation', clusterName=CLUSTER, associationId=w['association'])
    j.ok('eks', 'DeleteAccessEntry', clusterName=CLUSTER, principalArn=f"arn:aws:iam::{w['account']}:user/judged")
    j.ok('efs', 'DeleteAccessPoint', AccessPointId=w['point'])
    j.ok('efs', 'DeleteMountTarget', MountTargetId=w['target'])
    until(lambda: len(j.ok('efs', 'DescribeMountTargets', FileSystemId=w['fs'])['MountTargets']) < 2)
    j.ok('efs', 'DeleteFileSystem', FileSystemId=w['other'])
    j.ok('iam', 'DeleteRolePolicy', RoleName='judged', PolicyName='logs')
    j.ok('iam', 'DetachRolePolicy', RoleName='judged', PolicyArn=PULL)
    j.ok('iam', 'DeleteRole', RoleName='judged')
    j.ok('elbv2', 'DeleteLoadBalancer', LoadBalancerArn=w['balancer'])
    j.ok('elbv2', 'DeleteTargetGroup', TargetGroupArn=w['group'])
    j.without_required()
