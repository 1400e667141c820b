"""What boto3 makes of the lab: one subcommand a question, the answer as JSON."""
import base64
import datetime
import json
import ssl
import sys
import urllib.error
import urllib.request

import boto3
import botocore.auth
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError
from botocore.signers import RequestSigner

CLUSTER = 'Migration-EKS'
ROLE = 'arn:aws:iam::111122223333:role/Migration-EKS-Pod-Excution-Role'
QUICK = {'Delay': 1, 'MaxAttempts': 60}


def client(name, **config):
    return boto3.client(name, config=Config(retries={'mode': 'standard', 'total_max_attempts': 4}, **config))


def waiters():
    eks = client('eks')
    done = []

    def wait(waiter, **what):
        eks.get_waiter(waiter).wait(WaiterConfig=QUICK, **what)
        done.append(waiter)

    wait('cluster_active', name=CLUSTER)
    profile = dict(clusterName=CLUSTER, fargateProfileName='boto3')
    eks.create_fargate_profile(podExecutionRoleArn=ROLE, selectors=[{'namespace': 'boto3'}], **profile)
    wait('fargate_profile_active', **profile)
    eks.delete_fargate_profile(**profile)
    wait('fargate_profile_deleted', **profile)
    group = dict(clusterName=CLUSTER, nodegroupName='boto3')
    burst = eks.describe_nodegroup(clusterName=CLUSTER, nodegroupName='burst')['nodegroup']
    eks.create_nodegroup(nodeRole=burst['nodeRole'], subnets=burst['subnets'],
                         scalingConfig={'minSize': 0, 'maxSize': 1, 'desiredSize': 1}, **group)
    wait('nodegroup_active', **group)
    eks.delete_nodegroup(**group)
    wait('nodegroup_deleted', **group)
    addon = dict(clusterName=CLUSTER, addonName='snapshot-controller')
    eks.create_addon(**addon)
    wait('addon_active', **addon)
    eks.delete_addon(**addon)
    wait('addon_deleted', **addon)
    return done


def failed_profile():
    eks = client('eks')
    profile = dict(clusterName=CLUSTER, fargateProfileName='doomed')
    eks.create_fargate_profile(podExecutionRoleArn=ROLE, selectors=[{'namespace': 'doomed'}], **profile)
    try:
        eks.get_waiter('fargate_profile_active').wait(WaiterConfig=QUICK, **profile)
        return 'it waited to the end'
    except WaiterError as error:
        seen = eks.describe_fargate_profile(**profile)['fargateProfile']
        return {'error': str(error), 'issues': seen['health']['issues']}


def retries():
    """Each service's first two calls are throttled by whoever stands before the lab."""
    calls = {
        'eks': lambda: client('eks').list_clusters(),
        'ec2': lambda: client('ec2').describe_vpcs(),
        'service-quotas': lambda: client('service-quotas').list_services(),
    }
    return {name: call()['ResponseMetadata']['RetryAttempts'] for name, call in calls.items()}


def denied():
    try:
        client('eks').list_clusters()
    except ClientError as error:
        return {'code': error.response['Error']['Code'], 'status': error.response['ResponseMetadata']['HTTPStatusCode'],
                'retries': error.response['ResponseMetadata']['RetryAttempts'], 'message': str(error)}
    return 'it is allowed'


def pages():
    """The tool's own lists, read in pages of five."""
    found = {}
    for service, operation, key in (('ec2', 'describe_network_interfaces', 'NetworkInterfaces'),
                                    ('ec2', 'describe_security_group_rules', 'SecurityGroupRules'),
                                    ('iam', 'list_roles', 'Roles'), ('eks', 'list_addons', 'addons')):
        c = client(service)
        args = {'clusterName': CLUSTER} if service == 'eks' else {}
        size = 5 if service == 'ec2' else 2
        sizes = [len(p[key]) for p in c.get_paginator(operation).paginate(PaginationConfig={'PageSize': size}, **args)]
        whole = len(getattr(c, operation)(**args)[key])
        found[operation] = {'pages': len(sizes) > 1, 'none lost': sum(sizes) == whole,
                            'none too long': max(sizes) <= size}
    return found


def token(minutes_ago, expires=60):
    """kubectl's bearer token, signed some minutes ago."""
    then = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(minutes=minutes_ago)
    botocore.auth.get_current_datetime = lambda *a, **k: then
    session = boto3.Session()
    sts = session.client('sts')
    region = session.region_name
    signer = RequestSigner(sts.meta.service_model.service_id, region, 'sts', 'v4', session.get_credentials(), session.events)
    url = signer.generate_presigned_url(
        {'method': 'GET', 'url': f'https://sts.{region}.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15',
         'body': {}, 'headers': {'x-k8s-aws-id': CLUSTER}, 'context': {}},
        region_name=region, expires_in=expires, operation_name='')
    return 'k8s-aws-v1.' + base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')


def tokens():
    endpoint = client('eks').describe_cluster(name=CLUSTER)['cluster']['endpoint']
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE

    def status(bearer):
        request = urllib.request.Request(f'{endpoint}/api', headers={'Authorization': f'Bearer {bearer}'})
        try:
            return urllib.request.urlopen(request, context=context).status
        except urllib.error.HTTPError as error:
            return error.code

    fresh = token(0)
    return {'fresh': status(fresh), 'ten minutes old': status(token(10)), 'twenty minutes old': status(token(20)),
            'of the day after tomorrow': status(token(-2880)), 'good for an hour': status(token(0, 3600)),
            'cut short': status(fresh[:-8])}


print(json.dumps(globals()[sys.argv[1]]()))
