import type { AwsCloud } from '../../ports/index.ts';
import type { AwsOptions } from './client.ts';
import { ec2Adapter } from './ec2.ts';
import { efsAdapter } from './efs.ts';
import { eksAdapter } from './eks.ts';
import { elbAdapter } from './elb.ts';
import { iamAdapter } from './iam.ts';
import { autoScalingAdapter, quotasAdapter, stsAdapter } from './others.ts';
import { pricingAdapter } from './pricing.ts';

export type { AwsOptions } from './client.ts';

/** The AWS port over the AWS SDK for JavaScript v3, each service's client loaded at its first use. */
export const awsAdapter = (o: AwsOptions): AwsCloud => ({
  region: o.region,
  callerIdentity: stsAdapter(o),
  eks: eksAdapter(o),
  ec2: ec2Adapter(o),
  iam: iamAdapter(o),
  efs: efsAdapter(o),
  elb: elbAdapter(o),
  autoScaling: autoScalingAdapter(o),
  quotas: quotasAdapter(o),
  pricing: pricingAdapter(o),
});
