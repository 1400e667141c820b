import {
  BugError,
  CloudError,
  cloudCallOf,
  EXIT,
  isFargatectlError,
  UserError,
  type FargatectlError,
} from '../errors/index.ts';
import { both, text } from '../model/index.ts';

/** Refusals that somebody can lift, after which the same run goes on. */
const WHO_WE_ARE =
  /ExpiredToken|CredentialsProvider|UnrecognizedClient|InvalidClientTokenId|TokenProvider/;
const GO_ON = {
  forward: text(
    'Then go on: fargatectl migrate --resume.',
    '그런 다음 이어 가십시오: fargatectl migrate --resume',
  ),
  back: text('Then go on: fargatectl rollback.', '그런 다음 이어 가십시오: fargatectl rollback'),
};
type Way = keyof typeof GO_ON;

/**
 * How what a step threw ends its run. A permission or credential that is missing, or a disk without
 * room for the journal, stops it, resumable.
 */
export function runError(thrown: unknown, way: Way = 'forward'): FargatectlError {
  if (!isFargatectlError(thrown))
    return BugError((thrown as Error | undefined)?.message ?? String(thrown), thrown);
  if (thrown.code === 'FILE_UNWRITABLE') return journalFull(thrown, way);
  const call = cloudCallOf(thrown);
  const refused = call?.status === 401 || call?.status === 403 || WHO_WE_ARE.test(call?.reason ?? ''); // prettier-ignore
  if (!call || !refused) return thrown;
  return CloudError({
    code: thrown.code,
    message: thrown.text,
    remedy: both((l) => `${thrown.remedy[l]} ${GO_ON[way][l]}`),
    exitCode: EXIT.stopped,
    call,
    cause: thrown,
  });
}

/** The journal is the only file that a run writes. No effect is performed whose intent is not in it. */
const journalFull = (thrown: FargatectlError, way: Way): FargatectlError =>
  UserError({
    code: thrown.code,
    message: both(
      (l) =>
        `${thrown.text[l]} ${text('The run stopped before its next write to the cluster.', '실행은 클러스터에 다음 쓰기를 하기 전에 멈췄습니다.')[l]}`,
    ),
    remedy: both(
      (l) => `${text('Make room there.', '그곳의 공간을 확보하십시오.')[l]} ${GO_ON[way][l]}`,
    ),
    exitCode: EXIT.stopped,
    cause: thrown,
  });
