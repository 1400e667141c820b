import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { awsAdapter, type AwsOptions } from '../../src/adapters/aws/index.ts';
import { systemClock } from '../../src/adapters/clock.ts';
import type { HttpTransport } from '../../src/model/index.ts';
import type { Stage } from '../contract/cloud.ts';

const REGION = 'ap-northeast-2';
const START = `
import os, signal
os.environ['MOTO_IAM_LOAD_MANAGED_POLICIES'] = 'true'
from moto.server import ThreadedMotoServer
server = ThreadedMotoServer(ip_address='127.0.0.1', port=0, verbose=False)
server.start()
print(server.get_host_and_port()[1], flush=True)
signal.pause()
`;

export interface Moto {
  /** An account with a small cluster in it, one for all who ask: moto takes seconds to make it. */
  stage(): Promise<Stage>;
  close(): void;
}

/** Starts moto, another's imitation of AWS, on a free port. */
export async function startMoto(python: string): Promise<Moto> {
  const child = spawn(python, ['-B', '-u', '-c', START], { stdio: ['ignore', 'pipe', 'pipe'] });
  const url = `http://127.0.0.1:${await portOf(child)}`;
  let stage: Promise<Stage> | undefined;
  return {
    stage: () => (stage ??= stageIn(options(url))),
    close: () => void child.kill(),
  };
}

async function portOf(child: ChildProcess): Promise<number> {
  let out = '';
  let err = '';
  child.stdout?.on('data', (piece: Buffer) => (out += piece.toString()));
  child.stderr?.on('data', (piece: Buffer) => (err += piece.toString()));
  const ended = once(child, 'exit').then(() => {
    throw new Error(`moto did not start: ${err}`);
  });
  while (!/^\d+$/m.test(out)) await Promise.race([once(child.stdout as NodeJS.EventEmitter, 'data'), ended]); // prettier-ignore
  ended.catch(() => undefined);
  return Number(/^\d+$/m.exec(out)?.[0]);
}

/** moto knows a service by the scope of the signature; every host leads to it. */
const transportTo =
  (url: string): HttpTransport =>
  async (request) => {
    const headers = Object.entries(request.headers).filter(
      ([name]) => name !== 'host' && name !== 'content-length',
    );
    const response = await fetch(url + request.path, {
      method: request.method,
      headers: Object.fromEntries(headers),
      ...(request.body.length === 0 ? {} : { body: Buffer.from(request.body) }),
    });
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: new Uint8Array(await response.arrayBuffer()),
    };
  };

const options = (url: string): AwsOptions => ({
  region: REGION,
  clock: systemClock,
  transport: transportTo(url),
  credentials: { accessKeyId: 'testing', secretAccessKey: 'testing' },
  attempts: 1,
});

/** The VPC, roles, cluster, node group and load balancer that the contract asks about. */
async function stageIn(o: AwsOptions): Promise<Stage> {
  const { clientConfig } = await import('../../src/adapters/aws/client.ts');
  const config = clientConfig(o);
  const [ec2Sdk, iamSdk, eksSdk, elbSdk, asgSdk] = await Promise.all([
    import('@aws-sdk/client-ec2'),
    import('@aws-sdk/client-iam'),
    import('@aws-sdk/client-eks'),
    import('@aws-sdk/client-elastic-load-balancing-v2'),
    import('@aws-sdk/client-auto-scaling'),
  ]);
  const ec2 = new ec2Sdk.EC2Client(config);
  const vpc = (await ec2.send(new ec2Sdk.CreateVpcCommand({ CidrBlock: '10.6.0.0/16' }))).Vpc?.VpcId ?? ''; // prettier-ignore
  await ec2.send(new ec2Sdk.ModifyVpcAttributeCommand({ VpcId: vpc, EnableDnsHostnames: { Value: true } })); // prettier-ignore
  const subnet = async (zone: string, n: number): Promise<string> => {
    const input = { VpcId: vpc, CidrBlock: `10.6.${n}.0/24`, AvailabilityZone: `${REGION}${zone}` };
    return (await ec2.send(new ec2Sdk.CreateSubnetCommand(input))).Subnet?.SubnetId ?? '';
  };
  const publicSubnet = await subnet('a', 1);
  const privateSubnets = [await subnet('a', 11), await subnet('c', 12)];
  const gateway = (await ec2.send(new ec2Sdk.CreateInternetGatewayCommand({}))).InternetGateway?.InternetGatewayId ?? ''; // prettier-ignore
  await ec2.send(new ec2Sdk.AttachInternetGatewayCommand({ VpcId: vpc, InternetGatewayId: gateway })); // prettier-ignore
  const nat = (await ec2.send(new ec2Sdk.CreateNatGatewayCommand({ SubnetId: publicSubnet }))).NatGateway?.NatGatewayId ?? ''; // prettier-ignore
  const route = async (subnets: readonly string[], via: object): Promise<void> => {
    const made = await ec2.send(new ec2Sdk.CreateRouteTableCommand({ VpcId: vpc }));
    const RouteTableId = made.RouteTable?.RouteTableId ?? '';
    await ec2.send(new ec2Sdk.CreateRouteCommand({ RouteTableId, DestinationCidrBlock: '0.0.0.0/0', ...via })); // prettier-ignore
    for (const SubnetId of subnets)
      await ec2.send(new ec2Sdk.AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  };
  await route([publicSubnet], { GatewayId: gateway });
  await route(privateSubnets, { NatGatewayId: nat });
  const groupNamed = async (name: string): Promise<string> => {
    const input = { VpcId: vpc, GroupName: name, Description: name };
    return (await ec2.send(new ec2Sdk.CreateSecurityGroupCommand(input))).GroupId ?? '';
  };
  const [group, otherGroup] = [await groupNamed('one'), await groupNamed('two')];

  const iam = new iamSdk.IAMClient(config);
  const role = async (name: string, service: string): Promise<string> => {
    const trust = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }] }; // prettier-ignore
    const input = { RoleName: name, AssumeRolePolicyDocument: JSON.stringify(trust) };
    return (await iam.send(new iamSdk.CreateRoleCommand(input))).Role?.Arn ?? '';
  };
  const clusterRole = await role('cluster', 'eks.amazonaws.com');
  const nodeRole = await role('nodes', 'ec2.amazonaws.com');
  const executionRole = await role('pods', 'eks-fargate-pods.amazonaws.com');

  const eks = new eksSdk.EKSClient(config);
  const cluster = 'contract';
  const resourcesVpcConfig = { subnetIds: [publicSubnet, ...privateSubnets], securityGroupIds: [group] }; // prettier-ignore
  await eks.send(new eksSdk.CreateClusterCommand({ name: cluster, roleArn: clusterRole, resourcesVpcConfig })); // prettier-ignore
  await eks.send(
    new eksSdk.CreateNodegroupCommand({
      clusterName: cluster,
      nodegroupName: 'general',
      nodeRole,
      subnets: privateSubnets,
      scalingConfig: { minSize: 1, maxSize: 3, desiredSize: 2 },
    }),
  );

  const elb = new elbSdk.ElasticLoadBalancingV2Client(config);
  const balancer = await elb.send(new elbSdk.CreateLoadBalancerCommand({ Name: 'web', Scheme: 'internet-facing', Subnets: [publicSubnet, privateSubnets[1] ?? ''], SecurityGroups: [group] })); // prettier-ignore
  const targets = await elb.send(new elbSdk.CreateTargetGroupCommand({ Name: 'web', Port: 80, Protocol: 'HTTP', VpcId: vpc, TargetType: 'ip' })); // prettier-ignore
  const TargetGroupArn = targets.TargetGroups?.[0]?.TargetGroupArn;
  await elb.send(
    new elbSdk.CreateListenerCommand({
      LoadBalancerArn: balancer.LoadBalancers?.[0]?.LoadBalancerArn,
      Port: 80,
      Protocol: 'HTTP',
      DefaultActions: [{ Type: 'forward', TargetGroupArn }],
    }),
  );
  await elb.send(new elbSdk.RegisterTargetsCommand({ TargetGroupArn, Targets: [{ Id: '10.6.11.9', Port: 80 }] })); // prettier-ignore

  const asg = new asgSdk.AutoScalingClient(config);
  await asg.send(new asgSdk.CreateLaunchConfigurationCommand({ LaunchConfigurationName: 'nodes', ImageId: 'ami-12c6146b', InstanceType: 'm5.large' })); // prettier-ignore
  await asg.send(
    new asgSdk.CreateAutoScalingGroupCommand({
      AutoScalingGroupName: 'nodes',
      LaunchConfigurationName: 'nodes',
      MinSize: 1,
      MaxSize: 3,
      DesiredCapacity: 2,
      VPCZoneIdentifier: privateSubnets.join(','),
    }),
  );
  return {
    aws: awsAdapter(o),
    wait: () => new Promise((resolve) => setTimeout(resolve, 20)),
    cluster,
    vpc,
    privateSubnets,
    publicSubnet,
    group,
    otherGroup,
    nodeRole,
    executionRole,
    nodegroup: 'general',
    autoScalingGroup: 'nodes',
  };
}
