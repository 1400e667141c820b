import { afterAll, beforeAll } from 'vitest';
import { cloudContract } from '../contract/cloud.ts';
import { startMoto, type Moto } from './moto.ts';
import { withPeers } from './peer.ts';

// Where moto and AWS' documentation disagree, the documentation wins: the twin follows it, and
// what moto does instead stands here. The sources are in docs/twin-aws.md.
withPeers('moto', ['python'], (peers) => {
  let moto: Moto | undefined;
  beforeAll(async () => {
    moto = await startMoto(peers.path('python'));
  });
  afterAll(() => moto?.close());

  cloudContract(
    'the AWS adapters in front of moto',
    () => {
      if (moto === undefined) throw new Error('moto is not running');
      return moto.stage();
    },
    {
      'takes no rule twice, whatever its description': 'it compares descriptions too',
      'take no trust policy that is not one': 'it takes any JSON',
      'refuse a second access point with the same token': 'it makes another',
      'tells the cluster’s VPC, security group and authentication': 'it keeps none of them',
      'makes a profile over minutes, and no other meanwhile': 'a profile is ACTIVE at once',
      'refuses a profile in a public subnet': 'it does not look at subnets',
      'refuses a profile whose role nobody has': 'it looks at the form of the ARN alone',
      'refuses a profile with six selectors': 'it does not count selectors',
      'says that a cluster is not there when its node groups are asked for': 'status 500',
      'scales a node group, within its own bounds only': 'it takes a minimum above the maximum',
      'lists add-ons and access entries': 'it offers neither',
    },
  );
});
