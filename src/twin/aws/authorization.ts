import type { AwsContext } from './context.ts';
import { AwsError } from './errors.ts';

/** How a service words and numbers a denial. */
export type DenialStyle = 'ec2' | 'query' | 'json' | 'rest-json';

/**
 * What `controls.denied` forbids, as IAM would: `eks:CreateFargateProfile` or `eks:*`. STS'
 * GetCallerIdentity can not be denied, in AWS either.
 * @source https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html (read 2026-11-23)
 */
export function authorizer(
  context: AwsContext,
  caller: { readonly arn: string; readonly prefix: string; readonly style: DenialStyle },
): (operation: string) => void {
  const { arn, prefix, style } = caller;
  return (operation) => {
    const { denied } = context.controls;
    const action = `${prefix}:${operation}`;
    if (action === 'sts:GetCallerIdentity') return;
    if (!denied.has(action) && !denied.has(`${prefix}:*`)) return;
    const why = `User: ${arn} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
    if (style === 'ec2')
      throw new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${why}`,
        403,
      );
    if (style === 'query') throw new AwsError('AccessDenied', why, 403);
    throw new AwsError('AccessDeniedException', why, style === 'json' ? 400 : 403);
  };
}
