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

/** A key that the account does not have; a signature that its secret did not make. */
export type CredentialFlaw = 'unknown-key' | 'wrong-signature';

const UNKNOWN = 'The security token included in the request is invalid.';
const MISMATCH =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

/**
 * How a service refuses credentials before it looks at the request. EC2 does not say which half is
 * wrong.
 * @source https://docs.aws.amazon.com/awsconsolehelpdocs/latest/gsg/common-errors.html,
 *   https://docs.aws.amazon.com/IAM/latest/UserGuide/signature-v4-troubleshooting.html (read 2026-11-25);
 *   EC2's AuthFailure: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (known, not read again)
 */
export function credentialError(flaw: CredentialFlaw, style: DenialStyle): AwsError {
  if (style === 'ec2')
    return new AwsError(
      'AuthFailure',
      'AWS was not able to validate the provided access credentials',
      401,
    );
  const isKnown = flaw === 'wrong-signature';
  if (style === 'query')
    return new AwsError(
      isKnown ? 'SignatureDoesNotMatch' : 'InvalidClientTokenId',
      isKnown ? MISMATCH : UNKNOWN,
      403,
    );
  return new AwsError(
    isKnown ? 'InvalidSignatureException' : 'UnrecognizedClientException',
    isKnown ? MISMATCH : UNKNOWN,
    style === 'json' ? 400 : 403,
  );
}
