import type { HttpRequest, HttpResponse } from '../../src/model/index.ts';
import { isKube, serviceOf } from './calls.ts';
import { canChange, canDelete } from './somebody.ts';

/** When the fault strikes: the request is on its way · it took effect and the answer is on its way · the answer was read. */
export type Moment = 'before' | 'between' | 'after';

export interface Fault {
  readonly id: string;
  readonly moment: Moment;
  /** Which calls can meet with it. */
  readonly fits: (r: HttpRequest) => boolean;
  /** `kill`: nothing of the process reaches disk or wire any more · `answer`/`throw`: what the caller gets · `somebody`: another person acts on the object. */
  readonly does:
    | { readonly kind: 'kill' }
    | { readonly kind: 'answer'; readonly answer: (r: HttpRequest) => HttpResponse }
    | { readonly kind: 'throw'; readonly code: string; readonly afterMs: number }
    | { readonly kind: 'somebody'; readonly act: 'deletes' | 'changes' };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): HttpResponse => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: Buffer.from(JSON.stringify(body)),
}); // prettier-ignore
const xml = (status: number, text: string): HttpResponse => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body: Buffer.from(text),
});

interface Refusal {
  readonly status: number;
  readonly kube: string;
  readonly aws: string;
  readonly text: string;
}

/** An error in the protocol of whom was asked. */
function refusal(r: HttpRequest, e: Refusal): HttpResponse {
  if (isKube(r))
    return json(e.status, { kind: 'Status', apiVersion: 'v1', status: 'Failure', message: e.text, reason: e.kube, code: e.status }, e.status === 429 ? { 'retry-after': '1' } : {}); // prettier-ignore
  const service = serviceOf(r);
  if (service === 'ec2')
    return xml(e.status, `<Response><Errors><Error><Code>${e.aws}</Code><Message>${e.text}</Message></Error></Errors><RequestID>r</RequestID></Response>`); // prettier-ignore
  if (['iam', 'sts', 'autoscaling', 'elasticloadbalancing'].includes(service))
    return xml(e.status, `<ErrorResponse><Error><Type>Sender</Type><Code>${e.aws}</Code><Message>${e.text}</Message></Error><RequestId>r</RequestId></ErrorResponse>`); // prettier-ignore
  return json(e.status, { __type: e.aws, message: e.text }, { 'x-amzn-errortype': e.aws });
}

const answer = (e: Refusal): Fault['does'] => ({ kind: 'answer', answer: (r) => refusal(r, e) });
const any = (): boolean => true;

/**
 * Each service has its own words for "not so fast".
 * @source https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html (RequestLimitExceeded, 503),
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html (Throttling, 400) (read 2026-11-25)
 */
const tooMany = (r: HttpRequest): HttpResponse => {
  const text = 'Rate exceeded';
  const own = { ec2: { status: 503, aws: 'RequestLimitExceeded' }, iam: { status: 400, aws: 'Throttling' } }[serviceOf(r)]; // prettier-ignore
  return refusal(r, { status: 429, kube: 'TooManyRequests', aws: 'ThrottlingException', text, ...own });
}; // prettier-ignore
const throttled: Fault['does'] = { kind: 'answer', answer: tooMany };
const broken = answer({ status: 500, kube: 'InternalError', aws: 'InternalFailure', text: 'An internal error occurred.' }); // prettier-ignore
const expired = (r: HttpRequest): HttpResponse =>
  isKube(r)
    ? refusal(r, { status: 401, kube: 'Unauthorized', aws: '', text: 'Unauthorized' })
    : refusal(r, { status: 403, kube: '', aws: 'ExpiredTokenException', text: 'The security token included in the request is expired' }); // prettier-ignore

/**
 * What each service answers while another change of the object is under way. EC2 has no such answer
 * for what a run asks of it, and neither has EFS before there is a file system.
 * @source https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateFargateProfile.html (ResourceInUseException),
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html (ConcurrentModification, 409),
 * https://docs.aws.amazon.com/efs/latest/ug/API_CreateMountTarget.html (IncorrectFileSystemLifeCycleState, 409) (read 2026-11-25)
 */
const IN_USE: Readonly<Record<string, { readonly code: string; readonly text: string }>> = {
  eks: {
    code: 'ResourceInUseException',
    text: 'Another operation is in progress for this cluster',
  },
  iam: { code: 'ConcurrentModification', text: 'Multiple requests to change this object were submitted simultaneously' }, // prettier-ignore
  elasticfilesystem: { code: 'IncorrectFileSystemLifeCycleState', text: 'The file system is not in the available state' }, // prettier-ignore
};
const canConflict = (r: HttpRequest): boolean =>
  isKube(r) || (serviceOf(r) in IN_USE && !r.path.endsWith('/file-systems'));
const inUse = (r: HttpRequest): HttpResponse => {
  const { code, text } = IN_USE[serviceOf(r)] ?? {
    code: '',
    text: 'the object has been modified; please apply your changes to the latest version and try again',
  };
  return refusal(r, { status: 409, kube: 'Conflict', aws: code, text });
};
const conflict: Fault['does'] = { kind: 'answer', answer: inUse };

const reset: Fault['does'] = { kind: 'throw', code: 'ECONNRESET', afterMs: 0 };
const timeout: Fault['does'] = { kind: 'throw', code: 'ETIMEDOUT', afterMs: 30_000 };

/** Every fault at every moment at which it can strike. */
export const FAULTS: readonly Fault[] = [
  { id: 'SIGKILL', moment: 'before', fits: any, does: { kind: 'kill' } },
  { id: 'SIGKILL', moment: 'between', fits: any, does: { kind: 'kill' } },
  { id: 'SIGKILL', moment: 'after', fits: any, does: { kind: 'kill' } },
  { id: '429', moment: 'before', fits: any, does: throttled },
  { id: '500', moment: 'before', fits: any, does: broken },
  { id: '500', moment: 'between', fits: any, does: broken },
  { id: 'timeout', moment: 'before', fits: any, does: timeout },
  { id: 'timeout', moment: 'between', fits: any, does: timeout },
  { id: 'reset', moment: 'before', fits: any, does: reset },
  { id: 'reset', moment: 'between', fits: any, does: reset },
  { id: 'expired credentials', moment: 'before', fits: any, does: { kind: 'answer', answer: expired } }, // prettier-ignore
  { id: '409', moment: 'before', fits: canConflict, does: conflict },
  { id: 'deleted by somebody', moment: 'after', fits: canDelete, does: { kind: 'somebody', act: 'deletes' } }, // prettier-ignore
  { id: 'changed by somebody', moment: 'after', fits: canChange, does: { kind: 'somebody', act: 'changes' } }, // prettier-ignore
];
