import {
  CLUSTER,
  CLUSTER_GROUP,
  EXECUTION_ROLE,
  NODE_GROUP,
  openAccount,
  PRIVATE,
  VPC,
} from './aws-account.ts';
import { cloudContract } from './cloud.ts';

// The same promises are asked of moto, in test/peers/aws-moto.test.ts.
cloudContract('the AWS adapters in front of the twin', async () => {
  const { aws, clock, world } = openAccount();
  const { arn } = world.loadBalancing.ensureTargetGroup({
    name: 'web',
    port: 80,
    protocol: 'HTTP',
    targetType: 'ip',
    tags: {},
  });
  const balancer = world.loadBalancing.ensureLoadBalancer({
    name: 'web',
    scheme: 'internet-facing',
    type: 'application',
    tags: {},
  });
  world.loadBalancing.forward(balancer.arn, 80, [{ match: '/', targetGroupArn: arn }]);
  world.loadBalancing.register(arn, [{ id: '10.6.64.9', port: 80 }]);
  const general = await aws.eks.describeNodegroup(CLUSTER, 'general');
  return {
    aws,
    wait: (ms) => clock.sleep(ms),
    cluster: CLUSTER,
    vpc: VPC,
    privateSubnets: PRIVATE,
    publicSubnet: 'subnet-0a1b2c3d4e5f6a001',
    group: CLUSTER_GROUP,
    otherGroup: NODE_GROUP,
    nodeRole: general?.nodeRoleArn ?? '',
    executionRole: EXECUTION_ROLE,
    nodegroup: 'general',
    autoScalingGroup: general?.autoScalingGroups[0] ?? '',
  };
});
