import type { AwsContext } from '../context.ts';
import { AwsError } from '../errors.ts';
import type { ResolvedSeed } from '../seed/index.ts';
import { queryService, type AwsService } from '../wire/protocols.ts';
import type { Volumes } from './block-storage.ts';
import { instanceOperations } from './describe-instances.ts';
import { networkOperations } from './describe-network.ts';
import type { Fleet } from './fleet.ts';
import type { Network } from './network.ts';
import { securityGroupOperations } from './security-groups.ts';
import { tagOperations } from './tags.ts';

/** What EC2's operations look at. */
export interface Ec2 {
  readonly context: AwsContext;
  readonly seed: ResolvedSeed;
  readonly network: Network;
  readonly fleet: Fleet;
  readonly volumes: Volumes;
  readonly clusterName: string;
}

/** EC2 and VPC on the wire: what a cluster's tools read, and the few things they change. */
export const ec2Service = (ec2: Ec2): AwsService =>
  queryService({
    dialect: 'ec2',
    namespace: 'http://ec2.amazonaws.com/doc/2016-11-15/',
    rules: {
      needs: {
        DescribeVpcAttribute: ['VpcId', 'Attribute'],
        AuthorizeSecurityGroupEgress: ['GroupId'],
        RevokeSecurityGroupEgress: ['GroupId'],
        CreateTags: ['ResourceId', 'Tag'],
        DeleteTags: ['ResourceId'],
      },
      missing: (member) =>
        new AwsError('MissingParameter', `The request must contain the parameter ${member}`),
    },
    operations: {
      ...networkOperations(ec2),
      ...securityGroupOperations(ec2),
      ...instanceOperations(ec2),
      ...tagOperations(ec2),
    },
  });
