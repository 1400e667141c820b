import {
  BugError,
  CloudError,
  cloudCallOf,
  EXIT,
  isFargatectlError,
  type FargatectlError,
} from '../errors/index.ts';
import { both, text } from '../model/index.ts';

/** Refusals that somebody can lift, after which the same run goes on. */
const WHO_WE_ARE =
  /ExpiredToken|CredentialsProvider|UnrecognizedClient|InvalidClientTokenId|TokenProvider/;
const GO_ON = text(
  'Then go on: fargatectl migrate --resume.',
  '그런 다음 이어 가십시오: fargatectl migrate --resume',
);

/** How what a step threw ends its run. A permission or credential that is missing stops it, resumable. */
export function runError(thrown: unknown): FargatectlError {
  if (!isFargatectlError(thrown))
    return BugError((thrown as Error | undefined)?.message ?? String(thrown), thrown);
  const call = cloudCallOf(thrown);
  const refused = call?.status === 401 || call?.status === 403 || WHO_WE_ARE.test(call?.reason ?? ''); // prettier-ignore
  if (!call || !refused) return thrown;
  return CloudError({
    code: thrown.code,
    message: thrown.text,
    remedy: both((l) => `${thrown.remedy[l]} ${GO_ON[l]}`),
    exitCode: EXIT.stopped,
    call,
    cause: thrown,
  });
}
