import { iamArn, type AwsContext } from '../context.ts';

/** Who calls when a seed names nobody: the one who made the cluster. */
export const operatorArn = (context: Pick<AwsContext, 'accountId'>): string =>
  iamArn(context, 'user/operator');
